#include "apps/server/tending.h"

#include <spdlog/spdlog.h>

namespace eq::server {
namespace {
constexpr std::size_t kAtOnce = 2000;  // things, so that requests come in between
}  // namespace

void Tending::tend(Clock clock) {
  const bool doubted = clock == Clock::doubted;
  engine_.submit(
      [this, doubted](platform::Platform& platform) {
        return doubted ? platform.announce(clock_(), random_) : platform.tend(clock_(), random_);
      },
      [this, doubted](std::optional<Status> tended) {
        if (cosigner_) cosigner_->grown();  // by day keys
        if (tended && !tended->ok())
          spdlog::error("what is due is not in the log or not kept, tried again in a minute: {}",
                        to_text(tended->error()));
        if (!doubted && !forgetting_.exchange(true)) forget(platform::Forgetting::undelivered);
      });
}

/// In portions, one after the other, so that others have their turn in between.
void Tending::forget(platform::Forgetting what) {
  engine_.submit(
      [this, what](platform::Platform& platform) {
        return platform.forget(what, clock_(), kAtOnce, random_);
      },
      [this](std::optional<Result<platform::Forgetting>> next) {
        if (next && next->ok() && **next != platform::Forgetting::done) return forget(**next);
        forgetting_ = false;
        if (next && !next->ok())
          spdlog::error("what is past its time is still there, tried again in a minute: {}",
                        to_text(next->error()));
      });
}

}  // namespace eq::server
