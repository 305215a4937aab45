// The cipher suites of RFC 9420 section 17.1 that this engine runs, and the labelled operations of
// sections 5 and 8 on which everything else here stands.
#pragma once

#include "eq/base/codec.h"
#include "eq/base/persist.h"
#include "eq/base/random.h"
#include "eq/crypto/ecdsa.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/hpke.h"
#include "eq/crypto/sign.h"

namespace eq::mls {

enum class Suite : std::uint16_t {
  x25519_aes128gcm_sha256_ed25519 = 0x0001,
  p256_aes128gcm_sha256_p256 = 0x0002,
  x25519_chacha20poly1305_sha256_ed25519 = 0x0003,
};
/// Whether this build runs the suite.  Messages may name others; they decode but are not processed.
constexpr bool is_supported(std::uint16_t code) { return code >= 1 && code <= 3; }
constexpr bool is_valid(Suite s) { return is_supported(static_cast<std::uint16_t>(s)); }
constexpr std::uint16_t code(Suite s) { return static_cast<std::uint16_t>(s); }

/// KDF.Nh and the length of every hash and MAC: SHA-256 in all three suites.
constexpr std::size_t kHashSize = 32;
using Hash = Array<kHashSize>;
using HashSecret = Secret<kHashSize>;

constexpr bool uses_p256(Suite s) { return s == Suite::p256_aes128gcm_sha256_p256; }
constexpr crypto::HpkeSuite hpke_of(Suite s) {
  return {uses_p256(s) ? crypto::Kem::dhkem_p256 : crypto::Kem::dhkem_x25519,
          s == Suite::x25519_chacha20poly1305_sha256_ed25519 ? crypto::Aead::chacha20_poly1305
                                                             : crypto::Aead::aes_128_gcm};
}
constexpr crypto::Kem kem_of(Suite s) { return hpke_of(s).kem; }
constexpr crypto::Aead aead_of(Suite s) { return hpke_of(s).aead; }

/// A member's signature key pair, of the kind its suite asks for (section 5.1.1).
class SignatureKey {
 public:
  /// The key of a device, for suites 1 and 3.
  static SignatureKey ed25519(const crypto::SigningKey& key);
  static SignatureKey generate(Suite suite, Random& rng);
  /// @param private_key  32 bytes: the Ed25519 seed, or the P-256 scalar big-endian.
  /// Err::malformed if it is not a key.
  static Result<SignatureKey> from_private(Suite suite, View private_key);

  SignatureKey clone() const;
  bool fits(Suite suite) const { return p256_.has_value() == uses_p256(suite); }
  /// As a LeafNode carries it: 32 bytes (Ed25519) or 65 bytes (P-256, uncompressed point).
  const Bytes& public_key() const { return public_; }
  /// SignWithLabel, section 5.1.2, over the content's parts one after another.  Constant-time in the key.
  Bytes sign_with_label(std::string_view label, std::initializer_list<View> content) const;
  Bytes sign_with_label(std::string_view label, View content) const { return sign_with_label(label, {content}); }

  /// For the owner's own store.
  void encode(Writer& w) const;
  static Result<SignatureKey> decode(Reader& r);

 private:
  SignatureKey() = default;
  std::optional<crypto::SigningKey> ed25519_;   // suites 1 and 3
  std::optional<crypto::EcdsaSigningKey> p256_;  // suite 2
  Bytes public_;
};

/// VerifyWithLabel, section 5.1.2: Err::forged unless genuine, whatever is wrong.  Variable-time.
Status verify_with_label(Suite suite, View public_key, std::string_view label, std::initializer_list<View> content,
                         View signature);
inline Status verify_with_label(Suite suite, View public_key, std::string_view label, View content, View signature) {
  return verify_with_label(suite, public_key, label, {content}, signature);
}

/// Section 8.  `n` at most 255 * 32.
SecretBytes expand_with_label(View secret, std::string_view label, View context, std::size_t n);
HashSecret expand_with_label(View secret, std::string_view label, View context);
HashSecret derive_secret(View secret, std::string_view label);
HashSecret derive_secret(const HashSecret& secret, std::string_view label);
/// DeriveTreeSecret, section 9.1.
SecretBytes derive_tree_secret(View secret, std::string_view label, std::uint32_t generation, std::size_t n);

/// RefHash, section 5.2.  `label` is the whole label.
Hash ref_hash(std::string_view label, View value);

/// EncryptContext of section 5.1.3, hashed once for all who are encrypted to.
crypto::HpkeInfo encryption_context(Suite suite, std::string_view label, View context);
/// EncryptWithLabel and DecryptWithLabel, section 5.1.3.  Errors as hpke_seal and hpke_open.
Result<crypto::HpkeCiphertext> encrypt_with_label(Suite suite, View public_key, std::string_view label,
                                                  View context, View plaintext, Random& rng);
Result<SecretBytes> decrypt_with_label(Suite suite, View private_key, std::string_view label, View context,
                                       const crypto::HpkeCiphertext& ciphertext);

/// MAC of the suite: HMAC-SHA256.
Hash mac(const HashSecret& key, View data);

}  // namespace eq::mls
