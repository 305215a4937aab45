#include "apps/server/restored_gap.h"

#include "parties/platform/rows.h"

namespace eq::server {
namespace {
using platform::Table;

constexpr std::size_t kAtOnce = 1000;  // rows

/// Replaces every row of a table.
template <class Change>
Status change_all(SqliteStore& store, Table table, Change change) {
  const Bytes end(64, 0xff);
  for (Bytes from;;) {
    const auto rows = TRY(platform::rows_in(store, table, from, end, kAtOnce));
    for (const auto& row : rows) TRY(store.put(table, row.key, TRY(change(row.value))));
    if (rows.size() < kAtOnce) return ok();
    from = concat({rows.back().key, Bytes{0}});
  }
}

Result<Bytes> further_chain(View value) {
  auto row = TRY(decode<platform::ConversationRow>(value));
  row.chain.seq += kRestoredGap;
  return encode(row);
}
Result<Bytes> further_number(View value) {
  return encode(TRY(decode<std::uint64_t>(value)) + kRestoredGap);
}
}  // namespace

Status leave_gap(SqliteStore& store) {
  auto group = TRY(store.begin_group());
  TRY(change_all(store, Table::conversations, further_chain));
  TRY(change_all(store, Table::mailboxes, further_number));
  TRY(change_all(store, Table::desks, further_number));
  TRY(std::move(group).commit());
  return ok();
}

}  // namespace eq::server
