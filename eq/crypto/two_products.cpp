// Straus's method with fixed windows: the doublings are shared by both products, every step is always taken, and
// every table is read from end to end.
#include "eq/crypto/two_products.h"

namespace eq::crypto {
namespace {

using edwards::Cached;
using edwards::Extended;

/// Digits of base 16 from -8 to 8, least first.
std::array<std::int8_t, 64> signed_digits(const Scalar& x) {
  const auto& b = x.reveal("digits of a constant-time product");
  std::array<std::int8_t, 64> d;
  for (std::size_t i = 0; i < 64; ++i) d[i] = static_cast<std::int8_t>(b[i / 2] >> 4 * (i % 2) & 15);
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
  explicit Multiples(const PublicPoint& p) {
    Extended multiple = extended(p.coordinates());
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
    return {select(negative, r.y_minus_x, r.y_plus_x), select(negative, r.y_plus_x, r.y_minus_x), r.z2,
            select(negative, -r.t2d, r.t2d)};
  }

 private:
  std::array<Cached, 8> of_;
};

}  // namespace

Point two_products(const Scalar& x, const PublicPoint& p, const Scalar& y, const PublicPoint& q) {
  const Multiples of_p(p), of_q(q);
  auto a = signed_digits(x), b = signed_digits(y);
  Extended sum;
  for (std::size_t i = 64; i-- > 0;) {
    edwards::Projective p8 = projective(sum);
    for (int k = 0; k < 3; ++k) p8 = projective(edwards::twice(p8));
    sum = extended(edwards::twice(p8));
    sum = extended(add(sum, of_p.times(a[i])));
    sum = extended(add(sum, of_q.times(b[i])));
  }
  wipe({reinterpret_cast<std::uint8_t*>(a.data()), a.size()});
  wipe({reinterpret_cast<std::uint8_t*>(b.data()), b.size()});
  return PublicPoint::encode(sum);
}

}  // namespace eq::crypto
