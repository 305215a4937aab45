// ECDH on P-256 (NIST SP 800-56A), for HPKE with DHKEM(P-256) as MLS suite 2 uses it.
#pragma once

#include "eq/base/secret.h"

namespace eq::crypto {

/// Whether this build has P-256.  Without OpenSSL it has not: everything here is then
/// Err::unsupported.
bool p256_is_available();

constexpr std::size_t kP256PublicKeySize = 65;  // SEC1 uncompressed: 04 || x || y

/// The SEC1 public key of a 32-byte big-endian private scalar; Err::malformed unless 0 < scalar <
/// n. Constant-time in the scalar, as far as OpenSSL's P-256 is.
Result<Bytes> p256_public_key(View private_key);

/// The x coordinate of the shared point.  Err::malformed for a bad private key, or unless
/// `public_key` is the 65-byte encoding of a point on the curve.
Result<Secret<32>> p256_ecdh(View private_key, View public_key);

}  // namespace eq::crypto
