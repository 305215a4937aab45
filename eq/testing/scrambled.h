// An Executor for tests of what may not depend on who works first.
#pragma once

#include <numeric>
#include <vector>

#include "eq/base/executor.h"
#include "eq/testing/seeded.h"

namespace eq::testing {

/// One thread, but never in the natural order; counts what it was given.
class Scrambled final : public Executor {
 public:
  explicit Scrambled(std::uint64_t seed) : rng_(seed) {}
  void run(std::size_t n, const std::function<void(std::size_t)>& job) override {
    std::vector<std::size_t> order(n);
    std::iota(order.rbegin(), order.rend(), 0);
    for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[rng_.below(i)]);
    for (std::size_t i : order) job(i);
    jobs += n;
  }
  std::size_t jobs = 0;

 private:
  SeededRandom rng_;
};

}  // namespace eq::testing
