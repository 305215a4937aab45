// The agency's own duties; whole orders are in journeys/.
#include <gtest/gtest.h>

#include "eq/wire/authorities.h"
#include "journeys/offices.h"
#include "journeys/people.h"

namespace eq::agency {
namespace {

using journeys::form;
using journeys::must;
using journeys::rule_of;
using journeys::Town;

/// Ana and Ben write on a day that an order on Ana covers.
struct Case {
  explicit Case(std::uint64_t seed) : town(seed), ana(town.settle()), ben(town.settle()) {
    number = journeys::grant_order(town, ana->id(), day, day);
    journeys::publish_days_up_to(town, day);
    town.advance(2 * kDay_ms);
    town.top_up(*ana);
    town.top_up(*ben);
    id = journeys::start(*ana, {ben.get()});
    EQ_ASSERT(journeys::say(*ana, id, "from Ana").ok());
    journeys::take_in(*ben);
    EQ_ASSERT(journeys::say(*ben, id, "from Ben").ok());
    journeys::take_in(*ana);
  }
  Environment environment() { return town.office<Environment>(); }
  State& me() { return *town.agency; }
  void share(std::size_t custodian) { journeys::release(town, town.custodians[custodian]); }
  void receive() {
    auto h = environment();
    must(collect(me(), h));
  }

