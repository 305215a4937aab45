// An order's life besides being granted and opened: emergencies, other realms, flags, clocks,
// crashes.
#include "eq/base/shown.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"
#include "journeys/story.h"
#include "parties/auditor/audit.h"
#include "parties/client/notices.h"

namespace eq::journeys {
namespace {

using order::Stage;

order::OrderBook book_of(Town& town) {
  auto environment = town.office<court::Environment>();
  const auto log = wire::read_log(environment.server, town.realm, wire::LogName::orders);
  return order::OrderBook::read(log.value(), wire::authorities(town.realm));
}
Stage stage_of(Town& town, std::uint32_t number) { return book_of(town).case_of(number)->stage; }

/// People, and a day on which they write; the order on Ana is granted the day before, `tell` of it
/// is the test's.
struct Days {
  explicit Days(std::uint64_t seed, const std::function<void(wire::Realm&)>& law = {})
      : town(seed, law) {}

  void publish_next() {
    published = published + 1;
    publish_day(town, published);
  }
  /// Publish the next day, go on to its morning, and let both write.
  void next_day() {
    publish_next();
    town.advance(kDay_ms);
    town.top_up(*ana);
    town.top_up(*ben);
    if (!talking) id = start(*ana, {ben.get()});
    talking = true;
    EQ_ASSERT(say(*ana, id, "from Ana").ok());
    take_in(*ben);
    EQ_ASSERT(say(*ben, id, "from Ben").ok());
    take_in(*ana);
  }
  /// Court and custodians do their part for what the agency filed.
  std::uint32_t grant() {
    auto court = town.office<court::Environment>();
    must(court::collect(*town.court, court));
    const std::uint32_t number = judge(town);
    for (auto& c : town.custodians)
      for (const auto& d : decide_orders(town, c)) EQ_ASSERT(!d.refusal);
    must(court::collect(*town.court, court));
    must(court::publish_order(*town.court, court, number));
    receive();
    return number;
  }
  void receive() {
    auto agency = town.office<agency::Environment>();
    must(agency::collect(*town.agency, agency));
  }
  /// What the court says to a request for the day's key: the rule that refuses it, or nothing.
  std::string ask_for_key(std::uint32_t number, Day day) {
    wait_until_over(town, day);
    auto agency = town.office<agency::Environment>();
    must(agency::declare_intent(*town.agency, agency, number, day));
    auto court = town.office<court::Environment>();
    must(court::collect(*town.court, court));
    const auto all = must(court::release_keys(*town.court, court));
    receive();
    return all.empty() ? "waits" : all.back().refusal ? all.back().refusal->id : "";
  }

