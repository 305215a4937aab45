// What a custodian refuses, however the others behave; whole orders are in journeys/.
#include <gtest/gtest.h>

#include "eq/wire/desk.h"
#include "eq/base/shown.h"
#include "journeys/offices.h"

namespace eq::custodian {
namespace {

using journeys::form;
using journeys::must;
using journeys::Town;

struct Duty {
  explicit Duty(std::uint64_t seed) : town(seed), ana(town.settle()), ben(town.settle()) {}
  State& me() { return town.custodians[0]; }
  Day day() const { return town.first_day() + 1; }
  /// The file of a granted order on Ana, as it waits at our desk.
  void ask() {
    journeys::file_order(town, form(ana->id(), day(), day() + 1));
    journeys::judge(town);
    auto h = town.office<Hands>();
    must(collect(me(), h));
  }
  std::string decide() {
    auto h = town.office<Hands>();
    const auto d = must(approve(me(), h, 0));
    return d.refusal ? d.refusal->id : "";
  }
  Town town;
  std::unique_ptr<journeys::Person> ana, ben;
};

TEST(Duty, AFileThatWasChangedAnywhereOrSealsTheNoticeToAnotherKeyIsNotSigned_CUS_1) {
  const auto rule = [](auto change) {
    Duty d(1);
    d.ask();
    change(d, d.me().orders.at(0).file);
    return d.decide();
  };
  EXPECT_EQ(rule([](Duty&, order::OrderFile&) {}), "");
  EXPECT_EQ(rule([](Duty&, order::OrderFile& f) { f.judge[0] ^= 1; }), "ORD-R8");
  EXPECT_EQ(rule([](Duty&, order::OrderFile& f) { f.application.signature[0] ^= 1; }), "ORD-R7");
  EXPECT_EQ(rule([](Duty&, order::OrderFile& f) { f.blind[0] ^= 1; }), "ORD-R14");
  // The judge himself seals the notice to a key of his own: consistent, and still refused.
  EXPECT_EQ(rule([](Duty& d, order::OrderFile& f) {
    const auto filed = order::Filed::verify(f.application, wire::authorities(d.town.realm), d.town.now).value();
    order::Judgement j{1, *to_array<32>(d.town.court->letters.public_key), f.terms.disclosure};
    f = order::JudiciallyApproved::approve(filed, j, d.town.court->signing, wire::authorities(d.town.realm), d.town.rng).value().file();
  }), "ORD-R15");
}

TEST(Duty, ANumberThatIsTakenInTheLogIsNotSignedAgain_CUS_1) {
  Duty d(2);
  d.ask();
  const order::OrderFile file = d.me().orders.at(0).file;
  EXPECT_EQ(d.decide(), "");
  journeys::decide_orders(d.town, d.town.custodians[1]);
  auto court = d.town.office<court::Hands>();
  must(court::collect(*d.town.court, court));
  must(court::publish_order(*d.town.court, court, 1));
  d.me().orders.push_back({d.town.court->signing.verify_key(), file});
  EXPECT_EQ(d.decide(), "ORD-R10");
}

TEST(Duty, AnOrderWithoutAJudgeIsRefusedAndTheAgencyReadsTheRule_CUS_2) {
  Duty d(3);
  auto agency = d.town.office<agency::Hands>();
  must(agency::ask_without_judge(*d.town.agency, agency, form(d.ana->id(), d.day(), d.day())));
  for (State& c : d.town.custodians) {
    const auto decided = journeys::decide_orders(d.town, c);
    ASSERT_EQ(decided.size(), 1u);
    EXPECT_EQ(decided[0].refusal->id, "ORD-R8");
  }
  must(agency::collect(*d.town.agency, agency));
  const auto& refusals = d.town.agency->filings.at(0).refusals;
  ASSERT_EQ(refusals.size(), 3u);
  EXPECT_EQ(refusals[0].rule, "ORD-R8");
  EXPECT_NE(shown_line(refusals[0].sentence).find("judge"), std::string::npos);
}

TEST(Duty, ADayWithAnOrderLeftOutOrFromAnotherLogIsNotSigned_CUS_3) {
  const auto rule = [](auto change) {
    Duty d(4);
    journeys::grant_order(d.town, d.ana->id(), d.day(), d.day() + 1);
    auto court = d.town.office<court::Hands>();
    must(court::prepare_day(*d.town.court, court, d.day()));
    auto h = d.town.office<Hands>();
    must(collect(d.me(), h));
    change(d.me().epochs.at(0).proposal);
    const auto s = must(sign_epoch(d.me(), h, 0));
    EXPECT_EQ(s.refusal.has_value(), !d.me().signed_epochs.contains(d.day()));
    return s.refusal ? s.refusal->id : "";
  };
  EXPECT_EQ(rule([](wire::EpochProposal&) {}), "");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.terms.order_log.root[0] ^= 1; }), "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.terms.order_log = {0, tlog::empty_root()}; }), "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.terms.orders = {2}; }), "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.w.back() ^= 1; }), "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.proof.back() ^= 1; }), "ORD-R18");
}

