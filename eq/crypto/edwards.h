// Internal to this room: points with coordinates, for sums over public data (multi.h) and for checking
// signatures of long messages (sign.cpp).
// Variable-time throughout; secrets use libsodium through ristretto.h.
#pragma once

#include <optional>
#include <span>

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

/// The base point of RFC 8032 section 5.1.
constexpr Extended kBase{{{0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5}},
                         {{0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666}},
                         field::kOne,
                         {{0x68ab3a5b7dda3, 0xeea2a5eadbb, 0x2af8df483c27e, 0x332b375274732, 0x67875f0fd78b7}}};
/// Negation.
Extended minus(const Extended& p);
/// 8p = 0.
bool has_small_order_var(const Extended& p);
/// RFC 8032 section 5.1.3 and 5.1.2.  nullopt unless the bytes are the one encoding of a point.
std::optional<Extended> decode_ed25519_var(const Array<32>& bytes);
Array<32> encode_ed25519_var(const Extended& p);

/// Decode and Encode of RFC 9496 section 4.3.  @param bytes must come from a crypto::Point.
Extended decode_valid_var(const Array<32>& bytes);
Array<32> encode_var(const Extended& p);

/// x_0*P_0 + x_1*P_1 + ... for scalars below 2^253, little-endian.  Equal lengths.
Extended sum_of_products_var(std::span<const Array<32>> scalars, std::span<const Extended> points);

}  // namespace eq::crypto::edwards
