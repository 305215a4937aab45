#include "eq/crypto/edwards.h"

namespace eq::crypto::edwards {
namespace {

using namespace field;

struct Powers {
  Fe x11, e250;  // x^11 and x^(2^250 - 1), from which both exponentiations end
};
Powers powers(const Fe& x) {
  const Fe x2 = square(x);
  const Fe x9 = square_times(x2, 2) * x;
  const Fe x11 = x9 * x2;
  const Fe e5 = square(x11) * x9;  // x^(2^5 - 1), and so on
  const Fe e10 = square_times(e5, 5) * e5;
  const Fe e20 = square_times(e10, 10) * e10;
  const Fe e40 = square_times(e20, 20) * e20;
  const Fe e50 = square_times(e40, 10) * e10;
  const Fe e100 = square_times(e50, 50) * e50;
  const Fe e200 = square_times(e100, 100) * e100;
  return {x11, square_times(e200, 50) * e50};
}

/// x^((p-5)/8) = x^(2^252 - 3).
Fe pow_p58(const Fe& x) { return square_times(powers(x).e250, 2) * x; }

/// The last step that additions and doublings share: (E*F, G*H, F*G, E*H).
Extended complete(const Fe& e, const Fe& f, const Fe& g, const Fe& h) { return {e * f, g * h, f * g, e * h}; }

}  // namespace

Cached cache(const Extended& p) { return {p.y + p.x, p.y - p.x, p.z + p.z, p.t * k2D}; }

// Hisil, Wong, Carter, Dawson 2008, section 3.1: complete for this curve.
Extended add(const Extended& p, const Cached& q) {
  const Fe a = (p.y - p.x) * q.y_minus_x, b = (p.y + p.x) * q.y_plus_x, c = p.t * q.t2d, d = p.z * q.z2;
  return complete(b - a, d - c, d + c, b + a);
}
Extended subtract(const Extended& p, const Cached& q) {
  const Fe a = (p.y - p.x) * q.y_plus_x, b = (p.y + p.x) * q.y_minus_x, c = p.t * q.t2d, d = p.z * q.z2;
  return complete(b - a, d + c, d - c, b + a);
}
Extended twice(const Extended& p) {
  const Fe a = square(p.x), b = square(p.y), zz = square(p.z), c = zz + zz, h = a + b;
  const Fe e = h - square(p.x + p.y), g = a - b;
  return complete(e, c + g, g, h);
}

// x^(p-2) = x^(2^255 - 21).
Fe invert(const Fe& x) {
  const Powers p = powers(x);
  return square_times(p.e250, 5) * p.x11;
}

SqrtRatio sqrt_ratio_m1_var(const Fe& u, const Fe& v) {
  const Fe v3 = square(v) * v, v7 = square(v3) * v;
  Fe r = u * v3 * pow_p58(u * v7);
  const Fe check = v * square(r), minus_u = -u;
  const bool correct = equal_var(check, u), flipped = equal_var(check, minus_u);
  const bool flipped_i = !correct && !flipped && equal_var(check, minus_u * kSqrtMinusOne);
  if (flipped || flipped_i) r = r * kSqrtMinusOne;
  return {correct || flipped, abs_var(r)};
}

Extended minus(const Extended& p) { return {-p.x, p.y, p.z, -p.t}; }

bool has_small_order_var(const Extended& p) {
  const Extended p8 = twice(twice(twice(p)));
  return equal_var(p8.x, kZero) && equal_var(p8.y, p8.z);
}

std::optional<Extended> decode_ed25519_var(const Array<32>& bytes) {
  const Fe y = from_bytes(bytes), yy = square(y);
  Array<32> canonical = to_bytes(y);
  const bool negative = bytes[31] >> 7;
  canonical[31] = static_cast<std::uint8_t>(canonical[31] | negative << 7);
  const auto root = sqrt_ratio_m1_var(yy - kOne, kD * yy + kOne);  // the root that is not negative
  if (canonical != bytes || !root.was_square || (negative && equal_var(root.r, kZero))) return std::nullopt;
  const Fe x = negative ? -root.r : root.r;
  return Extended{x, y, kOne, x * y};
}

Array<32> encode_ed25519_var(const Extended& p) {
  const Fe z_inv = invert(p.z), x = p.x * z_inv;
  Array<32> out = to_bytes(p.y * z_inv);
  out[31] = static_cast<std::uint8_t>(out[31] | is_negative_var(x) << 7);
  return out;
}

Extended decode_valid_var(const Array<32>& bytes) {
  const Fe s = from_bytes(bytes), ss = square(s);
  const Fe u1 = kOne - ss, u2 = kOne + ss, u2_sqr = square(u2);
  const Fe v = -(kD * square(u1)) - u2_sqr;
  const auto root = sqrt_ratio_m1_var(kOne, v * u2_sqr);
  const Fe den_x = root.r * u2, den_y = root.r * den_x * v;
  const Fe x = abs_var((s + s) * den_x), y = u1 * den_y;
  return {x, y, kOne, x * y};
}

Array<32> encode_var(const Extended& p) {
  const Fe u1 = (p.z + p.y) * (p.z - p.y), u2 = p.x * p.y;
  const Fe root = sqrt_ratio_m1_var(kOne, u1 * square(u2)).r;
  const Fe den1 = root * u1, den2 = root * u2;
  const Fe z_inv = den1 * den2 * p.t;
  const bool rotate = is_negative_var(p.t * z_inv);
  const Fe x = rotate ? p.y * kSqrtMinusOne : p.x;
  Fe y = rotate ? p.x * kSqrtMinusOne : p.y;
  const Fe den_inv = rotate ? den1 * kInvSqrtAMinusD : den2;
  if (is_negative_var(x * z_inv)) y = -y;
  return to_bytes(abs_var(den_inv * (p.z - y)));
}

}  // namespace eq::crypto::edwards
