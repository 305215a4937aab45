// Fixed windows: every step is always taken, and every table is read from end to end.  Two products
// share their doublings (Straus).
#include "eq/crypto/two_products.h"

namespace eq::crypto {
namespace {

using edwards::Cached;
using edwards::Extended;

/// Digits of base 16 from -8 to 8, least first.
std::array<std::int8_t, 64> signed_digits(const Scalar& x) {
  const auto& b = x.reveal("digits of a constant-time product");
  std::array<std::int8_t, 64> d;
  for (std::size_t i = 0; i < 64; ++i)
    d[i] = static_cast<std::int8_t>(b[i / 2] >> 4 * (i % 2) & 15);
  int carry = 0;
  for (std::size_t i = 0; i < 63; ++i) {
    const int digit = d[i] + carry;
    carry = (digit + 8) >> 4;
    d[i] = static_cast<std::int8_t>(digit - carry * 16);
  }
  d[63] = static_cast<std::int8_t>(d[63] + carry);  // at most 2, as scalars are below 2^253
  return d;
}

/// P, 2P, .. 8P, of which any can be taken without showing which.
class Multiples {
 public:
  explicit Multiples(Extended multiple) {
    const Cached once = cache(multiple);
    of_[0] = once;
    for (std::size_t i = 1; i < of_.size(); ++i) {
      multiple = extended(add(multiple, once));
      of_[i] = cache(multiple);
    }
  }

  /// d*P for |d| <= 8.
  Cached times(std::int8_t d) const {
    const field::Mask negative = field::opaque(static_cast<field::Mask>(std::int64_t{d} >> 63));
    const std::uint64_t size = (static_cast<std::uint64_t>(std::int64_t{d}) ^ negative) - negative;
    Cached r;
    for (std::uint64_t i = 0; i < of_.size(); ++i) {
      const field::Mask here = field::opaque(field::Mask{0} - (((size ^ (i + 1)) - 1) >> 63));
      r = {select(here, of_[i].y_plus_x, r.y_plus_x), select(here, of_[i].y_minus_x, r.y_minus_x),
           select(here, of_[i].z2, r.z2), select(here, of_[i].t2d, r.t2d)};
    }
    return {select(negative, r.y_minus_x, r.y_plus_x), select(negative, r.y_plus_x, r.y_minus_x),
            r.z2, select(negative, -r.t2d, r.t2d)};
  }

 private:
  std::array<Cached, 8> of_;
};

Extended sixteen_times(const Extended& p) {
  edwards::Projective q = projective(p);
  for (int k = 0; k < 3; ++k) q = projective(edwards::twice(q));
  return extended(edwards::twice(q));
}

Point sum(const Scalar& x, const Multiples& of_p, const Scalar& y, const Multiples& of_q) {
  auto a = signed_digits(x), b = signed_digits(y);
  Extended sum;
  for (std::size_t i = 64; i-- > 0;) {
    sum = sixteen_times(sum);
    sum = extended(add(sum, of_p.times(a[i])));
    sum = extended(add(sum, of_q.times(b[i])));
  }
  wipe({reinterpret_cast<std::uint8_t*>(a.data()), a.size()});
  wipe({reinterpret_cast<std::uint8_t*>(b.data()), b.size()});
  return PublicPoint::encode(sum);
}

}  // namespace

Point product(const Scalar& x, const PublicPoint& p) {
  const Multiples of_p(extended(p.coordinates()));
  auto digits = signed_digits(x);
  Extended sum;
  for (std::size_t i = 64; i-- > 0;) sum = extended(add(sixteen_times(sum), of_p.times(digits[i])));
  wipe({reinterpret_cast<std::uint8_t*>(digits.data()), digits.size()});
  return PublicPoint::encode(sum);
}

Point two_products(const Scalar& x, const PublicPoint& p, const Scalar& y, const PublicPoint& q) {
  return sum(x, Multiples(extended(p.coordinates())), y, Multiples(extended(q.coordinates())));
}

Point two_products_of_secret(const Scalar& x, const Point& p, const Scalar& y,
                             const PublicPoint& q) {
  return sum(x, Multiples(edwards::decode_valid(p.bytes())), y,
             Multiples(extended(q.coordinates())));
}

}  // namespace eq::crypto
