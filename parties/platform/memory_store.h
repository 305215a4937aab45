// A store in memory, for tests and journeys.
#pragma once

#include <array>
#include <map>
#include <optional>

#include "parties/platform/store.h"

namespace eq::platform {

class MemoryStore final : public Store {
 public:
  Result<Bytes> get(Table table, View key) const override;
  Status put(Table table, View key, View value) override;
  Status erase(Table table, View key) override;
  Status scan(Table table, View from, View to, const Visit& visit) const override;
  Result<Row> last(Table table, View from, View to) const override;
  Status begin_step() override;
  Status keep_step() override;
  Status undo_step() override;

  /// Everything in it, for tests that search for what must not be there.
  Bytes dump() const;

 private:
  using Rows = std::map<Bytes, Bytes>;
  struct Change {
    Table table;
    Bytes key;
    std::optional<Bytes> before;
  };
  Rows& rows(Table t) { return tables_[static_cast<std::size_t>(t)]; }
  const Rows& rows(Table t) const { return tables_[static_cast<std::size_t>(t)]; }
  void remember(Table table, const Bytes& key);

  std::array<Rows, kTables> tables_;
  std::vector<Change> changes_;
  bool in_step_ = false;
};

}  // namespace eq::platform
