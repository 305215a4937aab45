#include "eq/tlog/witness_clock.h"

namespace eq::tlog {

WitnessClock judge_clock(const CosignedCheckpoint& newest, const std::optional<Look>& last,
                         Time now) {
  const NotAfter seen = newest.seen_by();
  if (!seen.by(now + kClockSlack_ms)) return WitnessClock::ahead;
  if (last && newest.head().size > last->size && seen.by(last->at - kClockSlack_ms - 1))
    return WitnessClock::behind;
  return WitnessClock::plausible;
}

}  // namespace eq::tlog
