#include "apps/server/postgres/reader.h"

#include "apps/server/durable_store.h"
#include "apps/server/postgres/schema.h"

namespace eq::server::postgres {
namespace {
using platform::Row;
using platform::Table;

constexpr std::size_t kRangeMax = 1 << 20;        // bytes of a range that is kept
constexpr std::int64_t kFirst = 16, kMost = 128;  // rows at once
/// What octet_length() says without reading the value.
const std::string kSmallValue =
    "key, octet_length(value) <= " + std::to_string(Reader::kSmall) +
    ", case when octet_length(value) <= " + std::to_string(Reader::kSmall) + " then value end";

Statement in_table(Table table, const std::string& what, const std::string& columns,
                   const std::string& rest, std::vector<Parameter> parameters) {
  return {what + "_" + std::string(table_name(table)),
          "select " + columns + " from " + name_of(table) + " where " + rest,
          std::move(parameters)};
}

Statement range_in(Table table, Reader::Values values, View from, View to, std::int64_t most) {
  const bool keys_only = values == Reader::Values::none;
  return in_table(table, keys_only ? "keys" : "scan", keys_only ? "key, false" : kSmallValue,
                  "key >= $1 and key < $2 order by key limit $3",
                  {Parameter::bytes(from), Parameter::bytes(to), Parameter::number(most)});
}

bool holds(const Reader::Range& range, View key) {
  const Bytes k = to_bytes(key);
  return range.from <= k && k < range.to;
}
}  // namespace

Result<Answer> Reader::ask(const Statement& statement) {
  Answer answer = connection_.run(statement);
  if (answer.ok()) return answer;
  code_ = answer.code();
  return Err::unavailable;
}

Result<std::optional<Bytes>> Reader::get(Table table, View key) {
  if (const auto* known = cache_.find(table, key)) return *known;
  const Answer answer =
      TRY(ask(in_table(table, "get", "value", "key = $1", {Parameter::bytes(key)})));
  std::optional<Bytes> value;
  if (answer.rows() > 0) value = to_bytes(answer.at(0, 0));
  cache_.keep(table, key, value);
  return value;
}

Result<Reader::Shared> Reader::range(Table table, View from, View to, Values values) {
  auto& full = ranges_[static_cast<std::size_t>(table)];
  if (full && holds(*full, from)) return full;
  auto& kept = values == Values::none ? keys_[static_cast<std::size_t>(table)] : full;
  if (kept && holds(*kept, from)) return kept;
  // Whoever walks on where the last range ended wants more at once.
  const bool walks = kept && equal_var(kept->to, from);
  const std::int64_t most = walks ? kMost : kFirst;
  const Answer answer = TRY(ask(range_in(table, values, from, to, most)));
  auto range = std::make_shared<Range>();
  range->from = to_bytes(from);
  std::size_t size = 0;
  for (std::size_t i = 0; i < answer.rows(); ++i) {
    range->rows.push_back({to_bytes(answer.at(i, 0)), std::nullopt});
    if (answer.number_at(i, 1) != 0) range->rows.back().value = to_bytes(answer.at(i, 2));
    size +=
        answer.at(i, 0).size() + (range->rows.back().value ? range->rows.back().value->size() : 0);
  }
  const bool is_whole = answer.rows() < static_cast<std::size_t>(most);
  range->to = is_whole ? to_bytes(to) : concat({range->rows.back().key, Bytes{0}});
  if (size <= kRangeMax) kept = range;
  return Shared(std::move(range));
}

Result<std::optional<Row>> Reader::last(Table table, View from, View to) {
  const Answer answer = TRY(
      ask(in_table(table, "last", "key, value", "key >= $1 and key < $2 order by key desc limit 1",
                   {Parameter::bytes(from), Parameter::bytes(to)})));
  if (answer.rows() == 0) return std::optional<Row>();
  return std::optional(Row{to_bytes(answer.at(0, 0)), to_bytes(answer.at(0, 1))});
}

void Reader::committed(const Changes& changes) {
  for (std::size_t t = 0; t < platform::kTables; ++t) {
    const auto table = static_cast<Table>(t);
    for (const auto& [key, value] : changes.of(table)) {
      cache_.keep(table, key, value);
      for (auto* kept : {&ranges_[t], &keys_[t]})
        if (*kept && holds(**kept, key)) kept->reset();
    }
  }
}

}  // namespace eq::server::postgres
