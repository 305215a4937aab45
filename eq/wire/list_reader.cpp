#include "eq/wire/list_reader.h"

#include <algorithm>

#include "eq/wire/ask.h"
#include "eq/wire/authorities.h"

namespace eq::wire {

list::History list_history(const tlog::ReplayedLog& orders, const Realm& realm) {
  list::History history(list_trust(realm));
  for (std::uint64_t i = 0; i < orders.size(); ++i) {
    auto head = tlog::parse_entry<list::SignedHead>(orders.entry(i));
    // void: the list goes on without it
    if (head.ok() && !history.follow(std::move(head).take(), i).ok()) continue;
  }
  return history;
}

Result<ReadList> read_list(Transport& server, const Realm& realm, list::Kind kind,
                           std::optional<tlog::Head>& seen, std::uint32_t last_seen, Time now) {
  const auto published = TRY(ask(server, ListGet{kind}));
  const auto log = read_fresh_log(server, realm, LogName::orders, seen, now);
  if (!log.ok()) return log.error().err;
  const auto logged = TRY(log->logged<list::SignedHead>(published.index));
  auto head = TRY(list::AcceptedHead::accept(logged, kind, list_trust(realm), last_seen, now));
  const auto history = list_history(*log, realm);
  REQUIRE_OR(history.newest(kind) && history.newest(kind)->index == published.index, Err::stale);
  auto list = TRY(list::AcceptedList::with(std::move(head), published.filter));
  ReadList read{std::move(list), {}, published.table, published.coverages};
  for (const auto& h : history.heads())
    if (h.signed_head.head.kind == kind && h.signed_head.head.version > last_seen)
      read.since.push_back(h.signed_head.head);
  return read;
}

std::map<crypto::Digest, TableTerms> reportings_in(const tlog::ReplayedLog& orders,
                                                   const Realm& realm) {
  std::map<crypto::Digest, TableTerms> found;
  const auto history = list_history(orders, realm);
  for (const auto& h : history.heads()) {
    if (!h.signed_head.head.reporting) continue;
    const auto& reporting = *h.signed_head.head.reporting;
    const TableTerms terms{h.signed_head.head.kind, reporting};
    auto& first = found.emplace(reporting.terms.table, terms).first->second.reporting;
    first.notice_days = std::min(first.notice_days, reporting.notice_days);
  }
  return found;
}

Result<list::AcceptedTable> table_of(const ReadList& read) {
  std::vector<list::SignedCoverage> coverages;
  for (const auto& c : read.coverages) coverages.push_back(TRY(decode<list::SignedCoverage>(c)));
  return list::AcceptedTable::with(read.list.accepted(), read.table, coverages);
}

}  // namespace eq::wire
