// The look-up against a reading of all of them.
#include "parties/hotline/near.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "eq/list/entry.h"
#include "eq/phash/distance.h"
#include "eq/testing/seeded.h"

namespace eq::hotline {
namespace {

using Hashes = std::vector<phash::Hash>;

phash::Hash with_flipped(phash::Hash hash, std::uint64_t bits, eq::testing::SeededRandom& rng) {
  for (; bits > 0; --bits) {
    const auto bit = rng.below(256);
    hash.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
  }
  return hash;
}

Hashes by_reading_all(const Hashes& all, const phash::Hash& hash) {
  std::vector<std::pair<int, phash::Hash>> near;
  for (const auto& h : all)
    if (const int d = phash::distance(h, hash); d <= list::kCopyDistanceMax)
      near.emplace_back(d, h);
  std::ranges::sort(near);
  Hashes out;
  for (const auto& [d, h] : near) out.push_back(h);
  return out;
}

TEST(Near, FindsExactlyWhatIsNearWhetherItWasThereOrCameLater_HOT_12) {
  eq::testing::SeededRandom rng(12);
  Hashes all;
  for (int i = 0; i < 2000; ++i) all.push_back({rng.array<32>()});
  Near near(all);
  EXPECT_TRUE(near.to({rng.array<32>()}).empty());
  std::size_t found = 0;
  for (int i = 0; i < 9000; ++i) {  // so many that a fresh image is laid out on the way
    const auto next = rng.below(2) ? phash::Hash{rng.array<32>()}
                                   : with_flipped(all[rng.below(all.size())], rng.below(50), rng);
    if (std::ranges::find(all, next) != all.end()) continue;
    if (i % 20 == 0) {
      const auto expected = by_reading_all(all, next);
      ASSERT_EQ(near.to(next), expected) << i;
      found += expected.size();
    }
    near.add(next);
    all.push_back(next);
  }
  EXPECT_GT(found, 50u);
}

TEST(Near, OfNothingIsNothing) {
  Near near({});
  EXPECT_TRUE(near.to({}).empty());
  near.add({});
  EXPECT_EQ(near.to({}), Hashes{{}});
}

}  // namespace
}  // namespace eq::hotline
