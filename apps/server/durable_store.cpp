#include "apps/server/durable_store.h"

#include <new>

namespace eq::server {
using platform::Row;
using platform::Table;

Result<DurableStore::Group> DurableStore::begin_group() {
  EQ_ASSERT(!in_group_);
  REQUIRE_OR(!failed_, Err::unavailable);
  TRY(begin());
  in_group_ = true;
  return Group(*this, last_group() + 1);
}

DurableStore::Group::~Group() {
  if (!store_) return;
  store_->in_group_ = false;
  store_->changes_.clear();
  store_->undo();
}

Result<Durable> DurableStore::Group::commit() && {
  DurableStore& store = *std::exchange(store_, nullptr);
  store.in_group_ = false;
  REQUIRE_OR(!store.failed_, Err::unavailable);
  try {
    TRY(store.commit(store.changes_, number_, flush_));
  } catch (const std::bad_alloc&) {  // nobody knows how far it came
    return store.fail("out of memory");
  }
  store.changes_.clear();
  return Durable(number_);
}

std::optional<Durable> DurableStore::durable(std::uint64_t group) const {
  return group > 0 && holds(group) ? std::optional(Durable(group)) : std::nullopt;
}

Err DurableStore::fail(std::string trouble) const {
  if (!failed_) trouble_ = std::move(trouble);
  failed_ = true;
  return Err::unavailable;
}

Result<Bytes> DurableStore::get(Table table, View key) const {
  REQUIRE_OR(!failed_, Err::unavailable);
  const auto* changed = changes_.find(table, key);
  if (changed != nullptr) return *changed ? Result<Bytes>(**changed) : Err::missing;
  auto value = TRY(committed(table, key));
  if (!value) return Err::missing;
  return std::move(*value);
}

Status DurableStore::put(Table table, View key, View value) {
  EQ_ASSERT(in_group_);
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.set(table, key, to_bytes(value));
  return ok();
}

Status DurableStore::erase(Table table, View key) {
  EQ_ASSERT(in_group_);
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.set(table, key, std::nullopt);
  return ok();
}

Status DurableStore::scan(Table table, View from, View to, const platform::Visit& visit) const {
  return merged(table, from, to, visit,
                [&](const platform::Visit& each) { return scan_committed(table, from, to, each); });
}

Status DurableStore::scan_keys(Table table, View from, View to,
                               const platform::VisitKey& visit) const {
  return merged(
      table, from, to, [&](View key, View) { return visit(key); },
      [&](const platform::Visit& each) {
        return scan_committed_keys(table, from, to, [&](View key) { return each(key, {}); });
      });
}

Status DurableStore::merged(Table table, View from, View to, const platform::Visit& visit,
                            const std::function<Status(const platform::Visit&)>& committed) const {
  REQUIRE_OR(!failed_, Err::unavailable);
  const auto& changed = changes_.of(table);
  auto change = changed.lower_bound(from);
  bool enough = false;  // the visitor has it
  const auto changes_before = [&](View key) {
    for (; !enough && change != changed.end() && ByBytes()(change->first, key); ++change)
      if (change->second) enough = !visit(change->first, *change->second);
  };
  TRY(committed([&](View key, View value) {
    changes_before(key);
    if (enough) return false;
    const bool is_changed = change != changed.end() && equal_var(change->first, key);
    if (!is_changed) enough = !visit(key, value);
    return !enough;
  }));
  changes_before(to);
  return ok();
}

Result<Row> DurableStore::last(Table table, View from, View to) const {
  REQUIRE_OR(!failed_, Err::unavailable);
  const auto& changed = changes_.of(table);
  auto found = TRY(last_committed(table, from, to));
  while (found) {  // past rows that the group has erased
    const auto* change = changes_.find(table, found->key);
    if (change == nullptr || *change) break;
    const Bytes end = std::move(found->key);
    found = TRY(last_committed(table, from, end));
  }
  for (auto it = changed.lower_bound(to); it != changed.begin();) {
    --it;
    if (ByBytes()(it->first, found ? View(found->key) : from)) break;
    if (it->second) return Row{it->first, *it->second};
  }
  if (!found) return Err::missing;
  return std::move(*found);
}

Status DurableStore::begin_step() {
  EQ_ASSERT(in_group_);
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.begin_step();
  return ok();
}
Status DurableStore::keep_step() {
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.keep_step();
  return ok();
}
Status DurableStore::undo_step() {
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.undo_step();
  return ok();
}

}  // namespace eq::server
