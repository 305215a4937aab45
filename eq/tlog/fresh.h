// FreshLog: a public log as it is now, the only kind from which anything may be permitted.
//
// Whoever serves a log can always show an old checkpoint of it: everything verifies, and a flag, an
// objection or a newer list is missing.  A log is fresh if a quorum of witnesses vouched for its
// head within kFreshness_ms of the reader's own clock.  Functions that permit (release, sign, seal,
// use a list) take a FreshLog or what only a FreshLog makes; those who only look take any
// ReplayedLog.  spec/tlog.md section 10.
#pragma once

#include "eq/tlog/log.h"

namespace eq::tlog {

/// How old the head may be from which something is permitted.  The log's operator has unchanged
/// heads cosigned again four times within it, so that an honest log is always fresh.
inline constexpr std::uint64_t kFreshness_ms = kHour_ms;
inline constexpr std::uint64_t kCosignAgain_ms = kFreshness_ms / 4;

/// Now, by the reader's own clock and by the witnesses', which agree within kFreshness_ms.
class Present {
 public:
  /// @return Err::stale if a quorum's word for this head is older than kFreshness_ms, or from more
  ///     than kClockSlack_ms in the future.  Promises TLG-20.
  static Result<Present> at(const CosignedCheckpoint& head, Time own);

  /// That time has come by both clocks: what opens, opens late at worst.
  bool reached(Time t) const { return own_ >= t && witnessed_.from(t); }
  /// That time is over by either clock: what ends, ends early at worst.
  bool passed(Time t) const { return own_ > t || witnessed_.from(t + 1); }
  Time own() const { return own_; }

 private:
  Present(Time own, NotBefore witnessed) : own_(own), witnessed_(witnessed) {}
  Time own_;
  NotBefore witnessed_;
};

class FreshLog : public ReplayedLog {
 public:
  /// As ReplayedLog::fetch; besides Err::stale for a head that is not fresh.  @param now  the
  /// reader's own clock
  static Result<FreshLog, LogFault> fetch(const Fetch& fetch, const Policy& policy,
                                          std::span<const Head> known, Time now);

  /// When it was read.
  const Present& present() const { return present_; }

 private:
  FreshLog(ReplayedLog log, Present present) : ReplayedLog(std::move(log)), present_(present) {}
  Present present_;
};

}  // namespace eq::tlog
