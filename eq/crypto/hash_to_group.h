// Hashing to ristretto255 and to its scalars (RFC 9380, RFC 9497 section 4.1): expand_message_xmd
// with SHA-512 to 64 uniform bytes, then the one-way map or the reduction.
#pragma once

#include "eq/crypto/ristretto.h"

namespace eq::crypto {

/// Domain separation tag first: at most 255 bytes, asserted.  The message is the parts joined.
Array<64> expand_message_xmd_sha512(View dst, std::initializer_list<View> message);
/// A point whose discrete logarithm nobody knows.
Point hash_to_point(View dst, std::initializer_list<View> message);
Scalar hash_to_scalar(View dst, std::initializer_list<View> message);

}  // namespace eq::crypto
