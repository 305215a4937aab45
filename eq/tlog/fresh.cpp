#include "eq/tlog/fresh.h"

namespace eq::tlog {

Result<Present> Present::at(const CosignedCheckpoint& head, Time own) {
  const NotBefore vouched = head.newest_at();
  REQUIRE_OR(vouched.from(own - kFreshness_ms), Err::stale);
  REQUIRE_OR(!vouched.from(own + kClockSlack_ms + 1), Err::stale);
  return Present(own, vouched);
}

Result<FreshLog, LogFault> FreshLog::fetch(const Fetch& fetch, const Policy& policy,
                                           std::span<const Head> known, Time now) {
  const auto newest = TRY(fetch_checkpoint(fetch, policy));
  const auto present = Present::at(newest, now);
  if (!present.ok()) {
    return LogFault{present.error(),
                    "checkpoint",
                    {},
                    "its newest head is the witness's of " +
                        to_text(newest.newest_at().earliest()) + ", and it is " + to_text(now) +
                        " here: nothing is permitted from it"};
  }
  return FreshLog(TRY(ReplayedLog::fetch(fetch, newest, known)), *present);
}

}  // namespace eq::tlog
