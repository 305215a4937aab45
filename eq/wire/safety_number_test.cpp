#include "eq/wire/safety_number.h"

#include <gmock/gmock.h>

namespace eq::wire {
namespace {

AccountId account(std::uint8_t first) {
  AccountId id;
  id.bytes[0] = first;
  return id;
}

TEST(SafetyNumber, IsTheSameForBothAndAnotherForEverybodyElse) {
  const auto number = safety_number(account(1), account(2));
  EXPECT_EQ(number, safety_number(account(2), account(1)));
  EXPECT_NE(number, safety_number(account(1), account(3)));
  EXPECT_NE(number, safety_number(account(3), account(2)));
}

TEST(SafetyNumber, HasTwelveGroupsOfFiveDigits) {
  for (std::uint8_t i = 1; i < 40; ++i)
    EXPECT_THAT(safety_number(account(0), account(i)),
                ::testing::MatchesRegex("[0-9][0-9][0-9][0-9][0-9]( [0-9][0-9][0-9][0-9][0-9])+"))
        << int{i};
  EXPECT_EQ(safety_number(account(0), account(1)).size(), kSafetyNumberLength);
}

}  // namespace
}  // namespace eq::wire
