#include "eq/crypto/edwards.h"

namespace eq::crypto::edwards {
namespace {

using namespace field;

/// Several elements side by side.  A chain of squarings waits for each result; independent chains
/// fill the gaps.
template <std::size_t N>
struct Lanes {
  Fe v[N];
  friend Lanes operator*(const Lanes& a, const Lanes& b) {
    Lanes r;
    for (std::size_t i = 0; i < N; ++i) r.v[i] = a.v[i] * b.v[i];
    return r;
  }
};
template <std::size_t N>
Lanes<N> square_times(Lanes<N> a, int n) {
  while (n-- > 0) {
    for (std::size_t i = 0; i < N; ++i) a.v[i] = square(a.v[i]);
  }
  return a;
}

template <class F>
struct Powers {
  F x11, e250;  // x^11 and x^(2^250 - 1), from which both exponentiations end
};
template <class F>
Powers<F> powers(const F& x) {
  const F x2 = square_times(x, 1);
  const F x9 = square_times(x2, 2) * x;
  const F x11 = x9 * x2;
  const F e5 = square_times(x11, 1) * x9;  // x^(2^5 - 1), and so on
  const F e10 = square_times(e5, 5) * e5;
  const F e20 = square_times(e10, 10) * e10;
  const F e40 = square_times(e20, 20) * e20;
  const F e50 = square_times(e40, 10) * e10;
  const F e100 = square_times(e50, 50) * e50;
  const F e200 = square_times(e100, 100) * e100;
  return {x11, square_times(e200, 50) * e50};
}

/// x^((p-5)/8) = x^(2^252 - 3).
template <class F>
F pow_p58(const F& x) {
  return square_times(powers(x).e250, 2) * x;
}

/// The end of SQRT_RATIO_M1: from r = u * v^3 * (u * v^7)^((p-5)/8) to the root.
SqrtRatio adjust_root(const Fe& u, const Fe& v, const Fe& r) {
  const Fe check = v * square(r);
  const Mask correct = is_equal(check, u), flipped = is_zero(check + u),
             flipped_i = is_zero(check + u * kSqrtMinusOne);
  return {correct | flipped, abs(select(flipped | flipped_i, r * kSqrtMinusOne, r))};
}

/// Points as Decode of RFC 9496 section 4.3.1 gives them, and what its verdict needs.
/// Constant-time.
template <std::size_t N>
struct Decoded {
  Fe s[N];
  Mask was_square[N];
  Extended points[N];

