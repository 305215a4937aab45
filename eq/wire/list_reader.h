// The certified list of a kind in force, read from the server and checked against the public log.
#pragma once

#include <map>

#include "eq/list/filter.h"
#include "eq/list/history.h"
#include "eq/list/reporting.h"
#include "eq/wire/log_reader.h"

namespace eq::wire {

/// The list heads of an order log that count, of all kinds.  Promises LST-16.
list::History list_history(const tlog::ReplayedLog& orders, const Realm& realm);

struct ReadList {
  list::AcceptedList list;
  // certified versions of this kind above the last one accepted, up to this one
  std::vector<list::ListHead> since;
  Bytes table;  // as served: table_of() checks it
  std::vector<Bytes> coverages;
};
/// The table for vouchers.  Errors of list::AcceptedTable::with().
Result<list::AcceptedTable> table_of(const ReadList& read);

/// For every table that a certified head in this log names: the terms under which vouchers for it
/// were taken, as its first head has them, with the fewest notice_days of any.  Past vouchers are
/// asked about by them (eq/voucher/past.h).
struct TableTerms {
  list::Kind kind;
  list::Reporting reporting;
};
std::map<crypto::Digest, TableTerms> reportings_in(const tlog::ReplayedLog& orders,
                                                   const Realm& realm);

/// @param seen       the order log's head seen before; then the one read
/// @param last_seen  highest version of this kind accepted before, 0 for none
/// @return Err::missing if none is published; Err::stale for another head than the newest of its
///     kind that counts; otherwise as list::AcceptedHead::accept: a head that is of another kind,
///     not logged, not certified by two authorities of two jurisdictions, or older than one seen
///     before is never used.  Promises LST-16, LST-18.
Result<ReadList> read_list(Transport& server, const Realm& realm, list::Kind kind,
                           std::optional<tlog::Head>& seen, std::uint32_t last_seen, Time now);

}  // namespace eq::wire