/// An order on Ana in force, its day published, the intent logged, the request at our desk.
struct Request : Duty {
  explicit Request(std::uint64_t seed) : Duty(seed) {
    number = journeys::grant_order(town, ana->id(), day(), day() + 1);
    journeys::publish_days_up_to(town, day());
    town.advance(2 * kDay_ms);
    journeys::declare_intent(town, number, day());
    auto agency = town.office<agency::Hands>();
    must(agency::extract(*town.agency, agency, number, day(), {}));
    auto h = town.office<Hands>();
    must(collect(me(), h));
  }
  wire::ShareRequest& request() { return me().shares.at(0).request; }
  std::string give() {
    auto h = town.office<Hands>();
    const auto s = must(give_shares(me(), h, 0));
    return s.refusal ? s.refusal->id : "";
  }
  std::uint32_t number = 0;
};

TEST(Duty, SharesNeedALoggedOrderInForceALoggedIntentAndTheAccountsDayKey_CUS_4) {
  const auto rule = [](auto change) {
    Request r(5);
    change(r, r.request());
    return r.give();
  };
  EXPECT_EQ(rule([](Request&, wire::ShareRequest&) {}), "");
  EXPECT_EQ(rule([](Request&, wire::ShareRequest& q) { q.order_index = 50; }), "ORD-R12");
  EXPECT_EQ(rule([](Request&, wire::ShareRequest& q) { q.intent_index = 50; }), "ORD-R16");
  EXPECT_EQ(rule([](Request&, wire::ShareRequest& q) { q.intent_index = q.order_index; }), "ORD-R16");
  EXPECT_EQ(rule([](Request&, wire::ShareRequest& q) { q.day_key[0] ^= 1; }), "ORD-R17");
  EXPECT_EQ(rule([](Request&, wire::ShareRequest& q) { q.epoch = q.epoch + 2; }), "ORD-R13");
  EXPECT_EQ(rule([](Request&, wire::ShareRequest& q) { q.epoch = q.epoch + 1; }), "ORD-R18");
  EXPECT_EQ(rule([](Request& r, wire::ShareRequest& q) { q.opening.account = r.ben->id(); }), "ORD-R14");
}

TEST(Duty, AnyCustodianStopsAnOrderByAFlagUntilAJudgeLiftsIt_CUS_11) {
  Request r(8);
  State& other = r.town.custodians[2];
  auto h = r.town.office<Hands>();
  EXPECT_EQ(journeys::rule_of(flag(other, h, r.number, order::Ground::impossible)), "ORD-R24") << "no ground of a flag";
  EXPECT_EQ(journeys::rule_of(flag(other, h, r.number + 1, order::Ground::press_freedom)), "ORD-R12");
  const wire::ShareRequest asked = r.request();
  must(flag(other, h, r.number, order::Ground::press_freedom));
  EXPECT_EQ(r.give(), "ORD-R28");
  EXPECT_EQ(journeys::rule_of(flag(r.me(), h, r.number, order::Ground::press_freedom)), "ORD-R24") << "it is flagged already";
  auto court = r.town.office<court::Hands>();
  must(court::lift(*r.town.court, court, r.number));
  r.me().shares.push_back({asked, r.town.realm.agency.signing});
  EXPECT_EQ(r.give(), "");
}

TEST(Duty, ACustodianSeesAConflictOfLawsAndAJudgeDecides_CUS_11) {
  Request r(9);
  auto h = r.town.office<Hands>();
  const wire::ShareRequest asked = r.request();
  must(review(r.town.custodians[1], h, r.number));
  EXPECT_EQ(r.give(), "ORD-R34");
  auto court = r.town.office<court::Hands>();
  must(court::resume(*r.town.court, court, r.number));
  r.me().shares.push_back({asked, r.town.realm.agency.signing});
  EXPECT_EQ(r.give(), "");
}

TEST(Duty, WhoIsNoCustodianOfTheDayFlagsNothing_CUS_11) {
  Request r(10);
  auto stranger = new_custodian("stranger", 1, r.town.rng);
  auto h = r.town.office<Hands>();
  EXPECT_EQ(journeys::rule_of(flag(stranger, h, r.number, order::Ground::press_freedom)), "ORD-R9");
}

TEST(Duty, ASecondBatchForTheSameOrderAndDayIsRefusedAndTheSameOneAnsweredAgain_CUS_5) {
  Request r(6);
  const wire::ShareRequest first = r.request();
  EXPECT_EQ(r.give(), "");
  ASSERT_EQ(r.me().receipts.size(), 1u);
  EXPECT_EQ(r.me().receipts[0].consents.size(), 1u);
  r.me().shares.push_back({first, r.town.realm.agency.signing});
  EXPECT_EQ(r.give(), "");
  EXPECT_EQ(r.me().receipts.size(), 1u);
  wire::ShareRequest other = first;
  other.envelopes.push_back({});
  r.me().shares.push_back({other, r.town.realm.agency.signing});
  EXPECT_EQ(r.give(), "ORD-R19");
}

TEST(Duty, LettersOfTheWrongSenderAreLeftOut_CUS_2) {
  Duty d(7);
  // The agency proposes a day, which only a court can.
  const wire::Clerk agency{d.town.realm, *d.town.office_line, d.town.agency->signing, d.town.agency->letters, d.town.now, d.town.rng};
  ASSERT_TRUE(wire::post(agency, d.town.realm.custodians[0].org, wire::LetterKind::epoch_for_signature,
                         encode(wire::EpochProposal{})).ok());
  auto h = d.town.office<Hands>();
  EXPECT_EQ(must(collect(d.me(), h)), 0u);
  EXPECT_TRUE(d.me().epochs.empty());
}

}  // namespace
}  // namespace eq::custodian
