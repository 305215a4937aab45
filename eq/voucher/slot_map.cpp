#include "eq/voucher/slot_map.h"

#include <algorithm>
#include <numeric>

namespace eq::voucher {
namespace {

__extension__ typedef unsigned __int128 Wide;

/// Keys a bucket on average, and one place in a hundred to spare: with both a pilot below 2^16 is
/// found for every bucket of sixteen million rows but once in many thousand builds.
constexpr std::uint32_t kBucketLoad = 4, kSpare = 100;
constexpr std::uint32_t kSeeds = 16;
constexpr std::uint32_t kPilots = 1u << 16;

std::uint64_t word(const SlotKey& k, std::size_t at) {
  std::uint64_t x = 0;
  for (std::size_t i = 0; i < 8; i++) x = x << 8 | k[at + i];
  return x;
}
/// The finaliser of SplitMix64: keys are hashes already, it only stirs the pilot in.
std::uint64_t stir(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}
/// Uniform x to 0 .. n-1.
std::uint32_t scale(std::uint64_t x, std::uint32_t n) {
  return static_cast<std::uint32_t>(static_cast<Wide>(x) * n >> 64);
}

std::uint32_t buckets_for(std::uint32_t rows) { return rows / kBucketLoad + 1; }
std::uint32_t spare_for(std::uint32_t rows) { return rows / kSpare + 1; }

}  // namespace

SlotMap::SlotMap(std::uint32_t rows, std::uint32_t seed)
    : rows_(rows), seed_(seed), pilots_(buckets_for(rows)), overflow_(spare_for(rows)) {}

std::uint32_t SlotMap::bucket_of(const SlotKey& key) const {
  return scale(stir(word(key, 0) ^ seed_), static_cast<std::uint32_t>(pilots_.size()));
}

std::uint32_t SlotMap::place_of(const SlotKey& key, std::uint32_t pilot) const {
  return scale(stir(word(key, 8) ^ stir(std::uint64_t{seed_} << 32 | pilot)),
               rows_ + static_cast<std::uint32_t>(overflow_.size()));
}

std::uint32_t SlotMap::slot_of(const SlotKey& key) const {
  const auto place = place_of(key, pilots_[bucket_of(key)]);
  return place < rows_ ? place : overflow_[place - rows_];
}

bool SlotMap::fill(std::span<const SlotKey> keys) {
  std::vector<std::vector<std::uint32_t>> buckets(pilots_.size());
  for (std::uint32_t i = 0; i < keys.size(); i++) buckets[bucket_of(keys[i])].push_back(i);
  std::vector<std::uint32_t> order(buckets.size());
  std::iota(order.begin(), order.end(), 0u);
  // The fullest first, while there is room.
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return buckets[a].size() > buckets[b].size(); });

  std::vector<bool> taken(rows_ + overflow_.size());
  std::vector<std::uint32_t> places;
  const auto fits = [&](const std::vector<std::uint32_t>& bucket, std::uint32_t pilot) {
    places.clear();
    for (const auto i : bucket) {
      const auto place = place_of(keys[i], pilot);
      if (taken[place] || std::find(places.begin(), places.end(), place) != places.end())
        return false;
      places.push_back(place);
    }
    return true;
  };
  for (const auto b : order) {
    std::uint32_t pilot = 0;
    while (pilot < kPilots && !fits(buckets[b], pilot)) pilot++;
    if (pilot == kPilots) return false;
    pilots_[b] = static_cast<std::uint16_t>(pilot);
    for (const auto place : places) taken[place] = true;
  }

  // Every place beyond the slots leads to a slot that no row took; unused ones anywhere.
  std::uint32_t hole = 0;
  for (std::uint32_t i = 0; i < overflow_.size(); i++) {
    overflow_[i] = i % rows_;
    if (!taken[rows_ + i]) continue;
    while (taken[hole]) hole++;
    overflow_[i] = hole++;
  }
  return true;
}

Result<SlotMap> SlotMap::build(std::span<const SlotKey> keys) {
  REQUIRE_OR(!keys.empty(), Err::malformed);
  REQUIRE_OR(keys.size() <= kRowsMax, Err::too_large);
  // In one order, so that the map depends on the set alone.
  std::vector<SlotKey> sorted(keys.begin(), keys.end());
  std::sort(sorted.begin(), sorted.end());
  REQUIRE_OR(std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end(), Err::malformed);
  for (std::uint32_t seed = 0; seed < kSeeds; seed++) {
    SlotMap map(static_cast<std::uint32_t>(sorted.size()), seed);
    if (map.fill(sorted)) return map;
  }
  return Err::exhausted;  // keys that are not hashes
}

void SlotMap::encode(Writer& w) const {
  w.u32(rows_);
  w.u32(seed_);
  for (const auto p : pilots_) w.u16(p);
  for (const auto s : overflow_) w.u32(s);
}

Result<SlotMap> SlotMap::decode(Reader& r) {
  const auto rows = TRY(r.u32());
  REQUIRE_OR(rows > 0 && rows <= kRowsMax, Err::malformed);
  const auto seed = TRY(r.u32());
  REQUIRE_OR(seed < kSeeds, Err::malformed);
  REQUIRE_OR(
      r.rest().size() >= 2 * std::size_t{buckets_for(rows)} + 4 * std::size_t{spare_for(rows)},
      Err::malformed);
  SlotMap map(rows, seed);
  for (auto& p : map.pilots_) p = TRY(r.u16());
  for (auto& s : map.overflow_) {
    s = TRY(r.u32());
    REQUIRE_OR(s < rows, Err::malformed);
  }
  return map;
}

}  // namespace eq::voucher
