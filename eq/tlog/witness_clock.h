// What somebody who looks at a log again and again can tell of its witness's clock, by which every
// window and hour is counted.
#pragma once

#include "eq/tlog/checkpoint.h"

namespace eq::tlog {

enum class WitnessClock {
  plausible,
  ahead,  // the newest checkpoint is dated into the future
  // the log grew since the last look, yet its newest checkpoint is dated before that; or an older
  // one was shown then
  behind,
};

/// What to keep of a look.
struct Look {
  std::uint64_t size = 0;
  Time at;  // by our own clock
};

/// @param last  the look before; none at first, when only `ahead` can be told
/// @param now   by our own clock, which decides
WitnessClock judge_clock(const CosignedCheckpoint& newest, const std::optional<Look>& last,
                         Time now);

}  // namespace eq::tlog
