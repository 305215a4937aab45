// Internal to this room: points with coordinates on the curve -x^2 + y^2 = 1 + d x^2 y^2, for
// ristretto255 and for checking signatures of long messages (sign.cpp). Constant-time, but for what
// ends in _var.
#pragma once

#include <optional>
#include <span>

#include "eq/crypto/field25519.h"

namespace eq::crypto::edwards {

using field::Fe;

/// (X/Z, Y/Z) with XY = ZT.
struct Extended {
  Fe x = field::kZero, y = field::kOne, z = field::kOne, t = field::kZero;
};
/// The same without T, which doubling does not need.
struct Projective {
  Fe x = field::kZero, y = field::kOne, z = field::kOne;
};
/// A sum before its last multiplications: (E/G, H/F).  Three of them give a Projective, four an
/// Extended.
struct Completed {
  Fe e = field::kZero, f = field::kOne, g = field::kOne, h = field::kOne;
};
/// A point prepared as the second operand of an addition; its coordinates may be loose.
struct Cached {
  Fe y_plus_x = field::kOne, y_minus_x = field::kOne, z2 = field::kOne + field::kOne,
     t2d = field::kZero;
};
/// The same for Z = 1: one multiplication fewer.
struct CachedAffine {
  Fe y_plus_x = field::kOne, y_minus_x = field::kOne, t2d = field::kZero;
};

Cached cache(const Extended& p);
/// @param p with Z = 1, as decode_var() returns it.
CachedAffine cache_affine(const Extended& p);
CachedAffine negative(const CachedAffine& p);
/// Back again.
Extended extended(const CachedAffine& p);

inline Extended extended(const Completed& c) {
  return {c.e * c.f, c.g * c.h, c.f * c.g, c.e * c.h};
}
inline Projective projective(const Completed& c) { return {c.e * c.f, c.g * c.h, c.f * c.g}; }
inline Projective projective(const Extended& p) { return {p.x, p.y, p.z}; }

// Hisil, Wong, Carter, Dawson 2008, section 3.1: complete for this curve.
inline Completed add(const Extended& p, const Cached& q) {
  const Fe a = minus(p.y, p.x) * q.y_minus_x, b = (p.y + p.x) * q.y_plus_x, c = p.t * q.t2d,
           d = p.z * q.z2;
  return {minus(b, a), minus(d, c), d + c, b + a};
}
inline Completed subtract(const Extended& p, const Cached& q) {
  const Fe a = minus(p.y, p.x) * q.y_plus_x, b = (p.y + p.x) * q.y_minus_x, c = p.t * q.t2d,
           d = p.z * q.z2;
  return {minus(b, a), d + c, minus(d, c), b + a};
}
inline Completed add(const Extended& p, const CachedAffine& q) {
  const Fe a = minus(p.y, p.x) * q.y_minus_x, b = (p.y + p.x) * q.y_plus_x, c = p.t * q.t2d,
           d = p.z + p.z;
  return {minus(b, a), minus(d, c), d + c, b + a};
}
inline Completed subtract(const Extended& p, const CachedAffine& q) {
  const Fe a = minus(p.y, p.x) * q.y_plus_x, b = (p.y + p.x) * q.y_minus_x, c = p.t * q.t2d,
           d = p.z + p.z;
  return {minus(b, a), d + c, minus(d, c), b + a};
}
/// 2p.
inline Completed twice(const Projective& p) {
  const Fe a = square(p.x), b = square(p.y), zz = square(p.z), h = a + b, g = minus(a, b);
  return {minus(h, square(p.x + p.y)), zz + zz + g, g, h};
}

/// SQRT_RATIO_M1 of RFC 9496 section 4.2.
struct SqrtRatio {
  field::Mask was_square;
  Fe r;
};
SqrtRatio sqrt_ratio_m1(const Fe& u, const Fe& v);

/// 1/x, and 0 for 0.
Fe invert(const Fe& x);

/// Decode of RFC 9496 section 4.3.1 of one point or, in less time per point, of kLanes.  False
/// unless all are canonical.  @param out as long as `in`; each gets Z = 1
inline constexpr std::size_t kLanes = 2;
[[nodiscard]] bool decode_var(std::span<const Array<32>> in, std::span<Extended> out);
/// The same of one that is known to be canonical, which is not looked at again.  Z = 1.
Extended decode_valid(const Array<32>& in);
/// Encode of RFC 9496 section 4.3.2.
Array<32> encode(const Extended& p);

/// The base point of RFC 8032 section 5.1.
constexpr Extended kBase{
    {{0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5}},
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

/// x_0*P_0 + x_1*P_1 + ... for scalars below 2^253, little-endian.  Equal lengths, asserted.  For
/// few terms.
Extended sum_of_products_var(std::span<const Array<32>> scalars, std::span<const Extended> points);
/// The same for many terms (some hundred).
Extended sum_of_many_products_var(std::span<const Array<32>> scalars,
                                  std::span<const CachedAffine* const> points);

}  // namespace eq::crypto::edwards
