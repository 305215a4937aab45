#include "eq/crypto/multi.h"

#include <algorithm>
#include <vector>

#include "eq/crypto/edwards.h"

namespace eq::crypto {

/// Terms per run, so that memory stays below a megabyte; the doublings of a run are then negligible.
constexpr std::size_t kChunk = 512;

Point multi_mul_var(std::span<const Scalar> scalars, std::span<const Point> points) {
  EQ_ASSERT(scalars.size() == points.size());
  edwards::Extended sum;
  for (std::size_t at = 0; at < scalars.size(); at += kChunk) {
    const std::size_t end = std::min(at + kChunk, scalars.size());
    std::vector<Array<32>> x;
    std::vector<edwards::Extended> p;
    for (std::size_t i = at; i < end; ++i) {
      x.push_back(to_array<32>(scalars[i].reveal("public by the contract of multi.h")).value());
      p.push_back(edwards::decode_valid_var(points[i].bytes()));
    }
    sum = edwards::add(sum, edwards::cache(edwards::sum_of_products_var(x, p)));
  }
  Point out;
  out.b_ = edwards::encode_var(sum);
  return out;
}

}  // namespace eq::crypto
