// The cipher suites of RFC 9420 section 17.1 that this engine runs, and the labelled operations of
// sections 5 and 8 on which everything else here stands.
#pragma once

#include <span>

#include "eq/base/codec.h"
#include "eq/base/persist.h"
#include "eq/base/random.h"
#include "eq/crypto/ecdsa.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/hpke.h"
#include "eq/crypto/sign.h"

namespace eq::mls {

enum class SignatureScheme : std::uint8_t { ed25519 = 1, ecdsa_p256 = 2 };

/// A cipher suite is data: a code point and the algorithms it stands for; all use SHA-256.  The
/// three of the RFC have names here.  A caller that needs another code point for algorithms
/// eq/crypto has (a private one, or one day that of a hybrid KEM) makes a value of its own and
/// hands it to Group::create, make_key_package and Trust::suites; nothing else names code points.
/// An unknown one is Err::unsupported.
struct Suite {
  std::uint16_t code = 0;
  crypto::Kem kem = crypto::Kem::dhkem_x25519;
  crypto::Aead aead = crypto::Aead::chacha20_poly1305;
  SignatureScheme signature = SignatureScheme::ed25519;
  bool operator==(const Suite&) const = default;

  static const Suite x25519_aes128gcm_sha256_ed25519, p256_aes128gcm_sha256_p256,
      x25519_chacha20poly1305_sha256_ed25519;

  /// For the owner's own store.  Err::unsupported for algorithms this build does not know.
  void encode(Writer& w) const;
  static Result<Suite> decode(Reader& r);
};
inline constexpr Suite Suite::x25519_aes128gcm_sha256_ed25519{
    0x0001, crypto::Kem::dhkem_x25519, crypto::Aead::aes_128_gcm, SignatureScheme::ed25519};
inline constexpr Suite Suite::p256_aes128gcm_sha256_p256{
    0x0002, crypto::Kem::dhkem_p256, crypto::Aead::aes_128_gcm, SignatureScheme::ecdsa_p256};
inline constexpr Suite Suite::x25519_chacha20poly1305_sha256_ed25519{
    0x0003, crypto::Kem::dhkem_x25519, crypto::Aead::chacha20_poly1305, SignatureScheme::ed25519};

/// Whether this build has the suite's algorithms.  Without OpenSSL: X25519, ChaCha20-Poly1305 and
/// Ed25519 only.
bool is_available(const Suite& s);

/// Those of the RFC that this engine runs.
inline constexpr Suite kRfcSuites[] = {Suite::x25519_aes128gcm_sha256_ed25519,
                                       Suite::p256_aes128gcm_sha256_p256,
                                       Suite::x25519_chacha20poly1305_sha256_ed25519};
/// The suite behind a code point; Err::unsupported if it is not among those given, or not
/// available.
Result<Suite> find_suite(std::uint16_t code, std::span<const Suite> among = kRfcSuites);

constexpr std::uint16_t code(Suite s) { return s.code; }
constexpr crypto::HpkeSuite hpke_of(Suite s) { return {s.kem, s.aead}; }
constexpr crypto::Kem kem_of(Suite s) { return s.kem; }
constexpr crypto::Aead aead_of(Suite s) { return s.aead; }

/// KDF.Nh and the length of every hash and MAC: SHA-256 in all our suites.
constexpr std::size_t kHashSize = 32;
using Hash = Array<kHashSize>;
using HashSecret = Secret<kHashSize>;

/// A member's signature key pair, of the kind its suite asks for (section 5.1.1).
class SignatureKey {
 public:
  /// The key of a device, for suites 1, 3 and others that sign with Ed25519.
  static SignatureKey ed25519(const crypto::SigningKey& key);
  /// Asserts that this build has the scheme.
  static SignatureKey generate(SignatureScheme scheme, Random& rng);
  static SignatureKey generate(Suite suite, Random& rng) { return generate(suite.signature, rng); }
  /// @param private_key  32 bytes: the Ed25519 seed, or the P-256 scalar big-endian.
  /// Err::malformed if it is not a key, Err::unsupported without the scheme.
  static Result<SignatureKey> from_private(SignatureScheme scheme, View private_key);
  static Result<SignatureKey> from_private(Suite suite, View private_key) {
    return from_private(suite.signature, private_key);
  }

  SignatureKey clone() const;
  SignatureScheme scheme() const {
    return p256_ ? SignatureScheme::ecdsa_p256 : SignatureScheme::ed25519;
  }
  bool fits(Suite suite) const { return scheme() == suite.signature; }
  /// As a LeafNode carries it: 32 bytes (Ed25519) or 65 bytes (P-256, uncompressed point).
  const Bytes& public_key() const { return public_; }
  /// SignWithLabel, section 5.1.2, over the content's parts one after another.  Constant-time in
  /// the key.
  Bytes sign_with_label(std::string_view label, std::initializer_list<View> content) const;
  Bytes sign_with_label(std::string_view label, View content) const {
    return sign_with_label(label, {content});
  }

  /// For the owner's own store.
  void encode(Writer& w) const;
  static Result<SignatureKey> decode(Reader& r);

 private:
  SignatureKey() = default;
  std::optional<crypto::SigningKey> ed25519_;
  std::optional<crypto::EcdsaSigningKey> p256_;
  Bytes public_;
};

/// VerifyWithLabel, section 5.1.2: Err::forged unless genuine, whatever is wrong.  Variable-time.
Status verify_with_label(Suite suite, View public_key, std::string_view label,
                         std::initializer_list<View> content, View signature);
inline Status verify_with_label(Suite suite, View public_key, std::string_view label, View content,
                                View signature) {
  return verify_with_label(suite, public_key, label, {content}, signature);
}

/// Section 8.  `n` at most 255 * 32.
SecretBytes expand_with_label(View secret, std::string_view label, View context, std::size_t n);
HashSecret expand_with_label(View secret, std::string_view label, View context);
HashSecret derive_secret(View secret, std::string_view label);
HashSecret derive_secret(const HashSecret& secret, std::string_view label);
/// DeriveTreeSecret, section 9.1.
SecretBytes derive_tree_secret(View secret, std::string_view label, std::uint32_t generation,
                               std::size_t n);

/// RefHash, section 5.2.  `label` is the whole label.
Hash ref_hash(std::string_view label, View value);

/// EncryptContext of section 5.1.3, hashed once for all who are encrypted to.
crypto::HpkeInfo encryption_context(Suite suite, std::string_view label, View context);
/// EncryptWithLabel and DecryptWithLabel, section 5.1.3.  Errors as hpke_seal and hpke_open.
Result<crypto::HpkeCiphertext> encrypt_with_label(Suite suite, View public_key,
                                                  std::string_view label, View context,
                                                  View plaintext, Random& rng);
Result<SecretBytes> decrypt_with_label(Suite suite, View private_key, std::string_view label,
                                       View context, const crypto::HpkeCiphertext& ciphertext);

/// MAC of the suite: HMAC-SHA256.
Hash mac(const HashSecret& key, View data);

}  // namespace eq::mls
