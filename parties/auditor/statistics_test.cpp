// Counting a year, and not giving small counts away.
#include "parties/auditor/statistics.h"

#include <gtest/gtest.h>

#include <numeric>

#include "eq/testing/seeded.h"
#include "parties/auditor/world_for_tests.h"

namespace eq::auditor {
namespace {

using testing::World;

/// What a reader can find out by trying every value that fits what is shown, up to a bound that is
/// far above ours.
class Reader {
 public:
  Reader(const std::vector<std::uint64_t>& numbers, const std::vector<Sum>& sums,
         const std::vector<Shown>& shown, std::uint64_t bound)
      : numbers_(numbers),
        sums_(sums),
        shown_(shown),
        bound_(bound),
        guess_(numbers),
        seen_(numbers.size()) {
    try_from(0);
  }
  /// More than one value fits.
  bool is_unsure(std::size_t i) const { return seen_[i].size() > 1; }

 private:
  void try_from(std::size_t i) {
    if (i == numbers_.size()) {
      for (std::size_t k = 0; k < guess_.size(); ++k) seen_[k].insert(guess_[k]);
      return;
    }
    const std::uint64_t low = shown_[i] == Shown::exact   ? numbers_[i]
                              : shown_[i] == Shown::small ? 1
                                                          : 0;
    const std::uint64_t high = shown_[i] == Shown::exact   ? numbers_[i]
                               : shown_[i] == Shown::small ? kSmallBelow - 1
                                                           : bound_;
    for (guess_[i] = low; guess_[i] <= high; ++guess_[i])
      if (fits(i)) try_from(i + 1);
  }
  /// The sums whose last number is this one.
  bool fits(std::size_t last) const {
    for (const auto& s : sums_) {
      std::size_t highest = s.total;
      std::uint64_t total = 0;
      for (const auto p : s.parts) {
        highest = std::max(highest, p);
        total += guess_[p];
      }
      if (highest == last && total != guess_[s.total]) return false;
    }
    return true;
  }
  const std::vector<std::uint64_t>& numbers_;
  const std::vector<Sum>& sums_;
  const std::vector<Shown>& shown_;
  std::uint64_t bound_;
  std::vector<std::uint64_t> guess_;
  std::vector<std::set<std::uint64_t>> seen_;
};

TEST(SmallCounts, AreNeverShownAndATotalNeverGivesThemAway_AUD_10) {
  const std::vector<Sum> one = {{2, {0, 1}}};
  EXPECT_EQ(protect(std::vector<std::uint64_t>{7, 9, 16}, one),
            (std::vector{Shown::exact, Shown::exact, Shown::exact}));
  EXPECT_EQ(protect(std::vector<std::uint64_t>{0, 0, 0}, one),
            (std::vector{Shown::exact, Shown::exact, Shown::exact}));
  EXPECT_EQ(protect(std::vector<std::uint64_t>{3, 9, 12}, one),
            (std::vector{Shown::small, Shown::exact, Shown::withheld}));
  EXPECT_EQ(protect(std::vector<std::uint64_t>{4, 4, 8}, one),
            (std::vector{Shown::small, Shown::small, Shown::withheld}))
      << "both must be 4";
  EXPECT_EQ(protect(std::vector<std::uint64_t>{1, 4, 5}, one),
            (std::vector{Shown::small, Shown::small, Shown::exact}))
      << "or 4 and 1, 2 and 3";
}

/// Two rows of two parts with totals in both directions: every value that fits is tried.
TEST(SmallCounts, WhoeverTriesEveryValueThatFitsLearnsNoSmallOne_AUD_10) {
  // 0 1 | 2
  // 3 4 | 5
  // 6 7 | 8
  const std::vector<Sum> sums = {{2, {0, 1}}, {5, {3, 4}}, {6, {0, 3}},
                                 {7, {1, 4}}, {8, {2, 5}}, {8, {6, 7}}};
  eq::testing::SeededRandom rng(5);
  std::size_t small = 0, exact = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint64_t> n(9);
    for (const std::size_t i : {0u, 1u, 3u, 4u}) n[i] = rng.array<1>()[0] % 9;
    n[2] = n[0] + n[1];
    n[5] = n[3] + n[4];
    n[6] = n[0] + n[3];
    n[7] = n[1] + n[4];
    n[8] = n[2] + n[5];
    const auto shown = protect(n, sums);
    const Reader reader(n, sums, shown, 24);
    for (std::size_t i = 0; i < n.size(); ++i) {
      ASSERT_FALSE(shown[i] == Shown::exact && n[i] >= 1 && n[i] < kSmallBelow);
      if (n[i] < 1 || n[i] >= kSmallBelow) {
        exact += shown[i] == Shown::exact;
        continue;
      }
      ++small;
      ASSERT_TRUE(reader.is_unsure(i)) << "round " << round << ", number " << i;
    }
  }
  EXPECT_GT(small, 500u);
  EXPECT_GT(exact, 500u) << "not everything is withheld";
}

AccountId account(std::uint8_t n) {
  AccountId id;
  id.bytes.fill(n);
  return id;
}

TEST(Statistics, AreTheLogsOwnCounts_AUD_11) {
  World w;
  w.tell_the_story();
  const auto s = statistics(w, w.realm, 2026).take();
  const OrderCounts& o = s.kinds.at({order::DataCategory::content, order::Urgency::ordinary});
  EXPECT_EQ(o.issued, 1u);
  EXPECT_EQ(o.fulfilled, 1u);
  EXPECT_EQ(o.unfulfilled + o.pending + o.before_judge + o.notified, 0u);
  EXPECT_EQ(o.wait_ms, 29 * kHour_ms);  // from eight in the morning to one on the next day
  EXPECT_EQ(s.total.issued, 1u);
  EXPECT_EQ(s.filed, 1u);
  EXPECT_EQ(s.log, *w.r.orders.store.head());
  EXPECT_EQ(s.kinds.size(), 2u) << "content, in both situations";
  EXPECT_EQ(statistics(w, w.realm, 2025)->total.issued, 0u);
  EXPECT_EQ(statistics(w, w.realm, 2025)->filed, 0u);
}

TEST(Statistics, APageShowsWhatTheLogShowsButNoSmallCount_AUD_10_AUD_11) {
  World w;
  w.r.who.k = w.realm.k = 8;
  for (std::uint8_t i = 1; i <= 7; ++i) w.grant(account(i), 1, 2, w.r.now);
  const Time next = start_of(World::today() + 1) + 12 * kHour_ms;
  for (std::uint32_t n = 1; n <= 2; ++n)
    w.intend(n, World::today() + 1, next), w.receipts(n, World::today() + 1, next + kHour_ms);
  const auto s = statistics(w, w.realm, 2026).take();
  const auto exact = exact_page(s), shown = protected_page(s);
  const Kind kind{order::DataCategory::content, order::Urgency::ordinary};
  EXPECT_EQ(exact.rows.at(kind).issued.n, 7u);
  EXPECT_EQ(exact.rows.at(kind).fulfilled.n, 2u);
  EXPECT_EQ(exact.rows.at(kind).pending.n, 5u);
  EXPECT_EQ(exact.rows.at(kind).fulfilled.shown, Shown::exact);
  EXPECT_EQ(exact.rows.at(kind).mean_wait_s, 29u * 3600);
  const auto& row = shown.rows.at(kind);
  EXPECT_EQ(row.fulfilled.shown, Shown::small);
  EXPECT_FALSE(row.issued.shown == Shown::exact && row.pending.shown == Shown::exact &&
               row.unfulfilled.shown == Shown::exact);
  EXPECT_FALSE(row.mean_wait_s.has_value());
  EXPECT_FALSE(shown.total.mean_wait_s.has_value());
  EXPECT_EQ(shown.total.fulfilled.shown, Shown::small);
  EXPECT_EQ(shown.filed.shown, Shown::exact);
}

TEST(Statistics, WhatIsVoidIsNotCountedAndALogThatDoesNotCheckOutNotAtAll_AUD_11) {
  World w;
  w.tell_the_story();
  w.grant(account(9), 1, 1, w.r.now);
  w.tampered["/log/orders/covering/3"] = to_bytes(w.epochs.log.checkpoint);
  EXPECT_FALSE(statistics(w, w.realm, 2026).ok()) << "a time that the witness did not give";
  w.tampered.clear();
  w.tampered["/log/orders/checkpoint"] = to_bytes(w.epochs.log.checkpoint);
  EXPECT_FALSE(statistics(w, w.realm, 2026).ok());
  World gap;
  gap.granted.reserve(4);
  gap.grant(account(1), 1, 1, gap.r.now);
  gap.receipts(9, World::today() + 1, gap.r.now);  // for no intent
  const auto counted = statistics(gap, gap.realm, 2026);
  ASSERT_TRUE(counted.ok());
  EXPECT_EQ(counted->total.issued, 1u);
  EXPECT_EQ(counted->total.fulfilled, 0u) << "the receipt is void";
}

}  // namespace
}  // namespace eq::auditor
