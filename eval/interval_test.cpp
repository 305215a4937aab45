// Intervals against published values and against counting.
#include "eval/interval.h"

#include <gtest/gtest.h>

#include <cmath>

namespace eq::eval {
namespace {

TEST(Interval, TheExactOneIsThatOfTheTables) {
  // Clopper-Pearson at 95 %: 4 of 263 (Newcombe 1998, table I), 81 of 263, 15 of 148, 0 of 20, 29
  // of 29.
  const struct {
    std::uint64_t hits, trials;
    double low, high;
  } known[] = {{81, 263, 0.2527, 0.3676},
               {15, 148, 0.0578, 0.1617},
               {0, 20, 0.0000, 0.1684},
               {1, 29, 0.0009, 0.1776},
               {29, 29, 0.8806, 1.0}};
  for (const auto& k : known) {
    const auto i = interval_of({k.hits, k.trials});
    EXPECT_NEAR(i.low, k.low, 5e-5) << k.hits;
    EXPECT_NEAR(i.high, k.high, 5e-5) << k.hits;
  }
  EXPECT_EQ(interval_of({0, 0}).high, 1);
}

TEST(Interval, NoHitBoundsTheRateByThreeInSoMany) {
  EXPECT_NEAR(upper_bound_of({0, 66066}), 4.534e-5, 1e-8);  // 1 - 0.05^(1/n)
  EXPECT_NEAR(upper_bound_of({0, 1'000'000'000}), -std::log(0.05) / 1e9, 1e-14);
  EXPECT_EQ(upper_bound_of({5, 5}), 1);
  EXPECT_LT(upper_bound_of({1, 100}), interval_of({1, 100}).high);
}

TEST(Interval, TheChanceOfMoreIsTheSumOfTheBinomialDistribution) {
  double sum = 0;
  for (int i = 4; i <= 10; i++)
    sum += std::tgamma(11) / std::tgamma(i + 1) / std::tgamma(11 - i) * std::pow(0.2, i) *
           std::pow(0.8, 10 - i);
  EXPECT_NEAR(chance_of_more(3, 10, 0.2), sum, 1e-12);
  EXPECT_EQ(chance_of_more(10, 10, 0.9), 0);
  EXPECT_EQ(chance_of_more(3, 10, 0), 0);
  EXPECT_EQ(chance_of_more(3, 10, 1), 1);
  EXPECT_NEAR(chance_of_more(0, 1, 0.25), 0.25, 1e-15);
  EXPECT_GT(chance_of_more(30, 20000, 1e-9), 0);  // small, and not rounded away
}

}  // namespace
}  // namespace eq::eval
