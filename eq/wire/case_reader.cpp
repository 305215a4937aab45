#include "eq/wire/case_reader.h"

namespace eq::wire {

Result<CaseRecord> read_case(Transport& server, const Realm& realm, const tlog::ReplayedLog& log,
                             const order::OrderBook& book, const order::OrderBook::Order& order) {
  CaseRecord out;
  for (const std::uint64_t i : order::entries_of(log, book, order))
    out.push_back(TRY(first_logged<tlog::AnyEntry>(server, realm, LogName::orders, log, i)));
  return out;
}

order::SeenBy seen_by(const CaseRecord& record) {
  order::SeenBy out;
  for (const auto& entry : record) out.emplace(entry.index(), entry.seen_by());
  return out;
}

}  // namespace eq::wire
