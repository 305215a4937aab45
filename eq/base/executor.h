// Threads as an argument: libraries start none, an application may lend some.
#pragma once

#include <cstddef>
#include <functional>

namespace eq {

class Executor {
 public:
  virtual ~Executor() = default;
  /// Calls job(0) to job(n - 1), each once, in any order and on any threads; returns when all have
  /// ended. Jobs are independent: each reads what they share and writes only what is its own.
  virtual void run(std::size_t n, const std::function<void(std::size_t)>& job) = 0;
};

/// On the executor's threads, or here one after another if none is lent.
inline void run_all(Executor* executor, std::size_t n,
                    const std::function<void(std::size_t)>& job) {
  if (executor) return executor->run(n, job);
  for (std::size_t i = 0; i < n; ++i) job(i);
}

}  // namespace eq
