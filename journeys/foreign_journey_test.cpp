// Two realms: an agency of one needs what an account of the other sends.  Its own judge decides; the court of the
// account's realm is told and can object while its window is open.
#include <gmock/gmock.h>

#include "journeys/story.h"
#include "parties/auditor/evidence_check.h"

namespace eq::journeys {
namespace {

/// Realm 1 has its own offices; its agency has a desk in realm 2, where Ana lives.
struct Abroad {
  explicit Abroad(std::uint64_t seed)
      : one(seed), desk(agency::new_agency("Police of realm 1", one.rng)), two(seed + 1, [&](wire::Realm& r) {
          r.name = "otherland";
          r.foreign = {{one.realm.name, {desk.name, desk.signing.verify_key(), to_array<32>(desk.letters.public_key).take()},
                        one.realm.court.name, one.realm.court.signing}};
        }) {}

  agency::Hands hands() { return two.office<agency::Hands>(); }
  /// File, have the judge of realm 1 decide, send, and let court and custodians of realm 2 enter it.
  std::uint32_t grant(const order::OrderForm& form) {
    auto h = hands();
    const auto sent = must(agency::file(desk, h, form));
    EQ_ASSERT(sent.needs && sent.needs->id == "ORD-R32");
    order::Application a = desk.filings.back().application;
    a.issues.push_back(order::issue(a, order::IssuerKind::judge, one.realm.court.name, one.court->signing));
    must(agency::submit(desk, h, a));
    auto court = two.office<court::Hands>();
    must(court::collect(*two.court, court));
    const std::uint32_t number = judge(two);
    for (auto& c : two.custodians)
      for (const auto& d : decide_orders(two, c)) EQ_ASSERT(!d.refusal);
    must(court::collect(*two.court, court));
    must(court::publish_order(*two.court, court, number));
    must(agency::collect(desk, h));
    return number;
  }
  std::string ask_for_key(std::uint32_t number, Day day) {
    auto h = hands();
    must(agency::declare_intent(desk, h, number, day));
    auto court = two.office<court::Hands>();
    must(court::collect(*two.court, court));
    const auto all = must(court::release_keys(*two.court, court));
    must(agency::collect(desk, h));
    return all.empty() ? "waits" : all.back().refusal ? all.back().refusal->id : "";
  }

  Town one;
  agency::State desk;
  Town two;
};

TEST(ForeignJourney, AfterTheWindowTheOtherRealmsOrderOpensItsDayAndNothingEarlier_CRT_8_AUD_7) {
  Abroad a(51);
  auto ana = a.two.settle(), ben = a.two.settle();
  const Day first = a.two.first_day() + 1;
  const auto number = a.grant(form(ana->id(), first, first + 3));
  EXPECT_EQ(a.two.court->granted.at(number).file.terms.basis, order::Basis::foreign);
  publish_days_up_to(a.two, first + 3);
  a.two.advance(2 * kDay_ms);
  EXPECT_EQ(a.ask_for_key(number, first), "ORD-R26");

  a.two.advance(2 * kDay_ms + kHour_ms);
  a.two.top_up(*ana);
  a.two.top_up(*ben);
  const auto id = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, id, "on the fourth day").ok());
  take_in(*ben);
  ASSERT_TRUE(say(*ben, id, "and Ben's").ok());
  EXPECT_EQ(a.ask_for_key(number, first + 2), "");
  auto h = a.hands();
  must(agency::extract(a.desk, h, number, first + 2, {}));
  for (auto& c : a.two.custodians)
    for (const auto& s : give_shares(a.two, c)) EXPECT_FALSE(s.refusal);
  must(agency::collect(a.desk, h));
  const auto opened = must(agency::open(a.desk, h, number, first + 2));
  ASSERT_EQ(opened.messages.size(), 1u);
  EXPECT_EQ(agency::text_of(opened.messages[0]), "on the fourth day");

  // The package verifies for whoever trusts both realms, and for nobody else.
  for (auto& c : a.two.custodians) {
    auto hands = a.two.office<custodian::Hands>();
    must(custodian::collect(c, hands));
    must(custodian::log_receipts(c, hands));
  }
  auto later = a.hands();
  auto package = must(agency::package(a.desk, later, number));
  const auto fault = [&](const auditor::Trusted& trusted) {
    const auto r = auditor::verify_package(must(evidence::build(package.contents, package.facts, a.desk.signing)), trusted);
    return r.ok() ? std::string() : r.first_failure()->item + " " + r.first_failure()->detail;
  };
  EXPECT_EQ(fault({{a.two.realm, a.one.realm}}), "");
  EXPECT_EQ(fault({{a.one.realm, a.two.realm}}), "");
  EXPECT_THAT(fault({{a.two.realm}}), ::testing::HasSubstr("give that realm's file too"));
  EXPECT_THAT(fault({{a.one.realm}}), ::testing::HasSubstr("statement.bin"));
  wire::Realm other_judge = a.one.realm;
  other_judge.court.signing = a.two.realm.court.signing;
  EXPECT_THAT(fault({{a.two.realm, other_judge}}), ::testing::HasSubstr("whom that realm does not know"));
  auto application = must(decode<order::Application>(package.contents.application));
  application.scope.necessity = "Another reason.";
  package.contents.application = encode(application);
  EXPECT_THAT(fault({{a.two.realm, a.one.realm}}), ::testing::HasSubstr("not what the order commits to"));
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
  auto court = a.two.office<court::Hands>();
  EXPECT_EQ(rule_of(court::object(*a.two.court, court, number, order::Ground::impossible)), "ORD-R24");  // none of the list
  must(court::object(*a.two.court, court, number, order::Ground::press_freedom));
  EXPECT_TRUE(a.two.court->days.at(first).keys.empty());
  publish_day(a.two, first + 1);
  EXPECT_EQ(a.two.court->days.at(first + 1).proposal.terms.m, 0);

  auto h = a.hands();
  must(agency::collect(a.desk, h));
  ASSERT_TRUE(a.desk.filings.back().stopped);
  EXPECT_EQ(a.desk.filings.back().stopped->rule, "ORD-R27");
  EXPECT_NE(a.desk.filings.back().stopped->sentence.find("press-freedom"), std::string::npos);
  a.two.advance(5 * kDay_ms);  // waiting does not help
  EXPECT_EQ(a.ask_for_key(number, first), "ORD-R16");
  auto later = a.hands();
  must(agency::delete_received(a.desk, later, number));
}

TEST(ForeignJourney, WithoutItsOwnJudgeNothingIsEvenFiled_AGY_6) {
  Abroad a(55);
  auto ana = a.two.settle();
  const Day first = a.two.first_day() + 1;
  auto h = a.hands();
  must(agency::file(a.desk, h, form(ana->id(), first, first)));
  order::Application bad = a.desk.filings.back().application;
  EXPECT_EQ(rule_of(agency::submit(a.desk, h, bad)), "ORD-R32");
  bad.issues.push_back(order::issue(bad, order::IssuerKind::judge, a.one.realm.court.name, a.two.court->signing));
  EXPECT_EQ(rule_of(agency::submit(a.desk, h, bad)), "ORD-R32");  // a judge of the wrong realm
  auto court = a.two.office<court::Hands>();
  EXPECT_EQ(must(court::collect(*a.two.court, court)), 0u);
}

}  // namespace
}  // namespace eq::journeys
