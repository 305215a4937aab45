// Internal to this room: ristretto255 points with coordinates, for sums over public data (multi.h).
// Variable-time throughout; secrets use libsodium through ristretto.h.
#pragma once

#include "eq/crypto/field25519.h"

namespace eq::crypto::edwards {

using field::Fe;

/// A point of the curve -x^2 + y^2 = 1 + d x^2 y^2 as (X/Z, Y/Z) with XY = ZT.
struct Extended {
  Fe x = field::kZero, y = field::kOne, z = field::kOne, t = field::kZero;
};
/// The same, prepared as the second operand of an addition.
struct Cached {
  Fe y_plus_x, y_minus_x, z2, t2d;
};

Cached cache(const Extended& p);
Extended add(const Extended& p, const Cached& q);
Extended subtract(const Extended& p, const Cached& q);
/// 2p.
Extended twice(const Extended& p);

/// SQRT_RATIO_M1 of RFC 9496 section 4.2.
struct SqrtRatio {
  bool was_square;
  Fe r;
};
SqrtRatio sqrt_ratio_m1_var(const Fe& u, const Fe& v);

/// 1/x, and 0 for 0.
Fe invert(const Fe& x);

/// Decode and Encode of RFC 9496 section 4.3.  @param bytes must come from a crypto::Point.
Extended decode_valid_var(const Array<32>& bytes);
Array<32> encode_var(const Extended& p);

}  // namespace eq::crypto::edwards
