// Consent to one account and one day: what an agency with the key of a stopped order, a crowd of
// envelopes, or a second quorum would make of it.
#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "eq/wire/realm_check.h"
#include "journeys/offices.h"
#include "journeys/people.h"

namespace eq::journeys {
namespace {

/// Ana and Ben share a conversation; each is under an order, and the one on Ben was flagged.
struct Two : ::testing::Test {
  Town town{117};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  Day day = town.first_day() + 1;
  std::uint32_t on_ana = 0, on_ben = 0;

  void SetUp() override {
    on_ana = grant_order(town, ana->id(), day, day);
    on_ben = grant_order(town, ben->id(), day, day);
    publish_days_up_to(town, day);
    town.advance(start_of(day).ms + 9 * kHour_ms - town.now.ms);
    for (Person* p : {ana.get(), ben.get()}) town.top_up(*p);
    const auto id = start(*ana, {ben.get()});
    ASSERT_TRUE(say(*ana, id, "from Ana").ok());
    take_in(*ben);
    ASSERT_TRUE(say(*ben, id, "from Ben").ok());
    take_in(*ana);
    declare_intent(town, on_ana, day);
    declare_intent(town, on_ben, day);
    auto court = town.office<court::Environment>();
    must(court::flag(*town.court, court, town.judge, on_ben, order::Ground::press_freedom));
  }
  agency::Opening& opening(std::uint32_t number) { return town.agency->openings.at({number, day}); }
};

// An agency has the court's part of the flagged order, slips that order's envelopes into the
// opening of the other one, and tries the key that it gets on all of them.  Both accounts share a
// conversation, so the service hands out both envelopes anyhow. No check stops it: what a custodian
// gives depends on the account's tag alone, never on an envelope (eq/gate/release.cpp
// make_release()), so nothing of it opens Ben's.
TEST_F(Two, TheReleaseOfOneOrderOpensNothingOfTheOtherInASharedConversation) {
  auto environment = town.office<agency::Environment>();
  must(agency::extract(*town.agency, environment, on_ana, day, {}));
  ASSERT_EQ(opening(on_ana).envelopes.size(), 2u) << "Ben's is among them";
  for (auto& c : town.custodians)
    for (const auto& r : release(town, c)) EXPECT_FALSE(r.refusal);
  must(agency::collect(*town.agency, environment));
  const auto opened = must(agency::open(*town.agency, environment, on_ana, day));
  ASSERT_EQ(opened.messages.size(), 1u);
  EXPECT_EQ(agency::text_of(opened.messages[0]), "from Ana");
  // The same scalars with the court's part for Ben: no key, under either order.
  opening(on_ben).envelopes = opening(on_ana).envelopes;
  opening(on_ben).extracted = true;
  opening(on_ben).releases = opening(on_ana).releases;
  EXPECT_EQ(rule_of(agency::open(*town.agency, environment, on_ben, day)), "ORD-R9");
  opening(on_ana).court = opening(on_ben).court;
  EXPECT_EQ(rule_of(agency::open(*town.agency, environment, on_ana, day)), "ORD-R17");
}

// Attack: the same, asked of the custodians in the flagged order's own name, or of its account
// under the other order. Stopped by: parties/platform/access.cpp check_stands();
// eq/order/life.cpp Standing::under() (ORD-R28); eq/order/approve.cpp Active::on() (ORD-R14).
TEST_F(Two, TheFlaggedOrderIsAskedForInVainUnderEitherName) {
  auto environment = town.office<agency::Environment>();
  EXPECT_EQ(rule_of(agency::extract(*town.agency, environment, on_ben, day, {})), "ORD-R28")
      << "the service";
  ask_every_custodian(town, *town.agency, on_ben, day);
  for (auto& c : town.custodians)
    for (const auto& r : release(town, c)) EXPECT_EQ(r.refusal ? r.refusal->id : "", "ORD-R28");
  const auto& ana_filing = town.agency->filings.at(0);
  const auto& ben_filing = town.agency->filings.at(1);
  const wire::Clerk clerk{town.realm,           *town.office_line, town.agency->signing,
                          town.agency->letters, town.now,          town.rng};
  const wire::ReleaseRequest mixed{ana_filing.granted->log_index,
                                   opening(on_ana).intent_index,
                                   {ben->id(), ben_filing.granted->blind},
                                   day,
                                   opening(on_ben).court->root};
  for (auto& c : town.custodians) {
    ASSERT_TRUE(wire::post(clerk, town.realm.custodian(c.index)->org,
                           wire::LetterKind::release_request, encode(mixed))
                    .ok());
    for (const auto& r : release(town, c)) EXPECT_EQ(r.refusal ? r.refusal->id : "", "ORD-R14");
  }
}

// Attack: whoever made the target's envelopes poisons the batch: junk among them, so that
// custodians refuse all of it. Stopped by: no envelope passes a custodian; eq/gate/open.cpp
// open_some_leaf() leaves out what is none.
TEST_F(Two, EnvelopesThatAreNoneSpoilNothing) {
  auto environment = town.office<agency::Environment>();
  must(agency::extract(*town.agency, environment, on_ana, day, {}));
  auto& batch = opening(on_ana).envelopes;
  for (int i = 0; i < 20; ++i) {
    auto junk = batch[0];
    town.rng.fill(junk.envelope);
    if (i == 0) junk.envelope = {};
    batch.insert(batch.begin(), junk);
  }
  for (auto& c : town.custodians) release(town, c);
  must(agency::collect(*town.agency, environment));
  EXPECT_EQ(must(agency::open(*town.agency, environment, on_ana, day)).messages.size(), 1u);
}

struct Quorums : ::testing::Test {};

// Attack: a realm of four custodians, any two of whom suffice: two quorums that share nobody let
// the same day go twice, each with its own record of it. Stopped by: eq/wire/realm.cpp check(): n =
// 2t - 1; and beside it the same in ceremonies and successions (eq/order/ceremony.cpp check()) and
// in dealings (eq/gate/terms.cpp check()).
TEST_F(Quorums, AnyTwoMeet) {
  Town town(118);
  wire::Realm four = town.realm;
  ASSERT_TRUE(wire::check(four).ok());
  four.threshold = 1;
  EXPECT_FALSE(wire::check(four).ok());
  four = town.realm;
  four.custodians.pop_back();  // two of two
  EXPECT_FALSE(wire::check(four).ok());
  order::Circle circle{2, town.first_day(), town.rng.array<32>(), {}};
  std::vector<custodian::State> fresh;
  for (std::uint16_t i = 1; i <= 4; ++i) {
    fresh.push_back(custodian::new_custodian("custodian " + std::to_string(i), i, town.rng));
    circle.peers.push_back(custodian::as_peer(fresh.back()));
    EXPECT_EQ(order::check(circle).ok(), i == 3) << i;
  }
  gate::DealingTerms terms{town.realm.name, town.first_day(), {}, {}, 16, {2, 4}};
  EXPECT_FALSE(gate::check(terms).ok());
}

}  // namespace
}  // namespace eq::journeys
