#include "parties/platform/memory_store.h"

#include <algorithm>

namespace eq::platform {

Result<Bytes> MemoryStore::get(Table table, View key) const {
  const auto it = rows(table).find(to_bytes(key));
  if (it == rows(table).end()) return Err::missing;
  return it->second;
}

void MemoryStore::remember(Table table, const Bytes& key) {
  EQ_ASSERT(in_step_);
  const auto it = rows(table).find(key);
  changes_.push_back(
      {table, key, it == rows(table).end() ? std::nullopt : std::optional(it->second)});
}

Status MemoryStore::put(Table table, View key, View value) {
  Bytes k = to_bytes(key);
  remember(table, k);
  rows(table)[std::move(k)] = to_bytes(value);
  return ok();
}

Status MemoryStore::erase(Table table, View key) {
  const Bytes k = to_bytes(key);
  remember(table, k);
  rows(table).erase(k);
  return ok();
}

Status MemoryStore::scan(Table table, View from, View to, const Visit& visit) const {
  const auto& all = rows(table);
  const Bytes end = to_bytes(to);
  for (auto it = all.lower_bound(to_bytes(from)); it != all.end() && it->first < end; ++it)
    if (!visit(it->first, it->second)) break;
  return ok();
}

Result<Row> MemoryStore::last(Table table, View from, View to) const {
  const auto& all = rows(table);
  auto it = all.lower_bound(to_bytes(to));
  if (it == all.begin()) return Err::missing;
  --it;
  if (it->first < to_bytes(from)) return Err::missing;
  return Row{it->first, it->second};
}

Status MemoryStore::begin_step() {
  EQ_ASSERT(!in_step_);
  in_step_ = true;
  return ok();
}

Status MemoryStore::keep_step() {
  EQ_ASSERT(in_step_);
  changes_.clear();
  in_step_ = false;
  return ok();
}

Status MemoryStore::undo_step() {
  EQ_ASSERT(in_step_);
  for (auto c = changes_.rbegin(); c != changes_.rend(); ++c) {
    if (c->before)
      rows(c->table)[c->key] = std::move(*c->before);
    else
      rows(c->table).erase(c->key);
  }
  changes_.clear();
  in_step_ = false;
  return ok();
}

Bytes MemoryStore::dump() const {
  Bytes all;
  for (const auto& table : tables_)
    for (const auto& [key, value] : table) {
      append(all, key);
      append(all, value);
    }
  return all;
}

}  // namespace eq::platform
