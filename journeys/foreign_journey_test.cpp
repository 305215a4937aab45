// Two realms: an agency of one needs what an account of the other sends.  Its own judge decides;
// the court of the account's realm is told and can object while its window is open.
#include <gmock/gmock.h>

#include "eq/base/shown.h"
#include "journeys/abroad.h"
#include "journeys/people.h"
#include "parties/auditor/evidence_check.h"

namespace eq::journeys {
namespace {

TEST(ForeignJourney, AfterTheWindowTheOtherRealmsOrderOpensItsDayAndNothingEarlier_CRT_8_AUD_7) {
  Abroad a(51);
  auto ana = a.two.settle(), ben = a.two.settle();
  const Day first = a.two.first_day() + 1;
  const auto number = a.grant(form(ana->id(), first, first + 3));
  EXPECT_EQ(a.two.court->granted.at(number).file.terms.basis, order::Basis::foreign);
  publish_days_up_to(a.two, first + 3);
  wait_until_over(a.two, first);
  EXPECT_EQ(a.ask_for_key(number, first), "ORD-R26");

  a.two.advance(start_of(first + 2).ms + 10 * kHour_ms - a.two.now.ms);
  a.two.top_up(*ana);
  a.two.top_up(*ben);
  const auto id = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, id, "on the fourth day").ok());
  take_in(*ben);
  ASSERT_TRUE(say(*ben, id, "and Ben's").ok());
  wait_until_over(a.two, first + 2);
  EXPECT_EQ(a.ask_for_key(number, first + 2), "");
  auto h = a.environment();
  must(agency::extract(a.desk, h, number, first + 2, {}));
  for (auto& c : a.two.custodians)
    for (const auto& s : release(a.two, c)) EXPECT_FALSE(s.refusal);
  must(agency::collect(a.desk, h));
  const auto opened = must(agency::open(a.desk, h, number, first + 2));
  ASSERT_EQ(opened.messages.size(), 1u);
  EXPECT_EQ(agency::text_of(opened.messages[0]), "on the fourth day");

  // The package verifies for whoever trusts both realms, and for nobody else.
  auto later = a.environment();
  auto package = must(agency::package(a.desk, later, number));
  const auto fault = [&](const auditor::Trusted& trusted) {
    const auto r = auditor::verify_package(
        must(evidence::build(package.contents, package.facts, a.desk.signing)), trusted);
    return r.ok() ? std::string() : r.first_failure()->item + " " + r.first_failure()->detail;
  };
  EXPECT_EQ(fault({{a.two.realm, a.one.realm}}), "");
  EXPECT_EQ(fault({{a.one.realm, a.two.realm}}), "");
  EXPECT_THAT(fault({{a.two.realm}}), ::testing::HasSubstr("give that realm's file too"));
  EXPECT_THAT(fault({{a.one.realm}}), ::testing::HasSubstr("statement.bin"));
  wire::Realm other_judge = a.one.realm;
  other_judge.judge = a.two.realm.judge;
  EXPECT_THAT(fault({{a.two.realm, other_judge}}),
              ::testing::HasSubstr("whom that realm does not know"));
  auto application = must(decode<order::Application>(package.contents.application));
  application.scope.necessity = "Another reason.";
  package.contents.application = encode(application);
  EXPECT_THAT(fault({{a.two.realm, a.one.realm}}),
              ::testing::HasSubstr("not what the order commits to"));
  package.contents.application.clear();
  EXPECT_THAT(fault({{a.two.realm, a.one.realm}}), ::testing::HasSubstr("data/application.bin"));
}

TEST(ForeignJourney, AnObjectionStopsItEverywhereAndTheAgencyIsTold_CRT_8) {
  Abroad a(53);
  auto ana = a.two.settle();
  const Day first = a.two.first_day() + 1;
  const auto number = a.grant(form(ana->id(), first, first + 5));
  publish_days_up_to(a.two, first);
  EXPECT_EQ(a.two.court->days.at(first).keys.size(), 1u);
  auto court = a.two.office<court::Environment>();
  // none of the list
  EXPECT_EQ(
      rule_of(court::object(*a.two.court, court, a.two.judge, number, order::Ground::impossible)),
      "ORD-R24");
  must(court::object(*a.two.court, court, a.two.judge, number, order::Ground::press_freedom));
  EXPECT_TRUE(a.two.court->days.at(first).keys.empty());
  publish_day(a.two, first + 1);
  EXPECT_EQ(a.two.court->days.at(first + 1).proposal.terms.m, 0);

  auto h = a.environment();
  must(agency::collect(a.desk, h));
  ASSERT_TRUE(a.desk.filings.back().stopped);
  EXPECT_EQ(a.desk.filings.back().stopped->rule, "ORD-R27");
  EXPECT_NE(shown_line(a.desk.filings.back().stopped->sentence).find("press-freedom"),
            std::string::npos);
  a.two.advance(5 * kDay_ms);  // waiting does not help
  EXPECT_EQ(a.ask_for_key(number, first), "ORD-R27");
  auto later = a.environment();
  must(agency::delete_received(a.desk, later, number));
}

TEST(ForeignJourney, WithoutItsOwnJudgeNothingIsEvenFiled_AGY_6) {
  Abroad a(55);
  auto ana = a.two.settle();
  const Day first = a.two.first_day() + 1;
  auto h = a.environment();
  must(agency::file(a.desk, h, form(ana->id(), first, first)));
  order::Application bad = a.desk.filings.back().application;
  EXPECT_EQ(rule_of(agency::submit(a.desk, h, bad)), "ORD-R32");
  bad.issues.push_back(
      order::issue(bad, order::IssuerKind::judge, a.one.realm.court.name, a.two.judge.signing()));
  EXPECT_EQ(rule_of(agency::submit(a.desk, h, bad)), "ORD-R32");  // a judge of the wrong realm
  auto court = a.two.office<court::Environment>();
  EXPECT_EQ(must(court::collect(*a.two.court, court)), 0u);
}

}  // namespace
}  // namespace eq::journeys
