#include "apps/server/postgres/read_cache.h"

#include <algorithm>

namespace eq::server::postgres {
namespace {
constexpr std::size_t kRow = 128;          // what a row costs beside its bytes
constexpr std::size_t kLarge = 64 * 1024;  // a value that would drive out many others

Bytes key_in(platform::Table table, View key) {
  Bytes k;
  k.reserve(key.size() + 1);
  k.push_back(static_cast<std::uint8_t>(table));
  append(k, key);
  return k;
}
}  // namespace

const std::optional<Bytes>* ReadCache::find(platform::Table table, View key) {
  Bytes k = key_in(table, key);
  if (const auto it = young_.find(k); it != young_.end()) return &it->second;
  auto it = old_.find(k);
  if (it == old_.end()) return nullptr;
  auto value = std::move(it->second);
  old_.erase(it);
  return keep(std::move(k), std::move(value));
}

void ReadCache::keep(platform::Table table, View key, const std::optional<Bytes>& value) {
  Bytes k = key_in(table, key);
  old_.erase(k);
  if (value && value->size() > kLarge)
    young_.erase(k);
  else
    keep(std::move(k), value);
}

const std::optional<Bytes>* ReadCache::keep(Bytes key, std::optional<Bytes> value) {
  const auto size_of = [](const std::optional<Bytes>& v) { return v ? v->size() : 0; };
  if (size_ > half_) {
    old_ = std::move(young_);
    young_.clear();
    size_ = 0;
  }
  const auto [it, is_new] = young_.try_emplace(std::move(key));
  size_ += size_of(value) + (is_new ? kRow + it->first.size() : 0);
  size_ -= std::min(size_, size_of(it->second));
  it->second = std::move(value);
  return &it->second;
}

}  // namespace eq::server::postgres
