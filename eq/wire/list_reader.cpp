#include "eq/wire/list_reader.h"

#include <algorithm>

#include "eq/wire/ask.h"
#include "eq/wire/authorities.h"

namespace eq::wire {

Result<ReadList> read_list(Transport& server, const Realm& realm, std::span<const tlog::Head> known,
                           std::uint32_t last_seen, Time now) {
  const auto published = TRY(ask(server, ListGet{}));
  const auto log = read_log(server, realm, LogName::orders, known);
  if (!log.ok()) return log.error().err;
  const auto logged = TRY(log->logged<list::SignedHead>(published.index));
  auto head = TRY(list::AcceptedHead::accept(logged, list_trust(realm), last_seen, now));
  auto list = TRY(list::AcceptedList::with(std::move(head), published.filter));
  ReadList read{std::move(list), log->checkpoint().head(), {}, published.table, published.coverages};
  for (std::uint64_t i = 0; i <= published.index; ++i) {
    auto earlier = tlog::parse_entry<list::SignedHead>(log->entry(i));
    if (!earlier.ok() || earlier->head.version <= last_seen) continue;
    if (list::check_certification(*earlier, list_trust(realm).authorities).ok()) read.since.push_back(std::move(earlier->head));
  }
  return read;
}

std::map<crypto::Digest, list::Reporting> reportings_in(const tlog::ReplayedLog& orders, const Realm& realm) {
  std::map<crypto::Digest, list::Reporting> found;
  for (std::uint64_t i = 0; i < orders.size(); ++i) {
    const auto entry = tlog::parse_entry<list::SignedHead>(orders.entry(i));
    if (!entry.ok() || !entry->head.reporting) continue;
    if (!list::check_certification(*entry, list_trust(realm).authorities).ok()) continue;
    const auto& reporting = *entry->head.reporting;
    auto& first = found.emplace(reporting.terms.table, reporting).first->second;
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