  explicit Decoded(std::span<const Array<32>> in) {
    struct Step {
      Fe u1, u2, v, w, w3;
    } steps[N];
    Lanes<N> x;
    for (std::size_t i = 0; i < N; ++i) {
      Step& t = steps[i];
      s[i] = from_bytes(in[i]);
      const Fe ss = square(s[i]);
      t.u1 = kOne - ss;
      t.u2 = kOne + ss;
      const Fe u2_sqr = square(t.u2);
      t.v = -(kD * square(t.u1)) - u2_sqr;
      t.w = t.v * u2_sqr;  // the root wanted is 1 / sqrt(w)
      t.w3 = square(t.w) * t.w;
      x.v[i] = square(t.w3) * t.w;
    }
    x = pow_p58(x);
    for (std::size_t i = 0; i < N; ++i) {
      const Step& t = steps[i];
      const SqrtRatio root = adjust_root(kOne, t.w, t.w3 * x.v[i]);
      const Fe den_x = root.r * t.u2, den_y = root.r * den_x * t.v;
      const Fe px = abs((s[i] + s[i]) * den_x), py = t.u1 * den_y;
      was_square[i] = root.was_square;
      points[i] = {px, py, kOne, px * py};
    }
  }
};

template <std::size_t N>
bool decode_lanes_var(std::span<const Array<32>> in, std::span<Extended> out) {
  const Decoded<N> d(in);
  for (std::size_t i = 0; i < N; ++i) {
    out[i] = d.points[i];
    if (!d.was_square[i] || field::to_bytes(d.s[i]) != in[i] || is_negative(d.s[i])) return false;
    if (is_negative(out[i].t) || is_zero(out[i].y)) return false;
  }
  return true;
}

}  // namespace

Cached cache(const Extended& p) { return {p.y + p.x, minus(p.y, p.x), p.z + p.z, p.t * k2D}; }

CachedAffine cache_affine(const Extended& p) { return {p.y + p.x, minus(p.y, p.x), p.t * k2D}; }

CachedAffine negative(const CachedAffine& p) { return {p.y_minus_x, p.y_plus_x, -p.t2d}; }

// The sum and the difference are 2y and 2x: (4x : 4y : 4 : 4xy).
Extended extended(const CachedAffine& p) {
  const Fe x2 = tighten(p.y_plus_x - p.y_minus_x), y2 = tighten(p.y_plus_x + p.y_minus_x);
  return {tighten(x2 + x2), tighten(y2 + y2), Fe{{4, 0, 0, 0, 0}}, x2 * y2};
}

// x^(p-2) = x^(2^255 - 21).
Fe invert(const Fe& x) {
  const auto p = powers(x);
  return square_times(p.e250, 5) * p.x11;
}

SqrtRatio sqrt_ratio_m1(const Fe& u, const Fe& v) {
  const Fe v3 = square(v) * v, v7 = square(v3) * v;
  return adjust_root(u, v, u * v3 * pow_p58(u * v7));
}

Extended minus(const Extended& p) { return {-p.x, p.y, p.z, -p.t}; }

bool has_small_order_var(const Extended& p) {
  const Projective p8 = projective(twice(projective(twice(projective(twice(projective(p)))))));
  return is_zero(p8.x) && is_equal(p8.y, p8.z);
}

std::optional<Extended> decode_ed25519_var(const Array<32>& bytes) {
  const Fe y = from_bytes(bytes), yy = square(y);
  Array<32> canonical = field::to_bytes(y);
  const bool negative = bytes[31] >> 7;
  canonical[31] = static_cast<std::uint8_t>(canonical[31] | negative << 7);
  const auto root = sqrt_ratio_m1(yy - kOne, kD * yy + kOne);  // the root that is not negative
  if (canonical != bytes || !root.was_square || (negative && is_zero(root.r))) return std::nullopt;
  const Fe x = negative ? -root.r : root.r;
  return Extended{x, y, kOne, x * y};
}

Array<32> encode_ed25519_var(const Extended& p) {
  const Fe z_inv = invert(p.z), x = p.x * z_inv;
  Array<32> out = field::to_bytes(p.y * z_inv);
  if (is_negative(x)) out[31] |= 0x80;
  return out;
}

bool decode_var(std::span<const Array<32>> in, std::span<Extended> out) {
  EQ_ASSERT(!in.empty() && in.size() <= kLanes && out.size() == in.size());
  return in.size() == 1 ? decode_lanes_var<1>(in, out) : decode_lanes_var<kLanes>(in, out);
}

Extended decode_valid(const Array<32>& in) { return Decoded<1>({&in, 1}).points[0]; }

Array<32> encode(const Extended& p) {
  const Fe u1 = (p.z + p.y) * minus(p.z, p.y), u2 = p.x * p.y;
  const Fe root = sqrt_ratio_m1(kOne, u1 * square(u2)).r;
  const Fe den1 = root * u1, den2 = root * u2;
  const Fe z_inv = den1 * den2 * p.t;
  const Mask rotate = is_negative(p.t * z_inv);
  const Fe x = select(rotate, p.y * kSqrtMinusOne, p.x);
  const Fe y = select(rotate, p.x * kSqrtMinusOne, p.y);
  const Fe den_inv = select(rotate, den1 * kInvSqrtAMinusD, den2);
  const Fe y_signed = select(is_negative(x * z_inv), -y, y);
  return field::to_bytes(abs(den_inv * (p.z - y_signed)));
}

}  // namespace eq::crypto::edwards
