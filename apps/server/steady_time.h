// The machine's clock, as far as it goes on as it went.
//
// A clock that is wrong by a month for a minute would have undelivered messages forgotten and
// conversations dated into the future for good.  So a jump against the monotonic clock is not
// followed: time goes on from where it was, nothing is forgotten for an hour, and the log says so.
// Small corrections are followed.  A jump that is right is taken by starting again.  Thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "eq/base/time.h"

namespace eq::server {

inline constexpr std::uint64_t kJump_ms = 2 * kMinute_ms;
inline constexpr std::uint64_t kHold_ms = kHour_ms;

/// Milliseconds since the machine was started, those that it slept included.
std::uint64_t boot_ms();

class SteadyTime {
 public:
  /// @param steady_ms  of a clock that only ever goes on
  /// @param on_jump    told each time that the machine's clock is found elsewhere
  SteadyTime(std::function<Time()> wall, std::function<std::uint64_t()> steady_ms,
             std::function<void()> on_jump);

  Time now();
  /// The machine's clock is where we are.
  bool is_followed();
  /// What is past its time may go: the clock has been itself for an hour.
  bool may_forget();
  /// What this home has dated last, at the start.  Ahead of us, or far behind, the clock is wrong
  /// or was: nothing is forgotten for an hour.
  enum class Since { shortly, long_ago, not_yet };
  Since start_after(Time last);

 private:
  std::function<Time()> wall_;
  std::function<std::uint64_t()> steady_ms_;
  std::function<void()> on_jump_;
  std::mutex mutex_;
  Time base_;
  std::uint64_t base_steady_ms_;
  std::optional<std::uint64_t> doubted_at_ms_;  // of the steady clock
  bool followed_ = true;
};

}  // namespace eq::server
