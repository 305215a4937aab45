// For tests, journeys and benches only: randomness that repeats from a printed seed.
#pragma once

#include "eq/base/random.h"

namespace eq::testing {

/// SHA-256 in counter mode over the seed.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : seed_(seed) {}
  void fill(MutView out) override;
  /// Uniform in 0..n-1 for small n (test choices, not cryptography).
  std::uint64_t below(std::uint64_t n);

 private:
  std::uint64_t seed_, block_ = 0;
  Bytes left_;
};

}  // namespace eq::testing