  Town town;
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  ConversationId id;
  Day published{town.first_day().n - 1};
  bool talking = false;
};

TEST(LifeJourney, AnEmergencyLeftUnconfirmedIsDestroyedDeletedAndCountedInTheLog_CRT_7_AGY_7) {
  Days s(41, allow_emergencies);
  s.next_day();
  const Day day = s.published + 1;
  file_order(s.town, emergency_form(s.ana->id(), day, day + 4));
  const auto number = s.grant();
  EXPECT_EQ(stage_of(s.town, number), Stage::emergency);
  s.next_day();
  s.publish_next();
  const auto opened = open_day(s.town, number, day);  // before the hour is over: it works
  EXPECT_EQ(opened.messages.size(), 1u);

  s.next_day();
  s.publish_next();
  s.town.advance(kDay_ms);
  EXPECT_EQ(s.ask_for_key(number, day + 1), "ORD-R25");  // 48 hours are over, nobody confirmed
  auto court = s.town.office<court::Environment>();
  EXPECT_EQ(rule_of(court::confirm(*s.town.court, court, s.town.judge, number)), "ORD-R25");
  must(court::lapse(*s.town.court, court, s.town.judge, number));
  EXPECT_EQ(stage_of(s.town, number), Stage::lapsed);
  for (const auto& [d, prepared] : s.town.court->days)
    EXPECT_TRUE(prepared.keys.empty()) << to_text(d);

  // The agency is told, deletes, and says so in the log.
  s.receive();
  ASSERT_TRUE(s.town.agency->filings.back().stopped);
  EXPECT_EQ(s.town.agency->filings.back().stopped->rule, "ORD-R25");
  auto agency = s.town.office<agency::Environment>();
  must(agency::delete_received(*s.town.agency, agency, number));
  EXPECT_TRUE(s.town.agency->openings.empty());
  EXPECT_TRUE(book_of(s.town).case_of(number)->deleted);
  // The next day's object leaves the account out, and the log stays clean for the auditor.
  EXPECT_EQ(s.town.court->days.at(s.published).proposal.terms.m, 1);
  s.publish_next();
  EXPECT_EQ(s.town.court->days.at(s.published).proposal.terms.m, 0);
  const auto audit = auditor::audit(*s.town.office_line, s.town.realm, {}, s.town.now);
  EXPECT_TRUE(audit.clean()) << audit.first_violation()->detail;
}

TEST(LifeJourney, AConfirmedEmergencyGoesOnLikeAnyOrder_CRT_7) {
  Days s(42, allow_emergencies);
  s.next_day();
  const Day day = s.published + 1;
  file_order(s.town, emergency_form(s.ana->id(), day, day + 1));
  const auto number = s.grant();
  auto court = s.town.office<court::Environment>();
  must(court::confirm(*s.town.court, court, s.town.judge, number));
  EXPECT_EQ(rule_of(court::lapse(*s.town.court, court, s.town.judge, number)), "ORD-R24");
  s.next_day();
  s.next_day();
  s.town.advance(kDay_ms);
  EXPECT_EQ(open_day(s.town, number, day + 1).messages.size(), 1u);
}

TEST(LifeJourney, AFlagOfPrivilegeStopsTheKeysUntilTheJudgeLiftsIt_CRT_7) {
  Days s(43);
  s.next_day();
  const Day day = s.published + 1;
  file_order(s.town, form(s.ana->id(), day, day));
  const auto number = s.grant();
  s.next_day();
  auto court = s.town.office<court::Environment>();
  must(court::flag(*s.town.court, court, s.town.judge, number,
                   order::Ground::immunity_or_privilege));
  EXPECT_EQ(s.ask_for_key(number, day), "ORD-R28");
  auto later = s.town.office<court::Environment>();
  must(court::lift(*s.town.court, later, s.town.judge, number));
  EXPECT_EQ(s.ask_for_key(number, day), "");
}

TEST(LifeJourney, AConflictUnderReviewReleasesNothingUntilTheJudgeDecidesAndTheAgencyIsTold_CRT_9) {
  Days s(48);
  s.next_day();
  const Day day = s.published + 1;
  file_order(s.town, form(s.ana->id(), day, day + 2));
  const auto number = s.grant();
  s.next_day();
  auto court = s.town.office<court::Environment>();
  must(court::review(*s.town.court, court, s.town.judge, number));
  EXPECT_TRUE(book_of(s.town).case_of(number)->reviewed());
  EXPECT_EQ(s.ask_for_key(number, day), "ORD-R34");
  EXPECT_NE(shown_line(s.town.agency->filings.back().questions.back().text).find("under review"),
            std::string::npos);
  auto decided = s.town.office<court::Environment>();
  must(court::resume(*s.town.court, decided, s.town.judge, number));
  EXPECT_EQ(s.ask_for_key(number, day), "");

  s.town.advance(kMinute_ms);
  auto custodian = s.town.office<custodian::Environment>();
  must(custodian::review(s.town.custodians[1], custodian, number));
  auto later = s.town.office<court::Environment>();
  must(court::reject(*s.town.court, later, s.town.judge, number));
  for (const auto& [d, prepared] : s.town.court->days)
    EXPECT_TRUE(prepared.keys.empty()) << to_text(d);
  s.receive();
  ASSERT_TRUE(s.town.agency->filings.back().stopped);
  EXPECT_EQ(s.town.agency->filings.back().stopped->rule, "ORD-R34");
}

TEST(LifeJourney, AQuestionStopsTheCaseUntilItIsAnsweredAndARefusalIsLoggedWithItsGround_CRT_8) {
  Days s(44);
  file_order(s.town, form(s.ana->id(), s.town.first_day() + 1, s.town.first_day() + 1));
  auto court = s.town.office<court::Environment>();
  must(court::ask(*s.town.court, court, s.town.judge, s.town.court->applications[0].id(),
                  "Whose account is this?"));
  EXPECT_EQ(rule_of(court::approve(*s.town.court, court, s.town.judge,
                                   s.town.court->applications[0].id())),
            "ORD-R24");
  s.receive();
  const auto& filing = s.town.agency->filings.back();
  ASSERT_EQ(filing.questions.size(), 1u);
  auto agency = s.town.office<agency::Environment>();
  must(agency::clarify(*s.town.agency, agency, filing.application.id(),
                       "The suspect's, by her own words."));
  must(court::collect(*s.town.court, court));
  ASSERT_EQ(s.town.court->clarified.size(), 1u);
  must(court::decline(*s.town.court, court, s.town.judge, s.town.court->applications[0].id(),
                      order::Ground::unnecessary, "milder means were not tried"));
  const auto book = book_of(s.town);
  EXPECT_EQ(book.find_case(filing.application.id())->stage, Stage::refused);
  EXPECT_EQ(book.find_case(filing.application.id())->ground, order::Ground::unnecessary);
}

TEST(LifeJourney, WhenEveryDayWasAskedForTheServiceAnswersDayByDayAndTheCourtCloses_PLT_18) {
  Days s(45);
  s.next_day();
  const Day day = s.published + 1;
  file_order(s.town, form(s.ana->id(), day, day + 1));
  const auto number = s.grant();
  s.next_day();
  s.publish_next();  // a day on which nobody writes
  open_day(s.town, number, day);
  auto agency = s.town.office<agency::Environment>();
  must(agency::acknowledge(*s.town.agency, agency, number));
  auto court = s.town.office<court::Environment>();
  EXPECT_EQ(rule_of(court::close(*s.town.court, court, s.town.judge, number)), "ORD-R30");
  s.town.advance(kDay_ms);
  EXPECT_EQ(open_day(s.town, number, day + 1).envelopes, 0u);
  const auto log = wire::read_log(*s.town.office_line, s.town.realm, wire::LogName::orders).value();
  const auto answer =
      tlog::parse_entry<order::AnswerEntry>(log.entry(*book_of(s.town).case_of(number)->answered))
          .value();
  ASSERT_EQ(answer.items.size(), 2u);
  EXPECT_EQ(answer.items[0].disposition, order::Disposition::produced);
  EXPECT_EQ(answer.items[1].disposition, order::Disposition::not_held);
  auto later = s.town.office<court::Environment>();
  must(court::close(*s.town.court, later, s.town.judge, number));
  EXPECT_EQ(stage_of(s.town, number), Stage::closed);
}

TEST(LifeJourney, APostponedNoticeWaitsAloneAndIsFoundLater_CRT_6) {
  Days s(46);
  const Day day = s.town.first_day() + 1;
  const auto of_ana = grant_order(s.town, s.ana->id(), day, day),
             of_ben = grant_order(s.town, s.ben->id(), day, day);
  const auto month = order::month_of(day) + 1;
  auto court = s.town.office<court::Environment>();
  // not later than it is due
  EXPECT_EQ(rule_of(court::postpone(*s.town.court, court, s.town.judge, of_ana, month)), "ORD-R29");
  // beyond the profile
  EXPECT_EQ(rule_of(court::postpone(*s.town.court, court, s.town.judge, of_ana, month + 20)),
            "ORD-R29");
  must(court::postpone(*s.town.court, court, s.town.judge, of_ana, month + 1));
  const auto found = [](Person& person) {
    auto h = person.environment();
    return client::find_notices(person.state(), h).value().size();
  };
  const auto go_to = [&](order::Month m) {
    while (order::month_of(day_of(s.town.now)) < m) s.town.advance(kDay_ms);
  };
  go_to(month);
  auto then = s.town.office<court::Environment>();
  const auto first = must(court::disclose(*s.town.court, then, month));
  EXPECT_EQ(first.notices, 1u);
  EXPECT_EQ(first.postponed, 1u);
  EXPECT_EQ(found(*s.ben), 1u);
  EXPECT_EQ(found(*s.ana), 0u);
  // too late
  EXPECT_EQ(rule_of(court::postpone(*s.town.court, then, s.town.judge, of_ben, month + 1)),
            "ORD-R29");
  go_to(month + 1);
  auto later = s.town.office<court::Environment>();
  must(court::disclose(*s.town.court, later, month + 1));
  EXPECT_EQ(found(*s.ana), 1u);
  EXPECT_EQ(book_of(s.town).case_of(of_ana)->postponements.back().month, month + 1);
}

}  // namespace
}  // namespace eq::journeys
