// What an audit says about time: nothing early, nothing late, no deadline longer than the law of
// the realm allows.  Times come from cosigned checkpoints on the log's own history.  spec/audit.md.
#pragma once

#include <set>

#include "eq/order/book.h"
#include "parties/auditor/notes.h"

namespace eq::auditor {

struct Timed {
  wire::Transport& server;
  const wire::Realm& realm;
  const tlog::ReplayedLog& orders;
  const order::OrderBook& book;
  const std::set<Array<32>>& disclosed;  // public halves of the notices' keys that the log has
  Time now;
};

/// Lead times, objections, preservations, deadlines, notices.  Promises AUD-3, AUD-13, AUD-14,
/// AUD-15.
void check_times(const Timed& what, Notes& notes);

}  // namespace eq::auditor
