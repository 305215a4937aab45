#include "eq/crypto/hpke.h"

#include "eq/crypto/hpke_context.h"
#include "eq/crypto/p256.h"

namespace eq::crypto {
namespace {

Result<hpke::Context> receive(HpkeSuite suite, View private_key, View public_key, View enc,
                              View info) {
  REQUIRE_OR(is_available(suite), Err::unsupported);
  return hpke::setup_receiver(suite.kem, suite.aead, private_key, public_key, enc, info, {},
                              nullptr);
}

}  // namespace

bool is_available(Kem kem) {
  return kem == Kem::dhkem_x25519 || (kem == Kem::dhkem_p256 && p256_is_available());
}
bool is_available(const HpkeSuite& suite) {
  return is_available(suite.kem) && is_available(suite.aead);
}

HpkeInfo::HpkeInfo(HpkeSuite suite, View info)
    : suite_(suite), hash_(hpke::hash_info(suite.kem, suite.aead, info).bytes) {}

Result<HpkeCiphertext> hpke_seal(const HpkeInfo& info, View public_key, View aad, View plaintext,
                                 Random& rng) {
  REQUIRE_OR(is_available(info.suite()), Err::unsupported);
  const auto ephemeral = hpke_generate(info.suite().kem, rng);
  auto s = TRY(hpke::setup_sender(info, public_key, ephemeral));
  Bytes ct = s.context.seal(aad, plaintext);
  return HpkeCiphertext{std::move(s.enc), std::move(ct)};
}
Result<HpkeCiphertext> hpke_seal(HpkeSuite suite, View public_key, View info, View aad,
                                 View plaintext, Random& rng) {
  return hpke_seal(HpkeInfo(suite, info), public_key, aad, plaintext, rng);
}

Result<Bytes> hpke_open(HpkeSuite suite, const HpkeKeyPair& pair, const HpkeCiphertext& ct,
                        View info, View aad) {
  return TRY(receive(suite, pair.private_key.reveal("decapsulation"), pair.public_key, ct.enc,
                     info))
      .open(aad, ct.ciphertext);
}
Result<Bytes> hpke_open(HpkeSuite suite, View private_key, const HpkeCiphertext& ct, View info,
                        View aad) {
  const Bytes pub = TRY(hpke_public_key(suite.kem, private_key));
  return TRY(receive(suite, private_key, pub, ct.enc, info)).open(aad, ct.ciphertext);
}

Result<HpkeExport> hpke_send_export(HpkeSuite suite, View public_key, View info, View context,
                                    std::size_t n, Random& rng) {
  REQUIRE_OR(is_available(suite), Err::unsupported);
  const auto ephemeral = hpke_generate(suite.kem, rng);
  auto s =
      TRY(hpke::setup_sender(suite.kem, suite.aead, public_key, info, ephemeral, nullptr, nullptr));
  SecretBytes secret = s.context.export_secret(context, n);
  return HpkeExport{std::move(s.enc), std::move(secret)};
}

Result<SecretBytes> hpke_receive_export(HpkeSuite suite, const HpkeKeyPair& pair, View enc,
                                        View info, View context, std::size_t n) {
  return TRY(receive(suite, pair.private_key.reveal("decapsulation"), pair.public_key, enc, info))
      .export_secret(context, n);
}
Result<SecretBytes> hpke_receive_export(HpkeSuite suite, View private_key, View enc, View info,
                                        View context, std::size_t n) {
  const Bytes pub = TRY(hpke_public_key(suite.kem, private_key));
  return TRY(receive(suite, private_key, pub, enc, info)).export_secret(context, n);
}

}  // namespace eq::crypto
