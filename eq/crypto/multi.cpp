#include "eq/crypto/multi.h"

namespace eq::crypto {

Point multi_mul_var(std::span<const Scalar> scalars, std::span<const Point> points) {
  EQ_ASSERT(scalars.size() == points.size());
  Point sum;
  for (std::size_t i = 0; i < scalars.size(); ++i) {
    const Point term = scalars[i] * points[i];
    sum = i == 0 ? term : sum + term;
  }
  return sum;
}

}  // namespace eq::crypto
