#include "apps/server/durable_store.h"

namespace eq::server {

Result<DurableStore::Group> DurableStore::begin_group() {
  EQ_ASSERT(!in_group_);
  TRY(begin());
  in_group_ = true;
  return Group(*this, last_group() + 1);
}

DurableStore::Group::~Group() {
  if (!store_) return;
  store_->in_group_ = false;
  store_->undo();
}

Result<Durable> DurableStore::Group::commit() && {
  DurableStore& store = *std::exchange(store_, nullptr);
  store.in_group_ = false;
  TRY(store.commit(number_, flush_));
  return Durable(number_);
}

std::optional<Durable> DurableStore::durable(std::uint64_t group) const {
  return group > 0 && holds(group) ? std::optional(Durable(group)) : std::nullopt;
}

}  // namespace eq::server
