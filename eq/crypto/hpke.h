// Hybrid public key encryption (RFC 9180).
#pragma once

#include "eq/base/codec.h"
#include "eq/base/random.h"
#include "eq/crypto/aead.h"

namespace eq::crypto {

enum class Kem : std::uint16_t {
  dhkem_p256 = 0x0010,    // DHKEM(P-256, HKDF-SHA256): 65-byte public keys
  dhkem_x25519 = 0x0020,  // DHKEM(X25519, HKDF-SHA256): 32-byte public keys
};

struct HpkeSuite {  // the KDF is always HKDF-SHA256
  Kem kem = Kem::dhkem_x25519;
  Aead aead = Aead::chacha20_poly1305;
};

/// Whether this build has them; without OpenSSL, X25519 with ChaCha20-Poly1305 is all.  Where not,
/// functions below that return a Result answer Err::unsupported, the others assert.
bool is_available(Kem kem);
bool is_available(const HpkeSuite& suite);

struct HpkeKeyPair {
  SecretBytes private_key;  // 32 bytes
  Bytes public_key;
};

/// A fresh key pair.
HpkeKeyPair hpke_generate(Kem kem, Random& rng);
/// DeriveKeyPair of RFC 9180 section 7.1.3.
HpkeKeyPair hpke_derive_key_pair(Kem kem, View ikm);
/// The public key of a private key; Err::malformed if the private key is not one.
Result<Bytes> hpke_public_key(Kem kem, View private_key);

/// Whether hpke_seal() can seal to it: of the right length, on the curve, not of small order.
/// Variable-time.
bool hpke_is_public_key(Kem kem, View key);

struct HpkeCiphertext {
  Bytes enc;         // encapsulated key
  Bytes ciphertext;  // with tag
  auto operator<=>(const HpkeCiphertext&) const = default;
  EQ_FIELDS(enc, ciphertext)
};

/// `info` hashed once, for sealing to many receivers: a long info would else be hashed for each of
/// them.
class HpkeInfo {
 public:
  HpkeInfo(HpkeSuite suite, View info);
  HpkeSuite suite() const { return suite_; }
  const Array<32>& hash() const { return hash_; }

 private:
  HpkeSuite suite_;
  Array<32> hash_;
};

/// Single-shot base mode (section 6.1).  Err::malformed if `public_key` is not a valid key.
Result<HpkeCiphertext> hpke_seal(const HpkeInfo& info, View public_key, View aad, View plaintext,
                                 Random& rng);
Result<HpkeCiphertext> hpke_seal(HpkeSuite suite, View public_key, View info, View aad,
                                 View plaintext, Random& rng);
/// Err::malformed for an invalid encapsulated key, Err::forged if it does not open.
Result<Bytes> hpke_open(HpkeSuite suite, View private_key, const HpkeCiphertext& ct, View info,
                        View aad);
/// The same, faster: the receiver's public key need not be computed again.
Result<Bytes> hpke_open(HpkeSuite suite, const HpkeKeyPair& pair, const HpkeCiphertext& ct,
                        View info, View aad);

struct HpkeExport {
  Bytes enc;
  SecretBytes secret;
};
/// Secret export in base mode (section 6.2), as MLS external init uses it.
Result<HpkeExport> hpke_send_export(HpkeSuite suite, View public_key, View info, View context,
                                    std::size_t n, Random& rng);
Result<SecretBytes> hpke_receive_export(HpkeSuite suite, View private_key, View enc, View info,
                                        View context, std::size_t n);
Result<SecretBytes> hpke_receive_export(HpkeSuite suite, const HpkeKeyPair& pair, View enc,
                                        View info, View context, std::size_t n);

}  // namespace eq::crypto
