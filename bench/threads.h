// The Executor of the application, benches and tests: as many threads as asked for, started for
// each run, with even shares of the work.
#pragma once

#include <thread>
#include <vector>

#include "eq/base/executor.h"

namespace eq::bench {

class Threads final : public Executor {
 public:
  /// @param count  threads that work, the calling one included; at least 1
  explicit Threads(unsigned count) : count_(count) {}
  void run(std::size_t n, const std::function<void(std::size_t)>& job) override {
    const auto work = [&](std::size_t from) {
      for (std::size_t i = from; i < n; i += count_) job(i);
    };
    std::vector<std::jthread> others;
    for (unsigned t = 1; t < count_; ++t) others.emplace_back(work, t);
    work(0);
  }

 private:
  unsigned count_;
};

}  // namespace eq::bench
