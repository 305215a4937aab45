#include "eq/mls/suite.h"

#include "eq/crypto/p256.h"

namespace eq::mls {
namespace {

constexpr std::string_view kPrefix = "MLS 1.0 ";

void put_varint(Bytes& out, std::size_t n) {
  Writer w;
  w.varint(n);
  append(out, w.bytes());
}

/// label<V> content<V>, with the prefix: SignContent, EncryptContext and the end of KDFLabel alike.
void put_labelled(Bytes& out, std::string_view label, View content) {
  out.reserve(out.size() + kPrefix.size() + label.size() + content.size() + 8);
  put_varint(out, kPrefix.size() + label.size());
  append(out, view(kPrefix));
  append(out, view(label));
  put_varint(out, content.size());
  append(out, content);
}
Bytes labelled(std::string_view label, View content) {
  Bytes out;
  put_labelled(out, label, content);
  return out;
}

}  // namespace

bool is_available(const Suite& s) {
  return crypto::is_available(hpke_of(s)) &&
         (s.signature == SignatureScheme::ed25519 ||
          (s.signature == SignatureScheme::ecdsa_p256 && crypto::p256_is_available()));
}

Result<Suite> find_suite(std::uint16_t code, std::span<const Suite> among) {
  for (const Suite& s : among)
    if (s.code == code && is_available(s)) return s;
  return Err::unsupported;
}

void Suite::encode(Writer& w) const {
  w.u16(code);
  w.u16(static_cast<std::uint16_t>(kem));
  w.u16(static_cast<std::uint16_t>(aead));
  w.u8(static_cast<std::uint8_t>(signature));
}
Result<Suite> Suite::decode(Reader& r) {
  Suite s;
  s.code = TRY(r.u16());
  s.kem = static_cast<crypto::Kem>(TRY(r.u16()));
  s.aead = static_cast<crypto::Aead>(TRY(r.u16()));
  s.signature = static_cast<SignatureScheme>(TRY(r.u8()));
  REQUIRE_OR(is_available(s), Err::unsupported);
  return s;
}

SecretBytes expand_with_label(View secret, std::string_view label, View context, std::size_t n) {
  Bytes info;
  info.reserve(2 + kPrefix.size() + label.size() + context.size() + 8);
  append(info, be16(static_cast<std::uint16_t>(n)));
  put_labelled(info, label, context);
  return crypto::hkdf_expand(secret, info, n);
}
HashSecret expand_with_label(View secret, std::string_view label, View context) {
  const SecretBytes s = expand_with_label(secret, label, context, kHashSize);
  return HashSecret::from(s.reveal("into its typed secret")).take();
}
HashSecret derive_secret(View secret, std::string_view label) {
  return expand_with_label(secret, label, {});
}
HashSecret derive_secret(const HashSecret& secret, std::string_view label) {
  return derive_secret(secret.reveal("derivation"), label);
}
SecretBytes derive_tree_secret(View secret, std::string_view label, std::uint32_t generation,
                               std::size_t n) {
  return expand_with_label(secret, label, be32(generation), n);
}

Hash ref_hash(std::string_view label, View value) {
  Writer w;
  w.opaque(view(label));
  w.opaque(value);
  return crypto::sha256(w.bytes());
}

crypto::HpkeInfo encryption_context(Suite suite, std::string_view label, View context) {
  return crypto::HpkeInfo(hpke_of(suite), labelled(label, context));
}
Result<crypto::HpkeCiphertext> encrypt_with_label(Suite suite, View public_key,
                                                  std::string_view label, View context,
                                                  View plaintext, Random& rng) {
  return crypto::hpke_seal(hpke_of(suite), public_key, labelled(label, context), {}, plaintext,
                           rng);
}
Result<SecretBytes> decrypt_with_label(Suite suite, View private_key, std::string_view label,
                                       View context, const crypto::HpkeCiphertext& ciphertext) {
  return SecretBytes(TRY(
      crypto::hpke_open(hpke_of(suite), private_key, ciphertext, labelled(label, context), {})));
}

Hash mac(const HashSecret& key, View data) { return crypto::hmac_sha256(key.reveal("MAC"), data); }

SignatureKey SignatureKey::ed25519(const crypto::SigningKey& key) {
  SignatureKey k;
  k.ed25519_ = key.clone();
  k.public_ = to_bytes(key.verify_key().bytes);
  return k;
}

SignatureKey SignatureKey::generate(SignatureScheme scheme, Random& rng) {
  if (scheme == SignatureScheme::ed25519) return ed25519(crypto::SigningKey::generate(rng));
  SignatureKey k;
  k.p256_ = crypto::EcdsaSigningKey::generate(rng);
  k.public_ = k.p256_->public_key();
  return k;
}

Result<SignatureKey> SignatureKey::from_private(SignatureScheme scheme, View private_key) {
  if (scheme == SignatureScheme::ed25519)
    return ed25519(crypto::SigningKey::from_seed(TRY(Secret<32>::from(private_key))));
  SignatureKey k;
  k.p256_ = TRY(crypto::EcdsaSigningKey::decode(private_key));
  k.public_ = k.p256_->public_key();
  return k;
}

SignatureKey SignatureKey::clone() const {
  if (ed25519_) return ed25519(*ed25519_);
  return from_private(SignatureScheme::ecdsa_p256, p256_->private_key().reveal("cloning")).take();
}

namespace {
/// SignContent up to the content's bytes.
Bytes sign_head(std::string_view label, std::initializer_list<View> content) {
  std::size_t n = 0;
  for (View part : content) n += part.size();
  Bytes head;
  head.reserve(64);
  put_varint(head, kPrefix.size() + label.size());
  append(head, view(kPrefix));
  append(head, view(label));
  put_varint(head, n);
  return head;
}

/// Head and parts in one piece, with a single allocation.
Bytes joined(const Bytes& head, std::initializer_list<View> content) {
  std::size_t n = head.size();
  for (View part : content) n += part.size();
  Bytes out;
  out.reserve(n);
  append(out, head);
  for (View part : content) append(out, part);
  return out;
}

/// Head and parts where they lie, for hashing; none of our contents has more than four.
template <class F>
auto with_parts(const Bytes& head, std::initializer_list<View> content, F&& f) {
  EQ_ASSERT(content.size() <= 4);
  const View* c = content.begin();
  const auto part = [&](std::size_t i) { return i < content.size() ? c[i] : View(); };
  return f({head, part(0), part(1), part(2), part(3)});
}
}  // namespace

Bytes SignatureKey::sign_with_label(std::string_view label,
                                    std::initializer_list<View> content) const {
  const Bytes head = sign_head(label, content);
  if (p256_) return p256_->sign(joined(head, content));
  return with_parts(head, content,
                    [&](std::initializer_list<View> all) { return to_bytes(ed25519_->sign(all)); });
}

Status verify_with_label(Suite suite, View public_key, std::string_view label,
                         std::initializer_list<View> content, View signature) {
  const Bytes head = sign_head(label, content);
  bool good = false;
  if (suite.signature == SignatureScheme::ecdsa_p256) {
    good = crypto::ecdsa_verify(public_key, joined(head, content), signature);
  } else if (public_key.size() == 32 && signature.size() == 64) {
    const crypto::VerifyKey key{to_array<32>(public_key).value()};
    const auto sig = to_array<64>(signature).value();
    good = with_parts(head, content, [&](std::initializer_list<View> all) {
      return crypto::verify(key, all, sig);
    });
  }
  return good ? ok() : Status(Err::forged);
}

void SignatureKey::encode(Writer& w) const {
  w.u8(p256_ ? 1 : 0);
  eq::put(w, p256_ ? p256_->private_key() : ed25519_->seed());
}
Result<SignatureKey> SignatureKey::decode(Reader& r) {
  const bool p256 = TRY(eq::get<bool>(r));
  const auto secret = TRY(eq::get<Secret<32>>(r));
  return from_private(p256 ? SignatureScheme::ecdsa_p256 : SignatureScheme::ed25519,
                      secret.reveal("loaded from its owner's store"));
}

}  // namespace eq::mls
