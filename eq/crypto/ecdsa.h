// ECDSA on P-256 with SHA-256 (FIPS 186-5), for MLS suite 2 only; everything of ours is Ed25519.
#pragma once

#include <memory>

#include "eq/base/random.h"

namespace eq::crypto {

/// A private key with its public key, prepared once.  Moves, never copies.  There are none unless
/// p256_is_available().
class EcdsaSigningKey {
 public:
  /// Asserts that p256_is_available().
  static EcdsaSigningKey generate(Random& rng);
  /// 32 bytes, big-endian; Err::malformed unless 0 < scalar < n, or Err::unsupported.
  static Result<EcdsaSigningKey> decode(View private_key);
  EcdsaSigningKey(EcdsaSigningKey&&) noexcept;
  EcdsaSigningKey& operator=(EcdsaSigningKey&&) noexcept;
  ~EcdsaSigningKey();

  /// SEC1 uncompressed, 65 bytes.
  const Bytes& public_key() const { return public_; }
  const Secret<32>& private_key() const { return private_; }

  /// DER, 8 to 72 bytes.  Deterministic (RFC 6979), so signing needs no randomness.
  /// Constant-time in the key as far as OpenSSL's P-256 is.
  Bytes sign(View message) const;

 private:
  struct Prepared;
  EcdsaSigningKey(Secret<32> key, Bytes pub);

  Secret<32> private_;
  Bytes public_;
  std::unique_ptr<Prepared> prepared_;
};

/// Strict: `public_key` must be the 65-byte SEC1 form of a point on the curve, the signature DER in
/// its only form, with r and s in 1..n-1.  Public data only, variable-time.
[[nodiscard]] bool ecdsa_verify(View public_key, View message, View signature);

}  // namespace eq::crypto
