// Threads as an argument: libraries start none, an application may lend some.
#pragma once

#include <cstddef>
#include <functional>

namespace eq {

class Executor {
 public:
  virtual ~Executor() = default;
  /// Calls job(0) to job(n - 1), each once, in any order and on any threads; returns when all have ended.
  /// Jobs are independent: each reads what they share and writes only what is its own.
  virtual void run(std::size_t n, const std::function<void(std::size_t)>& job) = 0;
};

}  // namespace eq
