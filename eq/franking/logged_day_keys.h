// Day keys that stand in the public order log: the only ones by which a message is shown.
// spec/franking.md section 2.
//
// A day key that only one recipient was given would stamp messages that nobody else can verify: he
// would be shown what he cannot report.  So a recipient and the moderator go by the same keys, the
// first that the log has for role and day.
#pragma once

#include "eq/franking/day_key.h"
#include "eq/tlog/logged.h"

namespace eq::franking {

/// A certificate as an entry of the order log: a key event (spec/wire.md section 9) of this
/// purpose.
struct DayKeyEvent {
  static constexpr std::uint8_t kLogTag = 5;
  static constexpr std::string_view kPurpose = "day-key";
  std::string holder;
  DayKeyCertificate certificate;

  void encode(Writer& w) const;
  /// Err::malformed also for an event of another purpose.
  static Result<DayKeyEvent> decode(Reader& r);
};

class LoggedDayKeys {
 public:
  /// Events are added in the order of the log.  @param owner  long-term key of the event's role,
  /// pinned
  /// @return Err::forged for a bad signature; Err::refused for a second, different key of the same
  ///     role and day: it is void, and its owner said two things.  Promises FRK-14.
  Status add(const tlog::Logged<DayKeyEvent>& event, const crypto::VerifyKey& owner);

  /// nullopt: none is in the log, as far as it was read.
  std::optional<crypto::VerifyKey> find(Role role, Day day) const;
  std::vector<DayKeyCertificate> certificates() const;
  /// Forget days before `first`.
  void prune(Day first);

  /// How many entries of the log were gone through.
  std::uint64_t log_read() const { return log_read_; }
  void note_log_read(std::uint64_t entries) { log_read_ = entries; }

  /// For one's own disk.
  void encode(Writer& w) const;
  static Result<LoggedDayKeys> decode(Reader& r);

 private:
  std::map<std::pair<Role, Day>, DayKeyCertificate> known_;
  std::uint64_t log_read_ = 0;
};

}  // namespace eq::franking