  Town town;
  std::unique_ptr<journeys::Person> ana, ben;
  Day day = town.first_day() + 1;
  ConversationId id;
  std::uint32_t number = 0;
};

TEST(Agency, AFormThatNamesAllMembersIsNotSent_AGY_1) {
  Town town(1);
  auto h = town.office<Environment>();
  auto f = form(AccountId{}, town.first_day() + 1, town.first_day() + 1);
  f.account = "all members";
  EXPECT_EQ(rule_of(file(*town.agency, h, f)), "ORD-R1");
  f = form(AccountId{}, town.first_day() + 1, town.first_day() + 40);
  EXPECT_EQ(rule_of(file(*town.agency, h, f)), "ORD-R3");
  EXPECT_TRUE(town.agency->filings.empty());
  auto court = town.office<court::Environment>();
  EXPECT_EQ(must(court::collect(*town.court, court)), 0u);
}

TEST(Agency, NothingIsAskedForWithoutIntentAndKey_AGY_2) {
  Case c(2);
  auto early = c.environment();
  EXPECT_EQ(rule_of(extract(c.me(), early, c.number, c.day, {})), "ORD-R16");
  EXPECT_EQ(rule_of(declare_intent(c.me(), early, c.number, c.day)), "ORD-R38")
      << "the day is not over";
  journeys::wait_until_over(c.town, c.day);
  auto h = c.environment();
  EXPECT_EQ(rule_of(declare_intent(c.me(), h, c.number, c.day + 1)), "ORD-R13");
  EXPECT_FALSE(declare_intent(c.me(), h, c.number + 1, c.day).ok());
  must(declare_intent(c.me(), h, c.number, c.day));
  const auto no_key = extract(c.me(), h, c.number, c.day, {});
  ASSERT_FALSE(no_key.ok());
  EXPECT_EQ(no_key.error().err, Err::missing);
  // A wrong proof is noticed before anything is asked for.
  c.me().openings.at({c.number, c.day}).court.emplace();
  EXPECT_EQ(rule_of(extract(c.me(), h, c.number, c.day, {})), "ORD-R17");
}

TEST(Agency, OneCustodianOpensNothingTwoOpenTheTargetAndNobodyElse_AGY_3_AGY_4) {
  Case c(3);
  journeys::declare_intent(c.town, c.number, c.day);
  auto h = c.environment();
  EXPECT_EQ(must(extract(c.me(), h, c.number, c.day, {})).envelopes, 2u);
  c.share(0);
  c.receive();
  EXPECT_EQ(rule_of(open(c.me(), h, c.number, c.day)), "ORD-R9");
  c.share(2);
  c.receive();
  const auto opened = must(open(c.me(), h, c.number, c.day));
  EXPECT_EQ(opened.envelopes, 2u);
  EXPECT_EQ(opened.opened, 1u);
  ASSERT_EQ(opened.messages.size(), 1u);
  EXPECT_EQ(text_of(opened.messages[0]), "from Ana");
  EXPECT_EQ(opened.messages[0].sender, c.ana->id());
}

TEST(Agency, AWrongScalarIsNamedAndTheOthersSuffice_AGY_4) {
  Case c(4);
  journeys::declare_intent(c.town, c.number, c.day);
  auto h = c.environment();
  must(extract(c.me(), h, c.number, c.day, {}));
  for (auto& [id, held] : c.town.custodians[1].days)
    held.shares.y[0] = held.shares.y[0] + crypto::Scalar::from_u64(1);
  for (std::size_t i = 0; i < 3; ++i) c.share(i);
  c.receive();
  EXPECT_EQ(c.me().openings.at({c.number, c.day}).releases.size(), 3u);
  const auto opened = must(open(c.me(), h, c.number, c.day));
  EXPECT_EQ(opened.bad_custodians, std::vector<std::uint16_t>{2});
  EXPECT_EQ(opened.messages.size(), 1u);
  // With two wrong ones there are too few.
  std::erase_if(c.me().openings.at({c.number, c.day}).releases,
                [&](const auto& r) { return r.given.index == 1; });
  EXPECT_EQ(rule_of(open(c.me(), h, c.number, c.day)), "ORD-R9");
}

TEST(Agency, APackageWaitsForTheReceiptsAndThenHoldsEveryProof_AGY_5) {
  Case c(5);
  journeys::declare_intent(c.town, c.number, c.day);
  auto h = c.environment();
  must(extract(c.me(), h, c.number, c.day, {}));
  c.share(0);
  const auto early = package(c.me(), h, c.number);
  ASSERT_FALSE(early.ok());
  EXPECT_EQ(early.error().err, Err::missing);
  c.share(1);
  c.receive();
  must(open(c.me(), h, c.number, c.day));
  const auto p = must(package(c.me(), h, c.number));
  EXPECT_EQ(p.contents.record.size(), 7u) << "filing, order, intent, count, answer, two receipts";
  EXPECT_EQ(p.contents.orders.entries.size(),
            wire::read_log(*c.town.office_line, c.town.realm, wire::LogName::orders).take().size());
  EXPECT_NE(p.contents.standing.find("It stands."), std::string::npos);
  EXPECT_EQ(p.contents.days.size(), 1u);
  EXPECT_EQ(p.contents.messages.size(), 1u);
  EXPECT_TRUE(evidence::build(p.contents, p.facts, c.me().signing).ok());
}

TEST(Agency, ADayThatNeverGotItsReceiptsKeepsNoOtherBackAndIsNamed_AGY_5) {
  Case c(8);
  const auto number = journeys::grant_order(c.town, c.ana->id(), c.day + 3, c.day + 4);
  journeys::publish_days_up_to(c.town, c.day + 4);
  journeys::open_day(c.town, number, c.day + 3);
  journeys::declare_intent(c.town, number, c.day + 4);
  auto h = c.environment();
  must(extract(c.me(), h, number, c.day + 4, {}));
  c.share(0);  // and no other custodian, ever
  const auto p = must(package(c.me(), h, number));
  ASSERT_EQ(p.contents.days.size(), 1u);
  ASSERT_EQ(p.left_out.size(), 1u);
  EXPECT_EQ(p.left_out[0].day, c.day + 4);
  EXPECT_EQ(p.left_out[0].why, "The log has receipts of 1 custodians for it, and it takes 2.");
  EXPECT_TRUE(evidence::build(p.contents, p.facts, c.me().signing).ok());
}

TEST(Agency, WhatWaitsIsNotFiledTwiceAndWhatNeverArrivedIsSentOrForgotten_AGY_31) {
  Town town(9);
  auto ana = town.settle();
  auto h = town.office<Environment>();
  const auto f = form(ana->id(), town.first_day() + 1, town.first_day() + 1);
  State& me = *town.agency;
  EXPECT_FALSE(must(filed_before(me, h, f)));
  const auto sent = must(file(me, h, f));
  const auto waits = must(filed_before(me, h, f));
  ASSERT_TRUE(waits && waits->in_log);
  EXPECT_EQ(waits->application, sent.application);
  town.advance(kMinute_ms);  // by now it would be another entry
  auto again = town.office<Environment>();
  must(send_again(me, again, sent.application));
  auto court = town.office<court::Environment>();
  must(court::collect(*town.court, court));
  EXPECT_EQ(town.court->applications.size(), 1u) << "one that was sent again waits once";
  EXPECT_FALSE(must(forget_unsent(me, h, sent.application))) << "the log has it";
  EXPECT_EQ(me.filings.size(), 1u);

  town.advance(kMinute_ms);
  auto later = town.office<Environment>();
  auto another = form(ana->id(), town.first_day() + 2, town.first_day() + 2);
  const auto draft = order::Draft::from_form(another, wire::authorities(town.realm), town.now);
  const auto lost = order::Filed::file(draft.value(), me.signing, town.now);
  me.filings.push_back({lost.application(), std::nullopt, {}, {}, std::nullopt});  // no answer came
  const auto before = must(filed_before(me, later, another));
  ASSERT_TRUE(before && !before->in_log);
  must(send_again(me, later, before->application));
  EXPECT_TRUE(must(filed_before(me, later, another))->in_log);
  me.filings.push_back({lost.application(), std::nullopt, {}, {}, std::nullopt});
  me.filings.back().application.filed = town.now + 1;
  EXPECT_TRUE(must(forget_unsent(me, later, me.filings.back().application.id())));

  journeys::publish_days_up_to(town, town.first_day() + 3);
  another.last = to_text(town.first_day() + 4);
  EXPECT_EQ(rule_of(filed_before(me, later, another)), "ORD-R4") << "an object is public";
}

TEST(Agency, NoIntentIsLoggedForADayWhoseObjectDoesNotHoldTheOrder_AGY_31) {
  Case c(10);
  const auto entries = [&] {
    return wire::read_log(*c.town.office_line, c.town.realm, wire::LogName::orders).take().size();
  };
  // A court that does not look: it publishes an object that was signed before the order.
  const Day blind = c.day + 3;
  journeys::publish_days_up_to(c.town, c.day + 2);
  journeys::deal_days(c.town, blind, blind);
  auto court = c.town.office<court::Environment>();
  must(court::prepare_day(*c.town.court, court, blind));
  for (auto& custodian : c.town.custodians) journeys::sign_days(c.town, custodian);
  must(court::collect(*c.town.court, court));
  auto& prepared = c.town.court->days.at(blind);
  prepared.sent = order::collect_epoch(prepared.proposal.terms, prepared.consents,
                                       wire::authorities(c.town.realm))
                      .value();
  const auto number = journeys::grant_order(c.town, c.ana->id(), blind, blind + 1);
  must(court::publish_day(*c.town.court, court, blind));
  journeys::publish_days_up_to(c.town, blind + 1);
  journeys::wait_until_over(c.town, blind + 1);
  auto h = c.environment();
  const auto before = entries();
  EXPECT_EQ(rule_of(declare_intent(c.me(), h, number, blind)), "ORD-R13");
  EXPECT_EQ(entries(), before) << "what is refused leaves nothing in the log";
  must(declare_intent(c.me(), h, number, blind + 1));
}

TEST(Agency, AMessageThatRepeatsATokenIsNotPacked_AGY_10) {
  Case c(7);
  journeys::open_day(c.town, c.number, c.day);
  auto& messages = c.me().openings.at({c.number, c.day}).messages;
  ASSERT_EQ(messages.size(), 1u);
  messages.push_back(messages[0]);  // as if Ana's program had spent it again at a later place
  messages.back().stamp.seq += 1;
  auto h = c.environment();
  const auto p = must(package(c.me(), h, c.number));
  EXPECT_EQ(p.contents.messages, (std::vector{messages[0]}));
}

TEST(Agency, StateIsSavedAndLoadedWhole) {
  Case c(6);
  journeys::open_day(c.town, c.number, c.day);
  const Bytes saved = c.me().save();
  EXPECT_EQ(State::load(saved).take().save(), saved);
  EXPECT_FALSE(State::load(View(saved).first(saved.size() - 1)).ok());
}

}  // namespace
}  // namespace eq::agency
