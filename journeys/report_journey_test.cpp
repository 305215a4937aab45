// Journey 1, first half: from a chat to the moderator's screen.
#include "journeys/people.h"

namespace eq::journeys {
namespace {

TEST(ReportJourney, ChosenMessagesReachTheModeratorVerifiedAndTheRestIsShownAsWithheld_CLI_2) {
  Town town(11);
  auto ana = town.settle(), ben = town.settle();
  const auto id = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, id, "give me your money").ok());
  take_in(*ben);
  ASSERT_TRUE(say(*ben, id, "my sister is ill").ok());
  take_in(*ana);
  ASSERT_TRUE(say(*ana, id, "I know where you live").ok());
  take_in(*ben);

  // The preview is computed from the very bytes that leave.
  const auto report = prepare(*ben, id, 1, 3, {2});
  ASSERT_TRUE(report.ok());
  const auto preview = franking::preview(*report);
  ASSERT_TRUE(preview.ok());
  ASSERT_EQ(preview->lines.size(), 3u);
  EXPECT_TRUE(preview->lines[1].withheld());
  const std::string secret = "my sister is ill";
  EXPECT_EQ(std::search(report->begin(), report->end(), secret.begin(), secret.end()),
            report->end());

  auto h = ben->environment();
  ASSERT_TRUE(client::submit_report(ben->state(), h, *report).ok());
  const auto turn = town.moderate();
  ASSERT_EQ(turn.cases_opened.size(), 1u);
  auto environment = town.office<moderator::Environment>();
  const auto view =
      moderator::view_case(*town.moderator, environment, town.mo, turn.cases_opened[0]);
  ASSERT_TRUE(view.ok() && view->shown);
  const auto& lines = view->shown->lines;
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].sender, ana->id());
  EXPECT_EQ(to_string(lines[0].content->content), "give me your money");
  EXPECT_TRUE(lines[1].withheld());
  EXPECT_EQ(to_string(lines[2].content->content), "I know where you live");

  const auto events = take_in(*ben);
  ASSERT_EQ(events.size(), 1u);
  const auto* answer = std::get_if<client::ReportAnswered>(&events[0]);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->receipt.verified);

  moderator::Environment office = town.office<moderator::Environment>();
  ASSERT_TRUE(moderator::decide(*town.moderator, office, town.mo, turn.cases_opened[0],
                                {"Nothing is done.", "A joke."})
                  .ok());
  const auto decided = take_in(*ben);
  ASSERT_EQ(decided.size(), 1u);
  const auto* told = std::get_if<client::CaseDecided>(&decided[0]);
  ASSERT_TRUE(told);

  // Ben appeals; who decided cannot decide it again, somebody else does, and Ben is told.
  const std::string number = told->notice.case_number.as_written("an argument");
  ASSERT_TRUE(client::submit_appeal(ben->state(), h, number, "It was no joke.").ok());
  EXPECT_EQ(town.moderate().appealed, turn.cases_opened);
  EXPECT_EQ(moderator::decide_appeal(*town.moderator, office, town.mo, turn.cases_opened[0],
                                     moderator::AppealDecision::upheld,
                                     {"Nothing is done.", "Still a joke."})
                .error(),
            Err::refused);
  ASSERT_TRUE(moderator::view_case(*town.moderator, office, town.lu, turn.cases_opened[0]).ok());
  ASSERT_TRUE(moderator::decide_appeal(*town.moderator, office, town.lu, turn.cases_opened[0],
                                       moderator::AppealDecision::reversed,
                                       {"The account is suspended.", "A threat."})
                  .ok());
  const auto again = take_in(*ben);
  ASSERT_EQ(again.size(), 2u) << "taken in, decided";
  EXPECT_EQ(std::get<client::CaseDecided>(again[1]).notice.decision, "The account is suspended.");
}

TEST(ReportJourney, BothSidesCanReportTheirOwnWordsToo) {
  Town town(12);
  auto ana = town.settle(), ben = town.settle();
  const auto id = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ben, id, "is this spam?").ok());
  take_in(*ana);
  ASSERT_TRUE(say(*ana, id, "yes").ok());
  take_in(*ben);
  for (const auto& [reporter, withheld] : {std::pair{ana.get(), 1u}, {ben.get(), 2u}}) {
    const auto report = prepare(*reporter, id, 1, 2, {withheld});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(hand_in(town, *reporter, *report).cases_opened.size(), 1u);
  }
}

}  // namespace
}  // namespace eq::journeys
