#include "eq/tlog/witness_clock.h"

namespace eq::tlog {

WitnessClock judge_clock(const CosignedCheckpoint& newest, const std::optional<Look>& last, Time now) {
  const Time dated = newest.witnessed_at();
  if (dated > now + kWitnessClockSlack_ms) return WitnessClock::ahead;
  if (last && newest.head().size > last->size && dated + kWitnessClockSlack_ms < last->at) return WitnessClock::behind;
  return WitnessClock::plausible;
}

}  // namespace eq::tlog
