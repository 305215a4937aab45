#include "eq/crypto/hpke_kem.h"

#include "eq/crypto/hash.h"
#include "eq/crypto/p256.h"
#include "eq/crypto/x25519.h"

namespace eq::crypto::hpke {
namespace {

constexpr std::string_view kVersion = "HPKE-v1";

Array<5> kem_suite_id(Kem kem) {
  const auto id = be16(static_cast<std::uint16_t>(kem));
  return {'K', 'E', 'M', id[0], id[1]};
}

Result<SecretBytes> extract_and_expand(Kem kem, View dh1, View dh2, View enc, View receiver_public,
                                       View sender_public) {
  const auto id = kem_suite_id(kem);
  const auto prk = labeled_extract(id, {}, "eae_prk", {dh1, dh2});
  const Bytes kem_context = concat({enc, receiver_public, sender_public});
  return labeled_expand(id, prk.reveal("ExtractAndExpand"), "shared_secret", kem_context, 32);
}

}  // namespace

Secret<32> labeled_extract(View suite_id, View salt, std::string_view label,
                           std::initializer_list<View> ikm) {
  EQ_ASSERT(ikm.size() == 1 || ikm.size() == 2);
  const View first = *ikm.begin(), second = ikm.size() == 2 ? *(ikm.begin() + 1) : View();
  return hkdf_extract(salt, {view(kVersion), suite_id, view(label), first, second});
}

SecretBytes labeled_expand(View suite_id, View prk, std::string_view label, View info,
                           std::size_t n) {
  const auto length = be16(static_cast<std::uint16_t>(n));
  return hkdf_expand(prk, {length, view(kVersion), suite_id, view(label), info}, n);
}

Result<Secret<32>> diffie_hellman(Kem kem, View private_key, View public_key) {
  if (kem == Kem::dhkem_p256) return p256_ecdh(private_key, public_key);
  return x25519(private_key, public_key);
}

Result<SecretBytes> encapsulate(Kem kem, View receiver_public, const HpkeKeyPair& ephemeral,
                                const HpkeKeyPair* sender) {
  const auto dh =
      TRY(diffie_hellman(kem, ephemeral.private_key.reveal("encapsulation"), receiver_public));
  const View dh1 = dh.reveal("encapsulation");
  if (sender == nullptr)
    return extract_and_expand(kem, dh1, {}, ephemeral.public_key, receiver_public, {});
  const auto auth =
      TRY(diffie_hellman(kem, sender->private_key.reveal("encapsulation"), receiver_public));
  return extract_and_expand(kem, dh1, auth.reveal("encapsulation"), ephemeral.public_key,
                            receiver_public, sender->public_key);
}

Result<SecretBytes> decapsulate(Kem kem, View private_key, View public_key, View enc,
                                View sender_public) {
  const auto dh = TRY(diffie_hellman(kem, private_key, enc));
  const View dh1 = dh.reveal("decapsulation");
  if (sender_public.empty()) return extract_and_expand(kem, dh1, {}, enc, public_key, {});
  const auto auth = TRY(diffie_hellman(kem, private_key, sender_public));
  return extract_and_expand(kem, dh1, auth.reveal("decapsulation"), enc, public_key, sender_public);
}

}  // namespace eq::crypto::hpke

namespace eq::crypto {

using hpke::labeled_expand;
using hpke::labeled_extract;

// Section 7.1.3, DeriveKeyPair.
HpkeKeyPair hpke_derive_key_pair(Kem kem, View ikm) {
  EQ_ASSERT(is_available(kem));
  const auto id = hpke::kem_suite_id(kem);
  const auto prk = labeled_extract(id, {}, "dkp_prk", {ikm});
  const View dkp_prk = prk.reveal("DeriveKeyPair");
  if (kem == Kem::dhkem_x25519) {
    HpkeKeyPair pair{labeled_expand(id, dkp_prk, "sk", {}, 32), {}};
    pair.public_key = to_bytes(x25519_public_key(pair.private_key.reveal("its public key")));
    return pair;
  }
  for (std::uint8_t counter = 0;; ++counter) {
    SecretBytes sk = labeled_expand(id, dkp_prk, "candidate", View(&counter, 1), 32);
    auto pk = p256_public_key(sk.reveal("its public key"));
    if (pk) return {std::move(sk), std::move(pk).take()};
    EQ_ASSERT(counter < 255);  // each candidate fails with a chance of 2^-32 only
  }
}

HpkeKeyPair hpke_generate(Kem kem, Random& rng) {
  const auto ikm = rng.secret<32>();
  return hpke_derive_key_pair(kem, ikm.reveal("DeriveKeyPair"));
}

bool hpke_is_public_key(Kem kem, View key) {
  if (kem == Kem::dhkem_x25519) return x25519_is_public_key(key);
  Array<32> one{};
  one[31] = 1;
  return p256_ecdh(one, key).ok();
}

Result<Bytes> hpke_public_key(Kem kem, View private_key) {
  if (kem == Kem::dhkem_p256) return p256_public_key(private_key);
  REQUIRE_OR(private_key.size() == 32, Err::malformed);
  return to_bytes(x25519_public_key(private_key));
}

}  // namespace eq::crypto
