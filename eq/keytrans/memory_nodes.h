// A tree's nodes in memory: for tests, simulations and auditors' tools.
#pragma once

#include <map>

#include "eq/keytrans/tree_store.h"

namespace eq::keytrans {

class MemoryNodes final : public NodeStore {
 public:
  Result<Bytes> get(const Prefix& place) const override {
    const auto it = nodes_.find(place);
    if (it == nodes_.end()) return Err::missing;
    return it->second;
  }
  Status put(const Prefix& place, View value) override {
    nodes_.insert_or_assign(place, to_bytes(value));
    return ok();
  }
  std::size_t size() const { return nodes_.size(); }

 private:
  std::map<Prefix, Bytes> nodes_;
};

}  // namespace eq::keytrans
