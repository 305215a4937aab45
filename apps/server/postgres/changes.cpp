#include "apps/server/postgres/changes.h"

#include <algorithm>

namespace eq::server::postgres {
using platform::Table;

const std::optional<Bytes>* Changes::find(Table table, View key) const {
  const auto& rows = of(table);
  if (rows.empty()) return nullptr;
  const auto it = rows.find(to_bytes(key));
  return it == rows.end() ? nullptr : &it->second;
}

void Changes::set(Table table, View key, std::optional<Bytes> value) {
  Bytes k = to_bytes(key);
  auto [it, is_new] = of(table).try_emplace(k);
  if (in_step_) {
    before_.push_back({table, std::move(k), std::nullopt});
    if (!is_new) before_.back().change.emplace(it->second);
  }
  it->second = std::move(value);
}

bool Changes::empty() const {
  return std::ranges::all_of(rows_, [](const auto& rows) { return rows.empty(); });
}

void Changes::clear() {
  for (auto& rows : rows_) rows.clear();
  before_.clear();
  in_step_ = false;
}

void Changes::begin_step() {
  EQ_ASSERT(!in_step_);
  in_step_ = true;
}

void Changes::keep_step() {
  EQ_ASSERT(in_step_);
  before_.clear();
  in_step_ = false;
}

void Changes::undo_step() {
  EQ_ASSERT(in_step_);
  for (auto b = before_.rbegin(); b != before_.rend(); ++b) {
    if (b->change)
      of(b->table)[b->key] = std::move(*b->change);
    else
      of(b->table).erase(b->key);
  }
  before_.clear();
  in_step_ = false;
}

}  // namespace eq::server::postgres
