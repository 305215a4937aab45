// Choices of one step.  Each step has its own dice, so that a run from which steps are taken out
// makes the same choices in those that remain.
#pragma once

#include "eq/testing/seeded.h"

namespace eq::adversary {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : rng_(seed) {}
  /// Uniform in 0..n-1.
  std::size_t below(std::size_t n) { return n < 2 ? 0 : static_cast<std::size_t>(rng_.below(n)); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Range>
  auto& pick(Range& from) {
    auto at = from.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(from.size())));
    return *at;
  }
  testing::SeededRandom& rng() { return rng_; }

 private:
  testing::SeededRandom rng_;
};

}  // namespace eq::adversary
