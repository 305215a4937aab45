// X25519 (RFC 7748).
#pragma once

#include "eq/base/secret.h"

namespace eq::crypto {

/// @param private_key 32 bytes, clamped on use; asserted.
Array<32> x25519_public_key(View private_key);

/// The shared secret.  Err::malformed unless `public_key` has 32 bytes and the result is not all
/// zero (RFC 7748 section 6.1: public keys of small order are refused).  Constant-time in both
/// keys.
Result<Secret<32>> x25519(View private_key, View public_key);

/// Whether `key` has 32 bytes and is not of small order, so that x25519() with it cannot fail.
/// Variable-time.
bool x25519_is_public_key(View key);

}  // namespace eq::crypto
