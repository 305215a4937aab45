#include "apps/server/restored_gap.h"

#include <algorithm>

#include "eq/wire/position.h"
#include "parties/platform/rows.h"

namespace eq::server {
namespace {
using platform::Table;

constexpr std::size_t kAtOnce = 1000;  // rows
constexpr std::uint64_t kLeast = std::uint64_t{1} << 20;
constexpr std::uint64_t kInASecond = 4096;               // no conversation grows as fast
constexpr std::uint64_t kMost = std::uint64_t{1} << 31;  // offices follow numbers up to 2^32 ahead

/// Replaces every row of a table.
template <class Change>
Status change_all(DurableStore& store, Table table, std::uint64_t by, Change change) {
  const Bytes end(64, 0xff);
  for (Bytes from;;) {
    const auto rows = TRY(platform::rows_in(store, table, from, end, kAtOnce));
    for (const auto& row : rows) TRY(store.put(table, row.key, TRY(change(row.value, by))));
    if (rows.size() < kAtOnce) return ok();
    from = concat({rows.back().key, Bytes{0}});
  }
}

Result<Bytes> further_chain(View value, std::uint64_t gap) {
  auto row = TRY(decode<platform::ConversationRow>(value));
  row.chain.seq += gap;
  return encode(row);
}
Result<Bytes> further_number(View value, std::uint64_t gap) {
  return encode(TRY(decode<std::uint64_t>(value)) + gap);
}
Result<Bytes> of_now(View value, std::uint64_t now) {
  return encode(std::max(TRY(decode<std::uint64_t>(value)), now));
}
}  // namespace

std::uint64_t restored_gap(Time made, Time now) {
  const std::uint64_t seconds = (now - made.ms).ms / kSecond_ms;
  return std::min(kMost, kLeast + kInASecond * std::min(seconds, kMost));
}

Status leave_gap(DurableStore& store, std::uint64_t gap, Time now) {
  auto group = TRY(store.begin_group());
  TRY(change_all(store, Table::conversations, gap, further_chain));
  TRY(change_all(store, Table::positions, wire::position_at(now), of_now));
  TRY(change_all(store, Table::desks, gap, further_number));
  TRY(std::move(group).commit());
  return ok();
}

}  // namespace eq::server
