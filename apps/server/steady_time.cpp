#include "apps/server/steady_time.h"

#include <ctime>

namespace eq::server {
namespace {
constexpr std::uint64_t kPauseBelieved_ms = 2 * kDay_ms;

std::uint64_t apart(Time a, Time b) { return a < b ? b.ms - a.ms : a.ms - b.ms; }
}  // namespace

std::uint64_t boot_ms() {
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return static_cast<std::uint64_t>(t.tv_sec) * 1000 +
         static_cast<std::uint64_t>(t.tv_nsec) / 1'000'000;
}

SteadyTime::SteadyTime(std::function<Time()> wall, std::function<std::uint64_t()> steady_ms,
                       std::function<void()> on_jump)
    : wall_(std::move(wall)),
      steady_ms_(std::move(steady_ms)),
      on_jump_(std::move(on_jump)),
      base_(wall_()),
      base_steady_ms_(steady_ms_()) {}

Time SteadyTime::now() {
  bool jumped = false;
  Time at;
  {
    const std::lock_guard lock(mutex_);
    const auto steady = steady_ms_();
    const Time expected = base_ + (steady - base_steady_ms_), wall = wall_();
    jumped = apart(wall, expected) > kJump_ms;
    followed_ = !jumped;
    if (jumped) doubted_at_ms_ = steady;
    at = base_ = jumped ? expected : wall;
    base_steady_ms_ = steady;
  }
  if (jumped && on_jump_) on_jump_();
  return at;
}

bool SteadyTime::is_followed() {
  (void)now();
  const std::lock_guard lock(mutex_);
  return followed_;
}

bool SteadyTime::may_forget() {
  (void)now();
  const std::lock_guard lock(mutex_);
  return !doubted_at_ms_ || base_steady_ms_ - *doubted_at_ms_ >= kHold_ms;
}

SteadyTime::Since SteadyTime::start_after(Time last) {
  const Time at = now();
  const Since since = at + kJump_ms < last            ? Since::not_yet
                      : last + kPauseBelieved_ms < at ? Since::long_ago
                                                      : Since::shortly;
  const std::lock_guard lock(mutex_);
  if (since != Since::shortly) doubted_at_ms_ = base_steady_ms_;
  return since;
}

}  // namespace eq::server
