// That no place and no number is given twice after a restore.
#include "apps/server/restored_gap.h"

#include <gmock/gmock.h>

#include "apps/server/sqlite_store.h"
#include "eq/wire/position.h"
#include "parties/platform/rows.h"

namespace eq::server {
namespace {
using platform::Table;

TEST(RestoredGap, IsAboveWhateverWasGivenSinceAndAboveAnEarlierLifeOfTheSameBackup_SRV_15) {
  const Time made{1'000'000'000'000};
  const auto first = restored_gap(made, made + kHour_ms);
  const auto second = restored_gap(made, made + 2 * kHour_ms);
  EXPECT_GT(restored_gap(made, made), 1'000'000u) << "and with a clock that is behind";
  EXPECT_EQ(restored_gap(made, Time{}), restored_gap(made, made));
  EXPECT_GT(second, first + 3600 * 1000u) << "what was given between the two restores";
  EXPECT_LT(restored_gap(made, made + 3650 * kDay_ms), std::uint64_t{1} << 32)
      << "offices still follow it";
}

TEST(RestoredGap, IsLeftInEveryConversationAndDeskAndPositionsGoOnFromTheRestore_SRV_15) {
  std::string why;
  const auto store = SqliteStore::open(":memory:", why);
  ASSERT_TRUE(store) << why;
  constexpr std::uint32_t kMany = 2500;
  const Time made{1'000'000'000'000};
  platform::ConversationRow row;
  row.epoch = 4;
  {
    auto group = store->begin_group();
    ASSERT_TRUE(group.ok());
    for (std::uint32_t n = 0; n < kMany; ++n) {
      row.chain.seq = n;
      ASSERT_TRUE(store->put(Table::conversations, be32(n), encode(row)).ok());
    }
    ASSERT_TRUE(store->put(Table::desks, be32(1), be64(7)).ok());
    ASSERT_TRUE(store->put(Table::positions, {}, be64(wire::position_at(made) + 7)).ok());
    ASSERT_TRUE(std::move(*group).commit().ok());
  }
  ASSERT_TRUE(leave_gap(*store, 1000, made + kHour_ms).ok());
  for (std::uint32_t n = 0; n < kMany; ++n) {
    const auto found =
        decode<platform::ConversationRow>(*store->get(Table::conversations, be32(n)));
    EXPECT_EQ(found->chain.seq, n + 1000u);
    EXPECT_EQ(found->epoch, 4u);
  }
  EXPECT_EQ(*store->get(Table::desks, be32(1)), to_bytes(be64(1007)));
  const auto last = [&] { return *store->get(Table::positions, {}); };
  EXPECT_EQ(last(), to_bytes(be64(wire::position_at(made + kHour_ms))));
  ASSERT_TRUE(leave_gap(*store, 1000, made).ok());
  EXPECT_EQ(last(), to_bytes(be64(wire::position_at(made + kHour_ms)))) << "never back";
}

TEST(RestoredGap, ARowThatIsNoneLeavesAllAsItWas_SRV_15) {
  std::string why;
  const auto store = SqliteStore::open(":memory:", why);
  ASSERT_TRUE(store) << why;
  {
    auto group = store->begin_group();
    ASSERT_TRUE(group.ok());
    ASSERT_TRUE(store->put(Table::desks, be32(1), be64(7)).ok());
    ASSERT_TRUE(store->put(Table::desks, be32(2), Bytes(3)).ok());
    ASSERT_TRUE(std::move(*group).commit().ok());
  }
  EXPECT_FALSE(leave_gap(*store, 1000, Time{}).ok());
  EXPECT_EQ(*store->get(Table::desks, be32(1)), to_bytes(be64(7)));
}

}  // namespace
}  // namespace eq::server
