// Rows of the database as they are committed, with what was read kept in memory: single rows, and
// of each table the range that was read last, so that whoever walks through it asks once for many.
// All of it holds only while nobody else writes.
//
// How large a value is, strangers choose: a large one comes alone, and only to whoever wants it.
#pragma once

#include <array>
#include <memory>

#include "apps/server/changes.h"
#include "apps/server/postgres/connection.h"
#include "apps/server/postgres/read_cache.h"

namespace eq::server::postgres {

class Reader {
 public:
  explicit Reader(Connection& connection) : connection_(connection) {}

  /// A larger value is not fetched with its range; what comes at once is at most 8 MiB.
  static constexpr std::size_t kSmall = 64 << 10;
  enum class Values : std::uint8_t { small, none };
  struct Found {
    Bytes key;
    std::optional<Bytes> value;  // none: get() fetches it
  };
  /// All rows with from <= key < to, in their order.
  struct Range {
    Bytes from, to;
    std::vector<Found> rows;
  };
  using Shared = std::shared_ptr<const Range>;

  /// No value if there is no such row.  Err::unavailable as everywhere, with the reason in code().
  Result<std::optional<Bytes>> get(platform::Table table, View key);
  /// A range that holds `from`, and as much behind it as comes at once; never beyond `to` for
  /// nothing.
  Result<Shared> range(platform::Table table, View from, View to, Values values);
  /// The last row of a range; none if it is empty.
  Result<std::optional<platform::Row>> last(platform::Table table, View from, View to);
  /// What was committed just now.
  void committed(const Changes& changes);

  /// Of the statement that failed.
  const std::string& code() const { return code_; }

 private:
  Result<Answer> ask(const Statement& statement);

  Connection& connection_;
  ReadCache cache_{std::size_t{64} << 20};
  std::array<Shared, platform::kTables> ranges_, keys_;  // with small values, and with none
  std::string code_;
};

}  // namespace eq::server::postgres
