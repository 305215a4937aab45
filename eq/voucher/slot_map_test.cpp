#include "eq/voucher/slot_map.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "eq/testing/seeded.h"

namespace eq::voucher {
namespace {

std::vector<SlotKey> keys(std::size_t n, std::uint64_t seed) {
  eq::testing::SeededRandom rng(seed);
  std::vector<SlotKey> out;
  while (out.size() < n) out.push_back(rng.array<16>());
  return out;
}

TEST(SlotMap, EveryRowHasASlotOfItsOwnAndNoSlotIsEmpty_VOU_1) {
  for (const std::size_t n : {1u, 2u, 3u, 4u, 5u, 99u, 100u, 101u, 4096u, 50'000u}) {
    const auto k = keys(n, n);
    const auto map = SlotMap::build(k);
    ASSERT_TRUE(map.ok()) << n;
    std::vector<bool> taken(n);
    for (const auto& key : k) {
      const auto slot = map->slot_of(key);
      ASSERT_LT(slot, n);
      EXPECT_FALSE(taken[slot]) << n;
      taken[slot] = true;
    }
  }
}

TEST(SlotMap, AStrangeKeyFallsOnSomeSlotLikeAnyOther_VOU_1) {
  const std::size_t n = 1000;
  const auto map = SlotMap::build(keys(n, 1)).take();
  std::vector<int> hits(n);
  for (const auto& key : keys(100 * n, 2)) {
    const auto slot = map.slot_of(key);
    ASSERT_LT(slot, n);
    hits[slot]++;
  }
  for (const auto h : hits) EXPECT_GT(h, 0);  // with 100 a slot, an empty one has chance e^-100
}

TEST(SlotMap, TheMapDependsOnTheSetOfRowsAlone_VOU_1) {
  auto k = keys(1000, 3);
  const auto one = SlotMap::build(k);
  std::reverse(k.begin(), k.end());
  EXPECT_EQ(encode(*one), encode(*SlotMap::build(k)));
}

TEST(SlotMap, CostsAtMostFourAndAHalfBitsARow_VOU_1) {
  const std::size_t n = 50'000;
  EXPECT_LE(static_cast<double>(8 * encode(*SlotMap::build(keys(n, 4))).size()) / n, 4.5);
}

TEST(SlotMap, NoKeyARepeatedKeyAndKeysThatAreNoHashesAreRefused_VOU_1) {
  EXPECT_EQ(SlotMap::build({}).error(), Err::malformed);
  auto k = keys(10, 5);
  k.push_back(k[3]);
  EXPECT_EQ(SlotMap::build(k).error(), Err::malformed);
  // All in one bucket.
  std::vector<SlotKey> same;
  for (std::uint8_t i = 0; i < 200; i++)
    same.push_back(SlotKey{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i});
  EXPECT_EQ(SlotMap::build(same).error(), Err::exhausted);
}

TEST(SlotMap, OneEncodingOnly_VOU_1) {
  const Bytes good = encode(*SlotMap::build(keys(500, 6)));
  const auto back = decode<SlotMap>(good);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(encode(*back), good);
  for (std::size_t cut = 0; cut < good.size(); cut++)
    EXPECT_FALSE(decode<SlotMap>(View(good).first(cut)).ok());
  Bytes far = good;
  far[far.size() - 4] = 0xff;  // a slot that does not exist
  EXPECT_EQ(decode<SlotMap>(far).error(), Err::malformed);
  Bytes huge = good;
  huge[0] = 0xff;
  EXPECT_EQ(decode<SlotMap>(huge).error(), Err::malformed);
}

}  // namespace
}  // namespace eq::voucher
