// The court's own duties; whole orders are in journeys/.
#include <gtest/gtest.h>

#include "eq/base/shown.h"
#include "eq/gate/release.h"
#include "eq/wire/authorities.h"
#include "eq/wire/orders_reader.h"
#include "journeys/abroad.h"
#include "journeys/offices.h"
#include "parties/court/consents.h"
#include "parties/court/days.h"

namespace eq::court {
namespace {

using journeys::form;
using journeys::must;
using journeys::rule_of;
using journeys::Town;

struct Bench {
  explicit Bench(std::uint64_t seed, const std::function<void(wire::Realm&)>& law = {})
      : town(seed, law), ana(town.settle()), ben(town.settle()) {}
  Environment environment() { return town.office<Environment>(); }
  State& court() { return *town.court; }
  const JudgeKey& judge() { return town.judge; }
  void file(const AccountId& who) {
    journeys::file_order(town, form(who, town.first_day() + 1, town.first_day() + 2));
  }

  Town town;
  std::unique_ptr<journeys::Person> ana, ben;
};

TEST(Court, WhatBreaksARuleIsNotApprovedAndRefusedOnlyByTheJudgesOwnWord_CRT_1) {
  Bench b(1);
  b.file(b.ana->id());
  b.court().applications[0].scope.last = b.court().applications[0].scope.last + 1;
  auto h = b.environment();
  EXPECT_EQ(rule_of(approve(b.court(), h, b.judge(), b.court().applications[0].id())), "ORD-R7");
  b.town.advance(kMinute_ms);
  b.file(b.ana->id());
  b.town.advance(2 * kDay_ms);
  auto later = b.environment();
  EXPECT_EQ(rule_of(approve(b.court(), later, b.judge(), b.court().applications[0].id())),
            "ORD-R4");
  EXPECT_TRUE(b.court().granted.empty());
  ASSERT_EQ(b.court().applications.size(), 1u) << "nothing was decided: it waits";
  const auto id = b.court().applications[0].id();
  const auto stage = [&] {
    return must(wire::look_at_orders(later.server, later.realm, b.court().orders_seen))
        .book.find_case(id)
        ->stage;
  };
  const auto told = [&] {
    auto agency = b.town.office<agency::Environment>();
    must(agency::collect(*b.town.agency, agency));
    return b.town.agency->filings[1].refusals.size();
  };
  EXPECT_EQ(stage(), order::Stage::filed);
  EXPECT_EQ(told(), 0u);
  must(decline(b.court(), later, b.judge(), id, order::Ground::incomplete, "It came too late."));
  EXPECT_EQ(stage(), order::Stage::refused);
  EXPECT_EQ(told(), 1u);
}

TEST(Court, AnOrderCommitsToItsAccountAndAnUnknownAccountCannotBeOrdered_CRT_2) {
  Bench b(2);
  AccountId nobody;
  nobody.bytes.fill(7);
  b.file(nobody);
  auto h = b.environment();
  EXPECT_EQ(rule_of(approve(b.court(), h, b.judge(), b.court().applications[0].id())), "ORD-R14");
  b.court().applications.clear();
  b.file(b.ana->id());
  b.file(b.ben->id());
  EXPECT_EQ(must(approve(b.court(), h, b.judge(), b.court().applications[0].id())).number, 1u);
  EXPECT_EQ(must(approve(b.court(), h, b.judge(), b.court().applications[0].id())).number, 2u);
  const auto& file = b.court().granted.at(1).file;
  const auto blind = gate::Scalar::decode(file.blind).value();
  EXPECT_EQ(gate::commit_order(gate::tag(b.town.realm.name, b.ana->id()), blind),
            file.terms.commitment);
}

TEST(Court, NoJudgeIsAskedForADayThatHasItsOrders_CRT_14) {
  Bench b(14, [](wire::Realm& realm) { realm.k = 1; });
  auto h = b.environment();
  b.file(b.ana->id());
  b.file(b.ben->id());
  must(approve(b.court(), h, b.judge(), b.court().applications[0].id()));
  EXPECT_EQ(rule_of(approve(b.court(), h, b.judge(), b.court().applications[0].id())), "ORD-R11")
      << "one is signed, though not published";
  EXPECT_EQ(b.court().applications.size(), 1u) << "it waits";
  for (auto& c : b.town.custodians) journeys::decide_orders(b.town, c);
  must(collect(b.court(), h));
  must(publish_order(b.court(), h, 1));
  auto later = b.environment();
  EXPECT_EQ(rule_of(approve(b.court(), later, b.judge(), b.court().applications[0].id())),
            "ORD-R11");
  // What is closed takes no place on days to come.
  auto ending = b.environment();
  must(end_early(b.court(), ending, b.judge(), 1));
  auto at_last = b.environment();
  EXPECT_EQ(must(approve(b.court(), at_last, b.judge(), b.court().applications[0].id())).number,
            2u);
}

TEST(Court, AnOrderThatIsGrantedIsInTheObjectsOfItsDays_CRT_15) {
  Bench b(15);
  const Day d = b.town.first_day();
  b.file(b.ana->id());  // the days after the first
  auto h = b.environment();
  journeys::publish_days_up_to(b.town, d + 1);
  EXPECT_EQ(rule_of(approve(b.court(), h, b.judge(), b.court().applications[0].id())), "ORD-R4")
      << "the object of its first day is public";
  b.court().applications.clear();

  // Prepared and signed without an order that is logged before it is published.
  journeys::deal_days(b.town, d + 2, d + 2);
  must(prepare_day(b.court(), h, d + 2));
  for (auto& c : b.town.custodians) journeys::sign_days(b.town, c);
  must(collect(b.court(), h));
  journeys::grant_order(b.town, b.ana->id(), d + 2, d + 2);
  auto later = b.environment();
  EXPECT_EQ(rule_of(publish_day(b.court(), later, d + 2)), "ORD-R18");
}

TEST(Court, OneConsentDoesNotPublishAndNoOrderWaitsForAnother_CRT_3) {
  Bench b(3);
  b.file(b.ana->id());
  b.file(b.ben->id());
  auto h = b.environment();
  must(approve(b.court(), h, b.judge(), b.court().applications[0].id()));
  must(approve(b.court(), h, b.judge(), b.court().applications[0].id()));
  journeys::decide_orders(b.town, b.town.custodians[1]);
  must(collect(b.court(), h));
  EXPECT_EQ(rule_of(publish_order(b.court(), h, 1)), "ORD-R9");
  journeys::decide_orders(b.town, b.town.custodians[2]);
  must(collect(b.court(), h));
  EXPECT_EQ(must(publish_order(b.court(), h, 2)).consents, 2u);
  const auto published = must(publish_order(b.court(), h, 1));
  EXPECT_EQ(published.consents, 2u);
  b.town.advance(3 * kDay_ms);  // too late for a new one
  auto later = b.environment();
  EXPECT_EQ(must(publish_order(b.court(), later, 1)).log_index, published.log_index);
  EXPECT_FALSE(withdraw(b.court(), h, b.judge(), 2).ok());  // it is public
}

TEST(Court, AWithdrawnOrderEndsItsCaseAndUsesUpItsNumber_CRT_16) {
  Bench b(4);
  b.file(b.ana->id());
  b.file(b.ben->id());
  auto h = b.environment();
  must(approve(b.court(), h, b.judge(), b.court().applications[0].id()));
  const auto filing = b.court().granted.at(1).file.terms.filing;
  must(withdraw(b.court(), h, b.judge(), 1));
  const auto book = must(wire::look_at_orders(h.server, h.realm, b.court().orders_seen)).book;
  EXPECT_EQ(book.find_case(filing)->stage, order::Stage::withdrawn);
  b.court() = State::load(b.court().save()).take();
  auto later = b.environment();
  EXPECT_EQ(must(approve(b.court(), later, b.judge(), b.court().applications[0].id())).number, 2u);
}

TEST(Court, TheNumbersEndInARefusal_CRT_16) {
  Bench b(16);
  b.file(b.ana->id());
  b.court().last_number = UINT32_MAX;
  auto h = b.environment();
  EXPECT_EQ(rule_of(approve(b.court(), h, b.judge(), b.court().applications[0].id())), "ORD-R10");
  EXPECT_EQ(b.court().applications.size(), 1u);
}

/// The registry's key, as if it were a judge's.
Bytes registry_as_judge(const State& court) {
  Writer w;
  w.u16(1);
  put(w, court.signing);
  return w.take();
}

TEST(Court, WhoeverHasTheRegistrysHomeAloneDecidesNothing_CRT_19) {
  Bench b(19);
  b.file(b.ana->id());
  auto h = b.environment();
  const auto own = JudgeKey::generate(b.town.rng);
  const auto id = b.court().applications[0].id();
  EXPECT_EQ(rule_of(approve(b.court(), h, own, id)), "ORD-R8");
  EXPECT_FALSE(decline(b.court(), h, own, id, order::Ground::unnecessary, "no").ok());
  const auto registry = must(JudgeKey::load(registry_as_judge(b.court())));
  EXPECT_EQ(rule_of(approve(b.court(), h, registry, id)), "ORD-R8");
  EXPECT_EQ(b.court().applications.size(), 1u) << "it waits for the judge";
  EXPECT_EQ(must(approve(b.court(), h, b.judge(), id)).number, 1u);
}

TEST(Court, AJudgesKeyIsSavedAndLoadedWhole) {
  testing::SeededRandom rng{3};
  const auto key = JudgeKey::generate(rng);
  EXPECT_EQ(must(JudgeKey::load(key.save())).verify_key(), key.verify_key());
  Bytes saved = key.save();
  EXPECT_EQ(JudgeKey::load(View(saved).first(20)).error(), Err::malformed);
  saved[1] = 2;
  EXPECT_EQ(JudgeKey::load(saved).error(), Err::unsupported);

  const std::string card = judge_card(key.verify_key());
  EXPECT_EQ(*judge_of_card(card), key.verify_key());
  for (const char* end : {"", "\n", "\r\n", "\n\n"})
    EXPECT_TRUE(judge_of_card(card.substr(0, card.size() - 1) + end).ok());
  EXPECT_FALSE(judge_of_card(" " + card).ok());
  EXPECT_FALSE(judge_of_card(card.substr(0, card.size() - 2)).ok());
  EXPECT_FALSE(judge_of_card("equipoise-reviewer" + card.substr(15)).ok());
}

TEST(Court, UnderANumberThatIsNotTheLogsNothingIsDoneToTheFilingsOrder_CRT_16) {
  Bench b(18);
  const auto number =
      journeys::grant_order(b.town, b.ana->id(), b.town.first_day() + 1, b.town.first_day() + 2);
  auto h = b.environment();
  must(review(b.court(), h, b.judge(), number));
  auto other = b.court().granted.at(number);
  other.file.terms.number = number + 1;
  b.court().granted.emplace(number + 1, std::move(other));
  EXPECT_EQ(rule_of(resume(b.court(), h, b.judge(), number + 1)), "ORD-R10");
  EXPECT_EQ(rule_of(end_early(b.court(), h, b.judge(), number + 1)), "ORD-R10");
  EXPECT_EQ(rule_of(clear(b.court(), h, b.judge(), number + 1)), "ORD-R10");
  must(resume(b.court(), h, b.judge(), number));
}

TEST(Court, OfSeveralFlagsOrReviewsTheJudgeSaysWhichOneIsDecided_CRT_17) {
  Bench b(17);
  const auto number =
      journeys::grant_order(b.town, b.ana->id(), b.town.first_day() + 1, b.town.first_day() + 2);
  auto office = b.town.office<custodian::Environment>();
  const auto one =
      must(custodian::flag(b.town.custodians[0], office, number, order::Ground::press_freedom));
  const auto two = must(
      custodian::flag(b.town.custodians[1], office, number, order::Ground::immunity_or_privilege));
  must(custodian::review(b.town.custodians[0], office, number));
  auto h = b.environment();
  must(review(b.court(), h, b.judge(), number));
  EXPECT_EQ(must(review(b.court(), h, b.judge(), number)),
            must(review(b.court(), h, b.judge(), number)))
      << "once";
  const auto unsaid = lift(b.court(), h, b.judge(), number);
  EXPECT_EQ(rule_of(unsaid), "ORD-R24");
  EXPECT_NE(unsaid.error().text().find(std::to_string(one) + ", " + std::to_string(two)),
            std::string::npos);
  EXPECT_EQ(rule_of(lift(b.court(), h, b.judge(), number, one + 100)), "ORD-R24");
  EXPECT_EQ(rule_of(resume(b.court(), h, b.judge(), number)), "ORD-R24");
  must(lift(b.court(), h, b.judge(), number, two));
  must(lift(b.court(), h, b.judge(), number));
  const auto c =
      *must(wire::look_at_orders(h.server, h.realm, b.court().orders_seen)).book.case_of(number);
  EXPECT_FALSE(c.flagged());
  ASSERT_EQ(c.reviews.size(), 2u);
  must(resume(b.court(), h, b.judge(), number, c.reviews[1].index));
  must(resume(b.court(), h, b.judge(), number));
  EXPECT_EQ(rule_of(lift(b.court(), h, b.judge(), number)), "ORD-R24") << "there is none left";
}

/// Letters of a custodian who signs nothing, or for others.
TEST(Court, OnlyGoodSignaturesOfThoseInOfficeCountAsConsents_CRT_3) {
  Bench b(20);
  b.file(b.ana->id());
  auto h = b.environment();
  must(approve(b.court(), h, b.judge(), b.court().applications[0].id()));
  Granted& g = b.court().granted.at(1);
  const auto realm = wire::authorities(b.town.realm);
  journeys::decide_orders(b.town, b.town.custodians[1]);
  must(collect(b.court(), h));
  ASSERT_EQ(consented(g, realm), std::vector<std::uint16_t>{2});
  order::CustodianSignature empty{3, {}}, for_another = g.consents[0], unknown = g.consents[0];
  for_another.index = 1;
  unknown.index = 77;
  for (const auto& s : {empty, for_another, unknown}) g.consents.push_back(s);
  EXPECT_EQ(consented(g, realm), std::vector<std::uint16_t>{2});
  EXPECT_EQ(rule_of(publish_order(b.court(), h, 1)), "ORD-R9") << "it takes two";
}

/// An order from abroad: the agency waits, and whoever may object has time again.
TEST(Court, WhoEndsAReviewKnowsAndSaysUntilWhenMayBeObjectedAnew_CRT_9) {
  journeys::Abroad a(21);
  auto ana = a.two.settle();
  const Day first = a.two.first_day() + 1;
  const auto number = a.grant(form(ana->id(), first, first + 3));
  State& court = *a.two.court;
  const auto told = [&] {
    auto desk = a.environment();
    must(agency::collect(a.desk, desk));
    return shown_line(a.desk.filings.back().questions.back().text);
  };
  auto h = a.two.office<Environment>();
  must(review(court, h, a.two.judge, number));
  a.two.advance(kHour_ms);
  auto later = a.two.office<Environment>();
  const Time until = must(window_after(court, later, number));
  EXPECT_EQ(until, later.now + a.two.realm.profile.objection_hours * kHour_ms);
  const auto resumed = must(resume(court, later, a.two.judge, number));
  EXPECT_EQ(resumed.window_until, until);
  const std::string words = told();
  EXPECT_NE(words.find(to_text(until)), std::string::npos);
  // Done again, as after an answer that was lost.
  a.two.advance(kHour_ms);
  auto again = a.two.office<Environment>();
  EXPECT_EQ(must(resume(court, again, a.two.judge, number)).window_until, until);
  EXPECT_EQ(told(), words) << "the same words: the log has their digest";
}

TEST(Court, OfADayItKeepsTheKeysOfTheOrdersInForceAndNoneThatOpensAnotherAccount_CRT_4) {
  Bench b(5);
  journeys::grant_order(b.town, b.ana->id(), b.town.first_day() + 1, b.town.first_day() + 2);
  const Day day = b.town.first_day() + 1;
  auto h = b.environment();
  EXPECT_EQ(prepare_day(b.court(), h, day).error().err, Err::missing) << "nobody has dealt for it";
  journeys::deal_days(b.town, day, day);
  must(prepare_day(b.court(), h, day));
  const PreparedDay& made = b.court().days.at(day);
  ASSERT_EQ(made.keys.size(), 1u);
  const auto epoch =
      order::open_object(made.proposal.terms, made.proposal.blobs, wire::authorities(b.town.realm));
  ASSERT_TRUE(epoch.ok());
  const auto proven = [&](const AccountId& account) {
    const auto blind = gate::Scalar::decode(b.court().granted.at(1).file.blind).value();
    const gate::OrderOpening opening{gate::tag(b.town.realm.name, account), blind};
    return gate::ProvenRoot::check_var(
               *epoch, account, blind,
               gate::prove_root(*epoch, opening, made.keys[0].d, b.town.rng))
        .ok();
  };
  EXPECT_TRUE(proven(b.ana->id()));
  EXPECT_FALSE(proven(b.ben->id()));
  // No 32 bytes of the saved state are our part of a key of the other account.
  const Bytes saved = b.court().save();
  const auto at = epoch->registry_part_var(gate::tag(b.town.realm.name, b.ben->id()));
  bool holds_own = false;
  const auto own = epoch->registry_part_var(gate::tag(b.town.realm.name, b.ana->id()));
  for (std::size_t i = 0; i + 32 <= saved.size(); ++i) {
    const auto d = gate::Scalar::decode(View(saved).subspan(i, 32));
    if (!d.ok()) continue;
    const auto point = crypto::mul_base(*d);
    EXPECT_NE(point, at.a);
    holds_own = holds_own || point == own.a;
  }
  EXPECT_TRUE(holds_own);  // the search would have found one
}

TEST(Court, ADayKeyWaitsForTheLoggedIntentOfThatOrderAndDay_CRT_5) {
  Bench b(6);
  const auto number =
      journeys::grant_order(b.town, b.ana->id(), b.town.first_day() + 1, b.town.first_day() + 2);
  journeys::publish_days_up_to(b.town, b.town.first_day() + 1);
  const Day day = b.town.first_day() + 1;
  auto h = b.environment();
  b.court().requests.push_back({number, day, 999});  // not in the log
  EXPECT_TRUE(must(release_keys(b.court(), h)).empty());
  b.court().requests = {{number, day, 0}};  // entry 0 is no intent
  EXPECT_EQ(must(release_keys(b.court(), h)).at(0).refusal->id, "ORD-R16");
  const auto index = journeys::declare_intent(b.town, number, day);
  EXPECT_TRUE(b.town.agency->openings.at({number, day}).court.has_value());
  b.court().requests = {{number, day + 1, index}};  // the intent is for another day
  auto later = b.environment();
  EXPECT_EQ(must(release_keys(b.court(), later)).at(0).refusal->id, "ORD-R16");
}

TEST(Court, SaysOfEachDayWhatItWaitsForAndWhichOneIsLost_CRT_20) {
  Bench b(23);
  Town& town = b.town;
  const Day covered = town.first_day() + 3;
  journeys::grant_order(town, b.ana->id(), covered, covered + 2);
  journeys::deal_days(town, town.first_day(), covered);
  const auto due = [&](Day day) -> std::optional<DayDue> {
    auto h = b.environment();
    const auto orders = must(wire::look_at_orders(h.server, h.realm, b.court().orders_seen));
    const Day open = must(first_open_day(b.court(), h));
    for (const DayDue& d : days_due(b.court(), orders.book, open, h.now))
      if (d.day == day) return d;
    return std::nullopt;
  };
  EXPECT_EQ(due(covered), std::nullopt) << "dealt, and not due yet";
  ASSERT_TRUE(due(covered + 2));
  EXPECT_EQ(due(covered + 2)->needs, DayNeeds::dealing);
  EXPECT_EQ(due(covered + 2)->orders, std::vector<std::uint32_t>{1});
  const Day next = day_of(town.now) + 1;
  ASSERT_TRUE(due(next));
  EXPECT_EQ(due(next)->needs, DayNeeds::preparing);
  EXPECT_EQ(due(next)->by, start_of(next) - order::kLead_ms);
  auto h = b.environment();
  must(prepare_day(b.court(), h, next));
  EXPECT_EQ(due(next)->needs, DayNeeds::signatures);
  journeys::publish_day(town, next);
  EXPECT_EQ(due(next), std::nullopt) << "published";
  town.advance(start_of(covered).ms - town.now.ms - order::kLead_ms);
  EXPECT_EQ(due(covered)->time, DayTime::missed);
  EXPECT_EQ(due(covered)->needs, DayNeeds::preparing) << "or no later day can be published";
}

TEST(Court, MissedDaysAreFilledOneAfterTheOtherHoweverLate_CRT_20) {
  Bench b(18);
  Town& town = b.town;
  const Day d = town.first_day();
  journeys::publish_day(town, d);
  town.advance(40 * kDay_ms);
  const auto due = [&] {
    auto h = b.environment();
    const auto orders = must(wire::look_at_orders(h.server, h.realm, b.court().orders_seen));
    return days_due(b.court(), orders.book, must(first_open_day(b.court(), h)), h.now);
  };
  ASSERT_GT(due().size(), 39u);
  EXPECT_EQ(
      due().front(),
      (DayDue{
          d + 1, DayTime::missed, DayNeeds::dealing, start_of(d + 1) - order::kLead_ms, {}, 0}));
  auto h = b.environment();
  must(call_dealers(b.court(), h, {d + 1, d + 2}));
  EXPECT_EQ(due().front().needs, DayNeeds::carrying);
  EXPECT_EQ(due().at(2).needs, DayNeeds::dealing);
  must(call_dealers(b.court(), h, {d + 1, d + 2}));
  EXPECT_EQ(b.court().ceremonies.size(), 1u) << "asked again";
  EXPECT_FALSE(call_dealers(b.court(), h, {d + 2, d + 3}).ok()) << "one of them is being dealt";
  b.court().ceremonies.clear();
  journeys::deal_days(town, d + 1, d + 2);
  journeys::publish_day(town, d + 1);
  EXPECT_EQ(due().front().day, d + 2);
}

TEST(Court, ADayPreparedAgainOfTheSameKeepsItsSignatures_CRT_20) {
  Bench b(19);
  const Day d = b.town.first_day();
  journeys::deal_days(b.town, d, d);
  auto h = b.environment();
  must(prepare_day(b.court(), h, d));
  for (auto& c : b.town.custodians) journeys::sign_days(b.town, c);
  must(collect(b.court(), h));
  const std::size_t signatures = b.town.custodians.size();
  EXPECT_EQ(must(prepare_day(b.court(), h, d)).kept, signatures);
  b.file(b.ana->id());
  auto again = b.environment();
  EXPECT_EQ(must(prepare_day(b.court(), again, d)).kept, signatures) << "no order of that day";
  auto publishing = b.environment();
  EXPECT_EQ(must(publish_day(b.court(), publishing, d)).consents, signatures);
}

TEST(Court, ARequestOfAnOrderThatIsHeldUpWaitsOnceAndIsAnsweredAfterTheJudge_CRT_7) {
  Bench b(20);
  Town& town = b.town;
  const Day d = town.first_day() + 1;
  const auto number = journeys::grant_order(town, b.ana->id(), d, d);
  journeys::publish_days_up_to(town, d);
  auto flagging = b.environment();
  must(flag(b.court(), flagging, b.judge(), number, order::Ground::press_freedom));
  for (int asked = 0; asked < 2; ++asked) journeys::declare_intent(town, number, d);
  EXPECT_EQ(b.court().requests.size(), 1u) << "held up, and one for a day";
  EXPECT_FALSE(town.agency->openings.at({number, d}).court);
  auto agency = town.office<agency::Environment>();
  EXPECT_EQ(rule_of(agency::extract(*town.agency, agency, number, d, {})), "ORD-R28");
  auto lifting = b.environment();
  must(lift(b.court(), lifting, b.judge(), number));
  auto h = b.environment();
  const auto released = must(release_keys(b.court(), h));
  ASSERT_EQ(released.size(), 1u);
  EXPECT_FALSE(released[0].refusal);
  EXPECT_TRUE(b.court().requests.empty());
}

TEST(Court, StateIsSavedAndLoadedWhole) {
  Bench b(7);
  journeys::grant_order(b.town, b.ana->id(), b.town.first_day() + 1, b.town.first_day() + 2);
  journeys::publish_day(b.town, b.town.first_day());
  const Bytes saved = b.court().save();
  EXPECT_EQ(State::load(saved).take().save(), saved);
  EXPECT_FALSE(State::load(View(saved).first(saved.size() - 1)).ok());
}

TEST(Court, ALegalBasisIsForOneRegionAndModeAndInTheCourtsName_CRT_10) {
  Bench w(9);
  const list::LegalBasis wanted{list::Kind::terrorism,      "Drill Act",          "article 1", "NL",
                                list::Mode::warn_user_only, w.town.now + kDay_ms, "somebody",  {}};
  const auto basis = must(legal_basis(w.court(), w.judge(), wanted));
  EXPECT_EQ(basis.signed_by, w.court().name);
  const auto mode = [&](const std::string& region, list::Mode m) {
    return list::standing_of({region, m, basis}, w.town.realm.judge, w.town.now).mode;
  };
  EXPECT_EQ(mode("NL", list::Mode::warn_user_only), list::Mode::warn_user_only);
  for (auto other : {"nl", "", "NLD"}) {
    auto bad = wanted;
    bad.region = other;
    EXPECT_EQ(legal_basis(w.court(), w.judge(), bad).error(), Err::malformed);
  }
  auto bad = wanted;
  bad.mode = list::Mode::off;
  EXPECT_EQ(legal_basis(w.court(), w.judge(), bad).error(), Err::malformed);
  bad = wanted;
  bad.kind = list::Kind::drill;
  EXPECT_TRUE(legal_basis(w.court(), w.judge(), bad).ok()) << "a drill may warn";
  bad.mode = list::Mode::report_after_threshold;
  EXPECT_EQ(legal_basis(w.court(), w.judge(), bad).error(), Err::malformed) << "and never reports";
}

}  // namespace
}  // namespace eq::court
