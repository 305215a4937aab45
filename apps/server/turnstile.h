// So many at a time; whoever comes besides waits for his turn.  For requests that are small and
// whose answers are large: what waits costs little.  Thread-safe.
#pragma once

#include <deque>
#include <functional>
#include <mutex>

namespace eq::server {

class Turnstile {
 public:
  explicit Turnstile(std::size_t most) : most_(most) {}

  /// Calls `go` now, or when one of those inside has left.
  void enter(std::function<void()> go) {
    {
      const std::lock_guard lock(mutex_);
      if (inside_ >= most_) {
        waiting_.push_back(std::move(go));
        return;
      }
      ++inside_;
    }
    try {
      go();
    } catch (...) {
      leave();
      throw;
    }
  }
  void leave() {
    std::function<void()> next;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        --inside_;
        return;
      }
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    next();
  }
  /// Nobody's turn comes any more.
  void close() {
    std::deque<std::function<void()>> gone;
    const std::lock_guard lock(mutex_);
    gone.swap(waiting_);
  }

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::size_t inside_ = 0;
  std::deque<std::function<void()>> waiting_;
};

}  // namespace eq::server
