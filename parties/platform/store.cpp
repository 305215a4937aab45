#include "parties/platform/store.h"

namespace eq::platform {

Result<std::vector<Row>> rows_in(const Store& store, Table table, View from, View to,
                                 std::size_t limit) {
  std::vector<Row> rows;
  if (limit == 0) return rows;
  TRY(store.scan(table, from, to, [&](View key, View value) {
    rows.push_back({to_bytes(key), to_bytes(value)});
    return rows.size() < limit;
  }));
  return rows;
}

Result<std::vector<Bytes>> keys_in(const Store& store, Table table, View from, View to,
                                   std::size_t limit) {
  std::vector<Bytes> keys;
  if (limit == 0) return keys;
  TRY(store.scan_keys(table, from, to, [&](View key) {
    keys.push_back(to_bytes(key));
    return keys.size() < limit;
  }));
  return keys;
}

}  // namespace eq::platform
