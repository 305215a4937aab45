#include "apps/server/changes.h"

namespace eq::server {
using platform::Table;

const std::optional<Bytes>* Changes::find(Table table, View key) const {
  const auto& rows = of(table);
  const auto it = rows.find(key);
  return it == rows.end() ? nullptr : &it->second;
}

void Changes::set(Table table, View key, std::optional<Bytes> value) {
  Rows& rows = of(table);
  auto row = rows.lower_bound(key);
  const bool is_new = row == rows.end() || ByBytes()(key, row->first);
  if (is_new) row = rows.emplace_hint(row, to_bytes(key), std::nullopt);
  if (in_step_) {
    before_.push_back({table, row, std::nullopt});
    if (!is_new) before_.back().change.emplace(std::move(row->second));
  }
  row->second = std::move(value);
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
      b->row->second = std::move(*b->change);
    else
      of(b->table).erase(b->row);
  }
  before_.clear();
  in_step_ = false;
}

}  // namespace eq::server
