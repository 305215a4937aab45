// Journey 1, second half: from an order on one account to a package that a court can check, and an
// audit.
#include "journeys/story.h"
#include "parties/auditor/audit.h"
#include "parties/auditor/evidence_check.h"

namespace eq::journeys {
namespace {

Texts texts_of(const std::vector<franking::FullItem>& items) {
  Texts out;
  for (const auto& m : items) out.push_back(agency::text_of(m));
  return out;
}

TEST(OrderJourney, AnOrderOnOneAccountForTwoDaysOpensExactlyThoseAndTheProofsHold_CLI_5_CLI_6) {
  Story s(21);
  s.tell();
  // Every client sealed to every day's object, and saw that the other did.
  for (Person* p : {s.ana.get(), s.ben.get()})
    for (const auto& m : p->state().conversations.at(s.id).history)
      EXPECT_EQ(m.access, client::AccessMark::sealed);

  const auto first = open_day(s.town, s.order, s.d + 1);
  EXPECT_EQ(first.envelopes, 2u);  // Ana's and Ben's
  EXPECT_EQ(first.opened, 1u);
  EXPECT_EQ(texts_of(first.messages), (Texts{"Ana's first on day 1", "Ana's second on day 1"}));
  const auto second = open_day(s.town, s.order, s.d + 2);
  EXPECT_EQ(texts_of(second.messages), (Texts{"Ana's first on day 2", "Ana's second on day 2"}));

  // The days around are not for this order, at whatever office one asks.
  for (const Day outside : {s.d, s.d + 3}) {
    auto environment = s.town.office<agency::Environment>();
    EXPECT_EQ(rule_of(agency::declare_intent(*s.town.agency, environment, s.order, outside)),
              "ORD-R13");
  }

  auto environment = s.town.office<agency::Environment>();
  const auto package = must(agency::package(*s.town.agency, environment, s.order));
  const auto items = must(evidence::build(package.contents, package.facts, s.town.agency->signing));
  const auto verified = auditor::verify_package(items, s.town.realm);
  ASSERT_TRUE(verified.ok()) << verified.first_failure()->item << " "
                             << verified.first_failure()->detail;
  EXPECT_EQ(verified.contents->messages.size(), 4u);

  const auto audit = auditor::audit(*s.town.office_line, s.town.realm, {}, s.town.now);
  ASSERT_TRUE(audit.clean()) << audit.first_violation()->detail;
  EXPECT_EQ(audit.figures.orders, 1u);
  EXPECT_EQ(audit.figures.account_days, 2u);
  EXPECT_EQ(audit.figures.extracted, 2u);
}

TEST(OrderJourney, WhatWasReadIsThereAlsoWhenTheServiceHasForgottenIt_AGY_30) {
  Story s(21);
  s.tell();
  const Texts read = texts_of(open_day(s.town, s.order, s.d + 1).messages);
  s.town.advance(9 * kDay_ms);
  auto environment = s.town.office<agency::Environment>();
  for (int again = 0; again < 2; ++again)
    EXPECT_EQ(texts_of(must(agency::open(*s.town.agency, environment, s.order, s.d + 1)).messages),
              read);
}

TEST(OrderJourney,
     AnOrderThatIsOverOrLoggedNeedsNoDecisionAndAFlaggedOneIsPackedWithAWarning_CUS_30_AGY_30) {
  Story s(21);
  s.tell();
  (void)open_day(s.town, s.order, s.d + 1);
  auto environment = s.town.office<custodian::Environment>();
  auto& third = s.town.custodians[2];
  (void)custodian::collect(third, environment).ok();
  for (std::size_t n = third.orders.size(); n > 0; --n) {
    const auto d = must(custodian::approve(third, environment, third.orders[0].id()));
    EXPECT_FALSE(d.refusal);
    EXPECT_TRUE(d.settled) << "its days are over, or enough others consented";
  }
  EXPECT_TRUE(third.orders.empty());

  auto office = s.town.office<agency::Environment>();
  EXPECT_FALSE(must(agency::package(*s.town.agency, office, s.order)).against);
  must(custodian::flag(third, environment, s.order, order::Ground::press_freedom));
  const auto flagged = must(agency::package(*s.town.agency, office, s.order)).against;
  ASSERT_TRUE(flagged);
  EXPECT_EQ(flagged->id, "ORD-R28");
}

TEST(OrderJourney, AnEndedOrderOpensNothingMoreAndLeavesTheNextDaysEmpty) {
  Story s(21);
  s.tell();
  EXPECT_EQ(s.town.court->days.at(s.d + 2).proposal.terms.m, 1);
  EXPECT_EQ(s.town.court->days.at(s.d + 3).proposal.terms.m, 0);
  // An object of one target and an object of none look alike but for the number of orders, which is
  // public.
  const auto with = s.town.court->days.at(s.d + 2).proposal.terms,
             without = s.town.court->days.at(s.d + 3).proposal.terms;
  EXPECT_EQ(with.k, without.k);
}

}  // namespace
}  // namespace eq::journeys
