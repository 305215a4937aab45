// What was reported is known on the device.
#include "parties/client/reporting.h"

#include "journeys/people.h"

namespace eq::client {
namespace {

TEST(Reporting, WhatWasReportedIsKnownBeforeItIsReportedAgain_CLI_47) {
  journeys::Town town{27};
  auto ana = town.settle(), ben = town.settle();
  const auto id = journeys::start(*ana, {ben.get()});
  for (const auto* text : {"one", "two", "three"}) ASSERT_TRUE(journeys::say(*ana, id, text).ok());
  journeys::take_in(*ben);
  const auto report = journeys::prepare(*ben, id, 1, 2, {2});
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(reported_before(ben->state(), *report)->empty());  // a preview is no report
  auto h = ben->environment();
  ASSERT_TRUE(submit_report(ben->state(), h, *report).ok());
  ben->crash();  // and come back
  EXPECT_EQ(*reported_before(ben->state(), *report), (std::vector<std::uint64_t>{1}));
  // What was withheld was not reported.
  EXPECT_EQ(*reported_before(ben->state(), *journeys::prepare(*ben, id, 1, 3)),
            (std::vector<std::uint64_t>{1}));
}

TEST(Reporting, TheAnswersStayWhenTheyWereTold_CLI_49) {
  journeys::Town town{28};
  auto ana = town.settle(), ben = town.settle();
  const auto id = journeys::start(*ana, {ben.get()});
  ASSERT_TRUE(journeys::say(*ana, id, "a threat").ok());
  journeys::take_in(*ben);
  const auto turn = journeys::hand_in(town, *ben, *journeys::prepare(*ben, id, 1, 1));
  ASSERT_EQ(turn.cases_opened.size(), 1u);
  auto office = town.office<moderator::Environment>();
  ASSERT_TRUE(moderator::view_case(*town.moderator, office, town.mo, turn.cases_opened[0]).ok());
  ASSERT_TRUE(moderator::decide(*town.moderator, office, town.mo, turn.cases_opened[0],
                                {"The account is suspended.", "A threat."})
                  .ok());
  journeys::take_in(*ben);
  ben->crash();  // and come back
  ASSERT_EQ(ben->state().receipts.size(), 1u);
  ASSERT_EQ(ben->state().decisions.size(), 1u);
  EXPECT_EQ(ben->state().receipts[0].case_number, ben->state().decisions[0].case_number);
  EXPECT_EQ(ben->state().decisions[0].reason, ForeignText("A threat."));
}

}  // namespace
}  // namespace eq::client
