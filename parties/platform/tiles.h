// One log's tiles and head inside the platform's store.  Internal to this party.
#pragma once

#include "eq/tlog/log.h"
#include "parties/platform/step.h"

namespace eq::platform {

/// Tiles, and beside them the head with its notes.
class Tiles final : public tlog::TileStore {
 public:
  Tiles(Store& store, wire::LogName log) : store_(store), log_(log) {}

  Result<Bytes> read(tlog::TileKind kind, unsigned level, std::uint64_t index) const override {
    return store_.get(Table::tiles, key(kind, level, index));
  }
  Result<tlog::Head> head() const override {
    const HeadRow row = TRY(head_row());
    return tlog::Head{row.size, row.root};
  }
  Status write(const tlog::LogBatch& batch) override {
    for (const auto& object : batch.objects)
      TRY(store_.put(Table::tiles, key(object.kind, object.level, object.index), object.bytes));
    HeadRow row = TRY(head_row());
    row.size = batch.head.size;
    row.root = batch.head.root;
    return save(row);
  }

  Result<HeadRow> head_row() const {
    auto bytes = store_.get(Table::heads, log_key(log_));
    if (bytes.ok()) return decode<HeadRow>(*bytes);
    if (bytes.error() != Err::missing) return bytes.error();
    HeadRow row;
    row.root = tlog::empty_root();
    return row;
  }
  Status save(const HeadRow& row) { return store_.put(Table::heads, log_key(log_), encode(row)); }

 private:
  Bytes key(tlog::TileKind kind, unsigned level, std::uint64_t index) const {
    return key_of({log_key(log_),
                   Array<2>{static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(level)},
                   be64(index)});
  }
  Store& store_;
  wire::LogName log_;
};

}  // namespace eq::platform
