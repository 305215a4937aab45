#include "eq/wire/list_reader.h"

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

Result<list::AcceptedTable> table_of(const ReadList& read) {
  std::vector<list::SignedCoverage> coverages;
  for (const auto& c : read.coverages) coverages.push_back(TRY(decode<list::SignedCoverage>(c)));
  return list::AcceptedTable::with(read.list.accepted(), read.table, coverages);
}

}  // namespace eq::wire
