// Openings stay within what was authorised and are accounted for.  spec/audit.md.
#pragma once

#include "eq/order/book.h"
#include "parties/auditor/days.h"
#include "parties/auditor/notes.h"

namespace eq::auditor {

struct OpeningsAsked {
  wire::Transport& server;
  const wire::Realm& realm;
  const tlog::ReplayedLog& orders;
  const order::OrderBook& book;
  const DaysSeen& days;
  Day next_day;  // the first of which no object is in the log
  Time now;
};

struct OpeningsSeen {
  std::uint64_t extracted = 0;                    // distinct (order, day) with t receipts
  std::optional<std::uint64_t> median_answer_ms;  // intent to the t-th receipt, by witness time
};

/// Promises AUD-5, AUD-21, AUD-22.
OpeningsSeen check_openings(const OpeningsAsked& what, Notes& notes);

}  // namespace eq::auditor
