// In the end the person is told: the device finds the notice by itself.
#include "journeys/story.h"
#include "parties/client/notices.h"

namespace eq::journeys {
namespace {

std::vector<order::Notice> notices_of(Person& p) {
  auto h = p.hands();
  auto found = client::find_notices(p.state(), h);
  EXPECT_TRUE(found.ok());
  return found.ok() ? std::move(found).take() : std::vector<order::Notice>{};
}

TEST(NoticeJourney, WhenTheMonthBeginsTheAccountNamedFindsItsNoticeAndNobodyElseDoes_CLI_9) {
  Story s(31);
  s.tell();
  EXPECT_TRUE(notices_of(*s.ana).empty());

  // Not a day before the month that the order names.
  const auto month = order::month_of(s.d + 2) + 1;
  auto hands = s.town.office<court::Hands>();
  EXPECT_EQ(rule_of(court::disclose(*s.town.court, hands, month)), "ORD-R15");

  while (order::month_of(day_of(s.town.now)) < month) s.town.advance(kDay_ms);
  auto later = s.town.office<court::Hands>();
  must(court::disclose(*s.town.court, later, month));
  const auto found = notices_of(*s.ana);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].number, s.order);
  EXPECT_EQ(found[0].scope.first, s.d + 1);
  EXPECT_EQ(found[0].scope.last, s.d + 2);
  EXPECT_TRUE(notices_of(*s.ben).empty());
}

}  // namespace
}  // namespace eq::journeys
