// A TileStore in memory: for tests, journeys and simulations.
#pragma once

#include <map>
#include <tuple>

#include "eq/tlog/log.h"

namespace eq::tlog {

class MemoryTileStore final : public TileStore {
 public:
  using Key = std::tuple<TileKind, unsigned, std::uint64_t>;

  Result<Bytes> read(TileKind kind, unsigned level, std::uint64_t index) const override {
    const auto it = objects.find(Key{kind, level, index});
    if (it == objects.end()) return Err::missing;
    return it->second;
  }
  Result<Head> head() const override { return head_; }
  Status write(const LogBatch& batch) override {
    for (const auto& o : batch.objects) objects[Key{o.kind, o.level, o.index}] = o.bytes;
    head_ = batch.head;
    return ok();
  }

  /// Open to tests that play a dishonest operator.
  std::map<Key, Bytes> objects;

 private:
  Head head_{0, empty_root()};
};

}  // namespace eq::tlog
