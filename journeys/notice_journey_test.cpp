// In the end the person is told: the device finds the notice by itself.
#include "journeys/story.h"
#include "parties/client/notices.h"

namespace eq::journeys {
namespace {

std::vector<order::Notice> notices_of(Person& person) {
  auto h = person.environment();
  auto found = client::find_notices(person.state(), h);
  EXPECT_TRUE(found.ok());
  return found.ok() ? std::move(found).take() : std::vector<order::Notice>{};
}

TEST(NoticeJourney, WhenTheMonthBeginsTheAccountNamedFindsItsNoticeAndNobodyElseDoes_CLI_9) {
  Story s(31);
  s.tell();
  EXPECT_TRUE(notices_of(*s.ana).empty());

  // Not a day before the month that the order names.
  const auto month = order::month_of(s.d + 2) + 1;
  auto environment = s.town.office<court::Environment>();
  EXPECT_EQ(rule_of(court::disclose(*s.town.court, environment, month)), "ORD-R15");

  while (order::month_of(day_of(s.town.now)) < month) s.town.advance(kDay_ms);
  auto later = s.town.office<court::Environment>();
  must(court::disclose(*s.town.court, later, month));
  const auto found = notices_of(*s.ana);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].number, s.order);
  EXPECT_EQ(found[0].scope.first, s.d + 1);
  EXPECT_EQ(found[0].scope.last, s.d + 2);
  EXPECT_TRUE(notices_of(*s.ben).empty());
}

TEST(NoticeJourney, WhoHasTheNoticeSeesInTheLogWhichOfHisDaysWereLetGo_CLI_44) {
  Story s(32);
  s.tell();
  open_day(s.town, s.order, s.d + 1);
  const auto month = order::month_of(s.d + 2) + 1;
  while (order::month_of(day_of(s.town.now)) < month) s.town.advance(kDay_ms);
  auto court = s.town.office<court::Environment>();
  must(court::disclose(*s.town.court, court, month));
  auto notice = notices_of(*s.ana).at(0);
  const auto seen = [&] {
    auto h = s.ana->environment();
    return client::let_go(s.ana->state(), h, notice).take();
  };
  const auto days = seen();
  ASSERT_EQ(days.size(), 1u) << "the other day of the order was not opened";
  EXPECT_EQ(days[0].day, s.d + 1);
  EXPECT_GE(days[0].custodians.size(), s.town.realm.threshold);
  EXPECT_TRUE(days[0].others.empty());
  // Receipts of another account's key would be seen to be that.
  notice.account = s.ben->id();
  EXPECT_TRUE(seen().at(0).custodians.empty());
  EXPECT_EQ(seen().at(0).others.size(), days[0].custodians.size());
}

}  // namespace
}  // namespace eq::journeys
