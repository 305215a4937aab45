#include "eq/crypto/public_point.h"

namespace eq::crypto {

PublicPoint::PublicPoint(const Point& p) : point_(p) {
  edwards::Extended at;
  EQ_ASSERT(edwards::decode_var({&p.bytes(), 1}, {&at, 1}));  // a Point is always valid
  at_ = edwards::cache_affine(at);
}

Result<PublicPoint> PublicPoint::decode_var(View bytes) {
  const Array<32> b = TRY(to_array<32>(bytes));
  edwards::Extended at;
  REQUIRE_OR(edwards::decode_var({&b, 1}, {&at, 1}), Err::malformed);
  return PublicPoint(b, at);
}

Result<std::vector<PublicPoint>> PublicPoint::decode_all_var(View bytes) {
  REQUIRE_OR(bytes.size() % 32 == 0, Err::malformed);
  std::vector<PublicPoint> out;
  out.reserve(bytes.size() / 32);
  while (!bytes.empty()) {
    const std::size_t n = std::min(bytes.size() / 32, edwards::kLanes);
    std::array<Array<32>, edwards::kLanes> in;
    std::array<edwards::Extended, edwards::kLanes> at;
    for (std::size_t i = 0; i < n; ++i)
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(32 * i), 32, in[i].begin());
    REQUIRE_OR(edwards::decode_var(std::span(in).first(n), std::span(at).first(n)), Err::malformed);
    for (std::size_t i = 0; i < n; ++i) out.push_back(PublicPoint(in[i], at[i]));
    bytes = bytes.subspan(32 * n);
  }
  return out;
}

Point PublicPoint::encode(const edwards::Extended& p) {
  Point out;
  out.b_ = edwards::encode(p);
  return out;
}

}  // namespace eq::crypto
