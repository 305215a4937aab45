#include "eq/franking/read_day_keys.h"

namespace eq::franking {

Status read_day_keys(const tlog::ReplayedLog& log, const DayKeyOwners& owners, Day first,
                     LoggedDayKeys& keys) {
  for (std::uint64_t i = keys.log_read(); i < log.size(); ++i) {
    const auto event = tlog::parse_entry<DayKeyEvent>(log.entry(i));
    if (!event.ok() || event->certificate.day < first) continue;
    // What is not added is void: somebody else's, or a second one.
    (void)keys.add(TRY(log.logged<DayKeyEvent>(i)), owners.of(event->certificate.role));
  }
  keys.note_log_read(log.size());
  return ok();
}

DayKeys day_keys_of(const tlog::ReplayedLog& log, const DayKeyOwners& owners) {
  DayKeys keys(owners.issuer, owners.delivery);
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    const auto event = tlog::parse_entry<DayKeyEvent>(log.entry(i));
    if (event.ok()) (void)keys.add(event->certificate);  // void, as above
  }
  return keys;
}

}  // namespace eq::franking
