// Keeping a party's state under a passphrase: Argon2id (RFC 9106), then XChaCha20-Poly1305.
//
//   file = "EQKS" || u16 version 1 || u32 passes || u32 memory KiB || salt[16] || nonce[24] ||
// ciphertext and tag
//
// Everything before the ciphertext is authenticated with it.
#pragma once

#include "eq/base/codec.h"
#include "eq/base/random.h"

namespace eq::crypto {

struct PassphraseCost {
  std::uint32_t passes, memory_KiB;
  bool operator==(const PassphraseCost&) const = default;
  EQ_FIELDS(passes, memory_KiB)
};
/// RFC 9106 section 4, the recommendation for machines with little memory (one lane instead of
/// four).
inline constexpr PassphraseCost kPassphraseCost{3, 64 * 1024};

/// A key derived once, to seal a state many times.
class PassphraseKey {
 public:
  /// With a fresh salt.  Err::refused for an empty passphrase; Err::unavailable if the memory is
  /// not to be had.
  static Result<PassphraseKey> create(View passphrase, PassphraseCost cost, Random& rng);
  /// The key that sealed `file`.  Err::malformed if that is no such file, Err::unsupported for
  /// another version, Err::too_large for a cost above sixteen times kPassphraseCost,
  /// Err::unavailable as above.
  static Result<PassphraseKey> of(View passphrase, View file);
  /// Whether these bytes are such a file, of whatever version.
  static bool is_sealed(View file);

  Bytes seal(View state, Random& rng) const;
  /// Err::forged for another passphrase or a changed file.
  Result<SecretBytes> open(View file) const;

 private:
  PassphraseKey() = default;
  static Result<PassphraseKey> derive(View passphrase, PassphraseCost cost, const Array<16>& salt);
  Bytes header() const;
  PassphraseCost cost_{};
  Array<16> salt_{};
  Secret<32> key_;
};

}  // namespace eq::crypto
