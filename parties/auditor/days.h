// What the epoch log says of each day: one leaf, in its place and in time, whose object holds
// exactly the orders in force.  spec/audit.md.
#pragma once

#include <map>
#include <set>

#include "eq/order/book.h"
#include "parties/auditor/notes.h"

namespace eq::auditor {

struct DaysAsked {
  wire::Transport& server;
  const wire::Realm& realm;
  const tlog::ReplayedLog& orders;
  const tlog::ReplayedLog& epochs;
  const order::OrderBook& book;
  const std::vector<Day>& reported;  // late days that this auditor reported before, ascending
  Executor* executor;
  Time now;
};

/// What openings are measured by.
struct DaysSeen {
  // (order, day) in a published object, or by the day's entry where the object is not shown
  std::set<std::pair<std::uint32_t, Day>> authorised;
  std::map<Day, std::uint64_t> made_at;  // the size of the order log that its object relies on
  std::set<Day> late;                    // whose object came late
  std::vector<Day> late_to_remember;     // of them, what this audit reports or reported before
  std::uint64_t account_days = 0;        // sum of m over all days
};

/// Promises AUD-4, AUD-20, AUD-22.
DaysSeen check_days(const DaysAsked& what, Notes& notes);

}  // namespace eq::auditor
