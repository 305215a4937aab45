// Rows as they are committed, kept in memory: true for as long as nobody else may write.  Bounded;
// what was not asked for lately goes first.
#pragma once

#include <map>
#include <optional>

#include "parties/platform/store.h"

namespace eq::server::postgres {

class ReadCache {
 public:
  /// @param bytes_max  of keys and values, roughly
  explicit ReadCache(std::size_t bytes_max) : half_(bytes_max / 2) {}

  /// nullptr if it is not known; no value if there is no such row.
  const std::optional<Bytes>* find(platform::Table table, View key);
  /// Or forget what was known, if the value is large.
  void keep(platform::Table table, View key, const std::optional<Bytes>& value);

 private:
  using Rows = std::map<Bytes, std::optional<Bytes>>;  // the table's number before each key

  const std::optional<Bytes>* keep(Bytes key, std::optional<Bytes> value);

  std::size_t half_, size_ = 0;  // of the young ones
  Rows young_, old_;             // no key is in both
};

}  // namespace eq::server::postgres
