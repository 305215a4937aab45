// What a custodian refuses, however the others behave; whole orders are in journeys/.
#include <gtest/gtest.h>

#include "eq/base/shown.h"
#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "eq/wire/orders_reader.h"
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
    auto h = town.office<Environment>();
    must(collect(me(), h));
  }
  std::string decide() {
    auto h = town.office<Environment>();
    const auto d = must(approve(me(), h, me().orders[0].id()));
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
  EXPECT_EQ(
      rule([](Duty& d, order::OrderFile& f) {
        const auto filed =
            order::Filed::verify(f.application, wire::authorities(d.town.realm), d.town.now)
                .value();
        order::Judgement j{1, *to_array<32>(d.town.court->letters.public_key), f.terms.disclosure};
        f = order::JudiciallyApproved::approve(filed, j, d.town.judge.signing(),
                                               wire::authorities(d.town.realm), d.town.rng)
                .value()
                .file();
      }),
      "ORD-R15");
}

/// The order that waits, as the judge would sign it under another's number.
void under_number_one(Duty& d) {
  order::OrderFile& file = d.me().orders.at(0).file;
  const auto realm = wire::authorities(d.town.realm);
  const order::Judgement j{1, d.ana->state().me.record.hpke_key, file.terms.disclosure};
  const auto filed = order::Filed::verify(file.application, realm, d.town.now).value();
  file = order::JudiciallyApproved::approve(filed, j, d.town.judge.signing(), realm, d.town.rng)
             .value()
             .file();
}

TEST(Duty, ANumberThatIsTakenInTheLogIsNotSignedAgain_CUS_1) {
  Duty d(2);
  d.ask();
  const order::OrderFile file = d.me().orders.at(0).file;
  EXPECT_EQ(d.decide(), "");
  journeys::decide_orders(d.town, d.town.custodians[1]);
  auto court = d.town.office<court::Environment>();
  must(court::collect(*d.town.court, court));
  must(court::publish_order(*d.town.court, court, 1));
  d.me().orders.push_back({d.town.court->signing.verify_key(), file});
  auto environment = d.town.office<Environment>();
  EXPECT_TRUE(must(approve(d.me(), environment, d.me().orders[0].id())).settled)
      << "the same once more: nothing is signed";
  EXPECT_TRUE(d.me().orders.empty());

  d.town.advance(kMinute_ms);
  d.ask();  // another order, which the judge signs under the number that is taken
  under_number_one(d);
  EXPECT_EQ(d.decide(), "ORD-R10");
}

TEST(Duty, OneOrderIsConsentedToUnderANumber_CUS_15) {
  Duty d(13);
  d.ask();
  const order::OrderFile file = d.me().orders.at(0).file;
  EXPECT_EQ(d.decide(), "");
  d.me() = State::load(d.me().save()).take();
  d.me().orders.push_back({d.town.court->signing.verify_key(), file});
  EXPECT_EQ(d.decide(), "") << "the same once more";
  // Another, which never comes into the log either: the service would choose which one counts.
  d.town.advance(kMinute_ms);
  d.ask();
  under_number_one(d);
  EXPECT_EQ(d.decide(), "ORD-R10");
  ASSERT_EQ(d.me().consented.size(), 1u);
}

TEST(Duty, AnOrderWithoutAJudgeIsRefusedAndTheAgencyReadsTheRule_CUS_2) {
  Duty d(3);
  auto agency = d.town.office<agency::Environment>();
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
    auto court = d.town.office<court::Environment>();
    journeys::deal_days(d.town, d.day(), d.day());
    must(court::prepare_day(*d.town.court, court, d.day()));
    auto h = d.town.office<Environment>();
    must(collect(d.me(), h));
    change(d.me().epochs.at(0).proposal);
    const auto s = must(sign_epoch(d.me(), h, d.me().epochs[0].id()));
    EXPECT_EQ(s.refusal.has_value(), !d.me().signed_epochs.contains(d.day()));
    return s.refusal ? s.refusal->id : "";
  };
  EXPECT_EQ(rule([](wire::EpochProposal&) {}), "");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.terms.order_log.root[0] ^= 1; }), "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) {
              p.terms.order_log = {0, tlog::empty_root()};
            }),
            "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.terms.orders = {2}; }), "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.blobs.w.back() ^= 1; }), "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.blobs.proof.back() ^= 1; }), "ORD-R18");
  EXPECT_EQ(rule([](wire::EpochProposal& p) { p.terms.dealt.dealings[0][0] ^= 1; }), "ORD-R18")
      << "another file than we added up";
}

/// An order on Ana in force, its day published, the intent logged, the request at our desk.
struct Request : Duty {
  explicit Request(std::uint64_t seed) : Duty(seed) {
    number = journeys::grant_order(town, ana->id(), day(), day() + 1);
    journeys::publish_days_up_to(town, day());
    town.advance(2 * kDay_ms);
    journeys::declare_intent(town, number, day());
    auto agency = town.office<agency::Environment>();
    must(agency::extract(*town.agency, agency, number, day(), {}));
    auto h = town.office<Environment>();
    must(collect(me(), h));
  }
  wire::ReleaseRequest& request() { return me().releases.at(0).request; }
  std::string give() {
    auto h = town.office<Environment>();
    const auto s = must(release(me(), h, me().releases[0].id()));
    return s.refusal ? s.refusal->id : "";
  }
  std::uint32_t number = 0;
};

TEST(Duty, AReleaseNeedsALoggedOrderInForceALoggedIntentAndTheCourtsProof_CUS_4) {
  const auto rule = [](auto change) {
    Request r(5);
    change(r, r.request());
    return r.give();
  };
  EXPECT_EQ(rule([](Request&, wire::ReleaseRequest&) {}), "");
  EXPECT_EQ(rule([](Request&, wire::ReleaseRequest& q) { q.order_index = 50; }), "ORD-R12");
  EXPECT_EQ(rule([](Request&, wire::ReleaseRequest& q) { q.intent_index = 50; }), "ORD-R16");
  EXPECT_EQ(rule([](Request&, wire::ReleaseRequest& q) { q.intent_index = q.order_index; }),
            "ORD-R16");
  EXPECT_EQ(rule([](Request&, wire::ReleaseRequest& q) {
              q.root.r = q.root.r + crypto::Scalar::from_u64(1);
            }),
            "ORD-R17");
  EXPECT_EQ(rule([](Request&, wire::ReleaseRequest& q) { q.epoch = q.epoch + 2; }), "ORD-R13");
  EXPECT_EQ(rule([](Request&, wire::ReleaseRequest& q) { q.epoch = q.epoch + 1; }), "ORD-R38");
  EXPECT_EQ(rule([](Request& r, wire::ReleaseRequest& q) { q.opening.account = r.ben->id(); }),
            "ORD-R14");
}

TEST(Duty, WhoHoldsNoPartOfADaySaysSoAndNothingIsToDo_CUS_2) {
  Request r(22);
  r.me().days.clear();
  auto h = r.town.office<Environment>();
  const auto refused = must(release(r.me(), h, r.me().releases[0].id()));
  EXPECT_EQ(refused.request, custodian::Request::refused);
  ASSERT_TRUE(refused.refusal);
  EXPECT_NE(refused.refusal->sentence.find(to_text(r.day())), std::string::npos);
  EXPECT_NE(refused.refusal->remedy.find("Nothing to do"), std::string::npos);
  const auto orders = wire::look_at_orders(*r.town.office_line, r.town.realm, r.me().orders_seen);
  EXPECT_TRUE(orders->book.receipts_of(r.number, r.day()).empty());
}

TEST(Duty, AnyCustodianStopsAnOrderByAFlagUntilAJudgeLiftsIt_CUS_11) {
  Request r(8);
  State& other = r.town.custodians[2];
  auto h = r.town.office<Environment>();
  EXPECT_EQ(journeys::rule_of(flag(other, h, r.number, order::Ground::impossible)), "ORD-R24")
      << "no ground of a flag";
  EXPECT_EQ(journeys::rule_of(flag(other, h, r.number + 1, order::Ground::press_freedom)),
            "ORD-R12");
  const wire::ReleaseRequest asked = r.request();
  must(flag(other, h, r.number, order::Ground::press_freedom));
  EXPECT_EQ(r.give(), "ORD-R28");
  EXPECT_EQ(journeys::rule_of(flag(other, h, r.number, order::Ground::press_freedom)), "ORD-R24")
      << "ours stands already";
  auto court = r.town.office<court::Environment>();
  EXPECT_EQ(r.me().releases.size(), 1u) << "it waits";
  must(court::lift(*r.town.court, court, r.town.judge, r.number));
  EXPECT_EQ(r.give(), "") << "without being asked again";
  EXPECT_TRUE(r.me().releases.empty());
  r.me().releases.push_back({asked, r.town.realm.agency.signing});
  EXPECT_EQ(r.give(), "");
}

TEST(Duty, WhatIsOnlyHeldUpWaitsAndWhatTheOrderEndsIsRefused_CUS_17_AGY_32) {
  Request r(12);
  auto h = r.town.office<Environment>();
  must(flag(r.town.custodians[2], h, r.number, order::Ground::press_freedom));
  const auto held = must(release(r.me(), h, r.me().releases[0].id()));
  EXPECT_EQ(held.request, custodian::Request::kept);
  EXPECT_EQ(held.refusal->id, "ORD-R28");
  auto agency = r.town.office<agency::Environment>();
  must(agency::collect(*r.town.agency, agency));
  const auto& opening = r.town.agency->openings.at({r.number, r.day()});
  EXPECT_TRUE(opening.refusals.empty()) << "the log says why, and nobody is told twice";
  must(agency::declare_intent(*r.town.agency, agency, r.number, r.day()));
  must(collect(r.me(), h));
  EXPECT_EQ(r.me().releases.size(), 1u) << "asked for again, it waits once";
  auto court = r.town.office<court::Environment>();
  must(court::end_early(*r.town.court, court, r.town.judge, r.number));
  EXPECT_EQ(must(release(r.me(), h, r.me().releases[0].id())).request, custodian::Request::refused);
  EXPECT_TRUE(r.me().releases.empty());
  must(agency::collect(*r.town.agency, agency));
  ASSERT_EQ(opening.refusals.size(), 1u) << "under its day, with who refused";
  EXPECT_EQ(opening.refusals[0].by, r.me().signing.verify_key());
  EXPECT_EQ(opening.refusals[0].letter.day, r.day());
}

TEST(Duty, WhatTheCourtTakesBackIsPutAwayAndEndsInTheLog_CUS_17_CRT_18) {
  Duty d(13);
  d.ask();
  ASSERT_EQ(d.me().orders.size(), 1u);
  auto court = d.town.office<court::Environment>();
  must(court::withdraw(*d.town.court, court, d.town.judge, 1));
  auto h = d.town.office<Environment>();
  must(collect(d.me(), h));
  EXPECT_TRUE(d.me().orders.empty());
  const auto orders = wire::look_at_orders(*d.town.office_line, d.town.realm, d.me().orders_seen);
  const auto filing = d.town.agency->filings.at(0).application.id();
  EXPECT_EQ(orders->book.find_case(filing)->stage, order::Stage::withdrawn);
  auto agency = d.town.office<agency::Environment>();
  must(agency::collect(*d.town.agency, agency));
  EXPECT_EQ(d.town.agency->filings.at(0).refusals.at(0).rule, "ORD-R8");
}

TEST(Duty, ADayThatIsProposedAnewWaitsOnceAndAnOrderSentAgain_CUS_17) {
  Duty d(14);
  auto court = d.town.office<court::Environment>();
  auto h = d.town.office<Environment>();
  journeys::deal_days(d.town, d.town.first_day(), d.town.first_day() + 1);
  for (int again = 0; again < 3; ++again)
    for (const Day day : {d.town.first_day(), d.town.first_day() + 1})
      must(court::prepare_day(*d.town.court, court, day));
  must(collect(d.me(), h));
  ASSERT_EQ(d.me().epochs.size(), 2u);
  for (const auto& asked : d.me().epochs)
    EXPECT_EQ(asked.proposal.terms,
              d.town.court->days.at(asked.proposal.terms.epoch).proposal.terms)
        << "the court takes a signature under its last only";
  d.ask();
  must(court::send_order(*d.town.court, court, 1));
  must(collect(d.me(), h));
  EXPECT_EQ(d.me().orders.size(), 1u);
}

TEST(Duty, WhatCanStillBeOpenedIsNotForgottenOnRequest_CUS_18) {
  Request r(15);
  auto h = r.town.office<Environment>();
  const auto held = r.me().days.size();
  EXPECT_EQ(forget_days(r.me(), h, day_of(r.town.now) + 1).error().err, Err::refused)
      << "today is not over";
  const auto standing = forget_days(r.me(), h, day_of(r.town.now));
  ASSERT_FALSE(standing.ok());
  EXPECT_NE(standing.error().text().find("Order no. " + std::to_string(r.number)),
            std::string::npos);
  EXPECT_EQ(r.me().days.size(), held);
  EXPECT_EQ(r.give(), "") << "and it is let go";
  r.town.advance(30 * kDay_ms);
  auto later = r.town.office<Environment>();
  EXPECT_GT(must(forget_days(r.me(), later, day_of(r.town.now))), 0u) << "the order is over";
}

TEST(Duty, ADayThatTheLogHasIsPutAwayUnsigned_CUS_17) {
  Duty d(14);
  auto court = d.town.office<court::Environment>();
  journeys::deal_days(d.town, d.town.first_day(), d.town.first_day());
  must(court::prepare_day(*d.town.court, court, d.town.first_day()));
  for (std::size_t i = 1; i < d.town.custodians.size(); ++i)
    journeys::sign_days(d.town, d.town.custodians[i]);
  must(court::collect(*d.town.court, court));
  must(court::publish_day(*d.town.court, court, d.town.first_day()));
  const auto late = journeys::sign_days(d.town, d.me());
  ASSERT_EQ(late.size(), 1u);
  EXPECT_TRUE(late[0].settled && !late[0].refusal);
  EXPECT_FALSE(d.me().signed_epochs.contains(d.town.first_day()));
}

TEST(Duty, ACustodianSeesAConflictOfLawsAndAJudgeDecides_CUS_11) {
  Request r(9);
  auto h = r.town.office<Environment>();
  const wire::ReleaseRequest asked = r.request();
  must(review(r.town.custodians[1], h, r.number));
  EXPECT_EQ(r.give(), "ORD-R34");
  auto court = r.town.office<court::Environment>();
  must(court::resume(*r.town.court, court, r.town.judge, r.number));
  r.me().releases.push_back({asked, r.town.realm.agency.signing});
  EXPECT_EQ(r.give(), "");
}

TEST(Duty, WhoIsNoCustodianOfTheDayFlagsNothing_CUS_11) {
  Request r(10);
  auto stranger = new_custodian("stranger", 1, r.town.rng);
  auto h = r.town.office<Environment>();
  EXPECT_EQ(journeys::rule_of(flag(stranger, h, r.number, order::Ground::press_freedom)), "ORD-R9");
}

TEST(Duty, TheReceiptStandsInTheLogBeforeTheScalarLeavesAndAskedAgainTheSameScalarGoes_CUS_5) {
  Request r(6);
  const wire::ReleaseRequest first = r.request();
  const auto scalar = [&] {
    auto agency = r.town.office<agency::Environment>();
    must(agency::collect(*r.town.agency, agency));
    const auto& given = r.town.agency->openings.at({r.number, r.day()}).releases;
    return given.empty()
               ? std::string()
               : hex(encode(must(gate::open_release(given.at(0).given.sealed, given.at(0).given.wid,
                                                    r.number, 1, r.town.agency->letters))));
  };
  r.town.service->witness_answers = false;  // the receipt is taken, and nobody sees it
  auto h = r.town.office<Environment>();
  const auto unseen = release(r.me(), h, r.me().releases[0].id());
  ASSERT_FALSE(unseen.ok());
  EXPECT_EQ(unseen.error().err, Err::unavailable);
  EXPECT_EQ(scalar(), "");
  r.town.service->witness_answers = true;
  r.town.service->cosign(wire::LogName::orders);
  EXPECT_EQ(r.give(), "");
  const std::string once = scalar();
  EXPECT_NE(once, "");
  r.me().releases.push_back({first, r.town.realm.agency.signing});
  EXPECT_EQ(r.give(), "");
  EXPECT_EQ(scalar(), once);
  const auto orders = wire::look_at_orders(*r.town.office_line, r.town.realm, r.me().orders_seen);
  EXPECT_EQ(orders->book.receipts().size(), 1u);
}

/// A court that carries what the custodians deal, and custodians of whom some cheat.
struct Dealings : Duty {
  Dealings() : Duty(11) {}
  order::DealtDays days{town.first_day(), town.first_day() + 1};
  void call() {
    auto h = town.office<court::Environment>();
    must(court::call_dealers(*town.court, h, days));
  }
  std::vector<DealingsDone> work(std::size_t from = 0) {
    std::vector<DealingsDone> out;
    for (std::size_t i = from; i < town.custodians.size(); ++i) {
      auto h = town.office<Environment>();
      must(collect(town.custodians[i], h));
      out.push_back(must(work_on_dealings(town.custodians[i], h)));
    }
    return out;
  }
  court::CeremonyStep carry(court::Silent silent = court::Silent::waited_for) {
    auto h = town.office<court::Environment>();
    must(court::collect(*town.court, h));
    return must(court::carry_dealings(*town.court, h, silent)).at(0);
  }
};

TEST(Dealings, EveryoneDealsChecksAndSignsAndTheSecretsOfTheCeremonyAreGone_CUS_13_CRT_12) {
  Dealings d;
  d.call();
  EXPECT_EQ(d.work()[0].offered, 1u);
  EXPECT_EQ(d.carry().stage, court::CeremonyStage::dealing);
  EXPECT_EQ(d.work()[1].dealt, 2u);
  EXPECT_EQ(d.carry().stage, court::CeremonyStage::checking);
  EXPECT_EQ(d.work()[2].checked, 2u);
  EXPECT_EQ(d.carry().stage, court::CeremonyStage::settling);
  ASSERT_EQ(d.town.custodians[0].ceremonies.at(0).secrets.size(), 2u);
  EXPECT_EQ(d.work()[0].settled.size(), 2u);
  EXPECT_TRUE(d.carry().over);
  for (const State& c : d.town.custodians) {
    EXPECT_TRUE(c.ceremonies.at(0).secrets.empty())
        << "whoever takes the machine later opens no dealing";
    EXPECT_EQ(c.days.size(), 2u);
  }
  EXPECT_EQ(d.town.court->dealt.size(), 2u);
  EXPECT_EQ(erase_days(d.town.custodians[0], d.days.last), 1u);
}

TEST(Dealings, WhatIsForgottenOfADayNothingOfAnotherDayBringsBack_CUS_14) {
  Dealings d;
  d.call();
  for (int stage = 0; stage < 3; ++stage) {
    d.work();
    d.carry();
  }
  State& one = d.town.custodians[0];
  auto h = d.town.office<Environment>();
  must(collect(one, h));
  ASSERT_EQ(one.dealings.size(), 2u);
  const auto first = decode<wire::DealingBoard>(one.dealings[0].body).take();
  ASSERT_EQ(first.board.day, d.days.first);
  const auto ceremony =
      order::Ceremony::check(*one.ceremonies.at(0).gathering, wire::authorities(d.town.realm))
          .value();
  const auto read = order::read_board(first.board, ceremony, d.town.rng);
  const auto opens = [&] {
    std::size_t n = 0;
    for (const auto& [day, secrets] : one.ceremonies.at(0).secrets)
      for (const auto& dealing : read.dealings)
        n += gate::HeldParts::open(dealing, 1, secrets.key, d.town.rng).ok();
    return n;
  };
  EXPECT_EQ(opens(), read.dealings.size()) << "with the day's own key";
  const auto second = one.dealings.back();
  one.dealings.pop_back();
  EXPECT_EQ(must(work_on_dealings(one, h)).settled, (std::vector{d.days.first}));
  EXPECT_EQ(opens(), 0u) << "the ceremony still runs";
  EXPECT_EQ(erase_days(one, d.days.last), 1u);
  // The other day goes on, and forgetting a day that was not settled takes its secrets, too.
  one.dealings.push_back(second);
  State before = State::load(one.save()).take();
  EXPECT_EQ(must(work_on_dealings(one, h)).settled, (std::vector{d.days.last}));
  erase_days(before, d.days.last + 1);
  EXPECT_TRUE(before.ceremonies.at(0).secrets.empty());
}

TEST(Dealings, WhoDoesNotAnswerIsLeftOutAndStopsNobody_CRT_12) {
  Dealings d;
  d.call();
  d.work(1);  // the first is silent
  EXPECT_EQ(d.carry().missing, std::vector<std::uint16_t>{1}) << "it is waited for";
  d.carry(court::Silent::left_out);
  for (int round = 0; round < 3; ++round) {
    d.work(1);
    d.carry();  // whoever offered no key is asked for nothing more
  }
  EXPECT_EQ(d.town.court->dealt.size(), 2u);
  EXPECT_TRUE(d.town.custodians[0].days.empty());
  EXPECT_EQ(d.town.custodians[1].days.size(), 2u);
}

TEST(Dealings, ABadPartIsComplainedOfAnsweredInClearAndTheDayGoesOn_CUS_13) {
  Dealings d;
  d.call();
  d.work();
  d.carry();
  d.work();
  // The third custodian's dealing of the first day reaches the court with a part for the first that
  // opens to nothing.
  auto& third = d.town.custodians[2];
  auto& own = third.ceremonies.at(0);
  const auto ceremony =
      order::Ceremony::check(*own.gathering, wire::authorities(d.town.realm)).value();
  const auto terms = ceremony.terms(d.days.first);
  auto h = d.town.office<court::Environment>();
  must(court::collect(*d.town.court, h));
  for (auto& letter : d.town.court->dealing_letters) {
    if (letter.from != third.signing.verify_key()) continue;
    auto made = decode<wire::DealingsMade>(letter.body).value();
    auto bad = gate::Dealing::decode(made.files.at(0), terms).value();
    bad.sealed.at(0).back() ^= 1;
    bad.signature = third.signing.sign(gate::dealing_message(bad.digest(terms)));
    own.dealt.at(d.days.first) = bad.digest(terms);
    made.files.at(0) = bad.encode();
    letter.body = encode(made);
  }
  EXPECT_EQ(d.carry().stage, court::CeremonyStage::checking);
  const auto checked = d.work();
  ASSERT_EQ(checked[0].complaints.size(), 1u);
  EXPECT_EQ(checked[0].complaints[0].dealing, own.dealt.at(d.days.first));
  EXPECT_EQ(d.carry().stage, court::CeremonyStage::checking) << "the dealer has the word";
  EXPECT_EQ(d.work()[2].answered, 1u);
  EXPECT_EQ(d.carry().stage, court::CeremonyStage::settling);
  d.work();
  EXPECT_TRUE(d.carry().over);
  const auto dealt = gate::DealtBody::decode(d.town.court->dealt.at(d.days.first).body).value();
  EXPECT_EQ(dealt.qualified.size(), 3u) << "who answers rightly stays";
  for (const State& c : d.town.custodians) EXPECT_EQ(c.days.size(), 2u);
}

TEST(Dealings, AComplaintInAnothersNameIsNotAnswered_CUS_13) {
  Dealings d;
  d.call();
  d.work();
  d.carry();
  d.work();
  // Somebody complains although its part is good; and one that is forged in another's name counts
  // for nothing.
  d.carry();
  d.work();
  auto h = d.town.office<court::Environment>();
  must(court::collect(*d.town.court, h));
  ASSERT_EQ(d.town.custodians[2].ceremonies.at(0).dealt.size(), 2u);
  const auto of_third = d.town.custodians[2].ceremonies.at(0).dealt.at(d.days.first);
  gate::Complaint forged{of_third, 2, {}};
  auto& running = d.town.court->ceremonies.at(0).days.at(d.days.first);
  (void)must(court::carry_dealings(*d.town.court, h));
  EXPECT_TRUE(running.board.complaints.empty());
  forged.signature = d.town.custodians[0].signing.sign(view("no complaint"));
  auto& third = d.town.custodians[2];
  const auto ceremony =
      order::Ceremony::check(*third.ceremonies.at(0).gathering, wire::authorities(d.town.realm))
          .value();
  third.dealings.push_back({wire::LetterKind::dealing_complaint,
                            encode(wire::DealingComplaint{ceremony.id(), d.days.first, forged})});
  auto environment = d.town.office<Environment>();
  const auto done = must(work_on_dealings(third, environment));
  EXPECT_EQ(done.answered, 0u) << "an answer would hand out a share that nobody is short of";
  EXPECT_EQ(done.refused.size(), 1u);
}

TEST(Dealings, WhoDealsASecretOfAnotherDayAgainIsLeftOutByAllWhoRemember_CUS_16) {
  Dealings d;
  const auto hold = [&](const std::function<void()>& meanwhile) {
    d.call();
    d.work();
    d.carry();
    d.work();
    meanwhile();
    d.carry();
    const auto checked = d.work();
    for (int more = 0; more < 3 && !d.carry().over; ++more) d.work();
    return checked;
  };
  std::vector<gate::Scalar> secrets;
  State& third = d.town.custodians[2];
  // The third custodian deals the same secrets for the first day of every ceremony.
  const auto cheat = [&] {
    auto& own = third.ceremonies.back();
    const auto ceremony =
        order::Ceremony::check(*own.gathering, wire::authorities(d.town.realm)).value();
    const Day day = own.days.first;
    const auto terms = ceremony.terms(day);
    if (secrets.empty()) secrets = gate::draw_coefficients(terms, d.town.rng);
    auto again = gate::deal_with(terms, 3, secrets, gate::Scalar::random(d.town.rng));
    for (std::uint16_t m = 1; m <= 3; ++m) {
      const auto shares = gate::shares_for(terms, secrets, m);
      again.sealed.push_back(
          gate::seal_parts(again.context(terms), m, ceremony.keys(day)[m - 1u], shares, d.town.rng)
              .take());
    }
    again.signature = third.signing.sign(gate::dealing_message(again.digest(terms)));
    auto h = d.town.office<court::Environment>();
    must(court::collect(*d.town.court, h));
    for (auto& letter : d.town.court->dealing_letters) {
      if (letter.from != third.signing.verify_key()) continue;
      auto made = decode<wire::DealingsMade>(letter.body).value();
      made.files.at(0) = again.encode();
      letter.body = encode(made);
    }
    own.dealt.at(day) = again.digest(terms);
  };
  EXPECT_TRUE(hold(cheat)[0].complaints.empty()) << "the first time it is a dealing like any other";
  const auto dealers = [&](Day day) {
    std::vector<std::uint16_t> out;
    const auto body = gate::DealtBody::decode(d.town.court->dealt.at(day).body).value();
    for (const auto& q : body.qualified) out.push_back(q.index);
    return out;
  };
  EXPECT_EQ(dealers(d.days.first), (std::vector<std::uint16_t>{1, 2, 3}));
  for (State& c : d.town.custodians) c = State::load(c.save()).take();
  erase_days(d.town.custodians[0], d.days.last + 1);
  const Day later = d.days.last + 1;
  d.days = {later, later + 1};
  const auto checked = hold(cheat);
  EXPECT_EQ(checked[0].complaints.size(), 1u) << "also of a day whose parts are forgotten";
  EXPECT_EQ(checked[1].complaints.size(), 1u);
  EXPECT_TRUE(checked[2].complaints.empty());
  EXPECT_EQ(dealers(later), (std::vector<std::uint16_t>{1, 2}));
  EXPECT_EQ(dealers(later + 1), (std::vector<std::uint16_t>{1, 2, 3}));
  EXPECT_TRUE(d.town.custodians[0].dealt_points.contains(later));
}

TEST(Duty, LettersOfTheWrongSenderAreLeftOut_CUS_2) {
  Duty d(7);
  // The agency proposes a day, which only a court can.
  const wire::Clerk agency{d.town.realm,           *d.town.office_line, d.town.agency->signing,
                           d.town.agency->letters, d.town.now,          d.town.rng};
  ASSERT_TRUE(wire::post(agency, d.town.realm.custodians[0].org,
                         wire::LetterKind::epoch_for_signature, encode(wire::EpochProposal{}))
                  .ok());
  auto h = d.town.office<Environment>();
  EXPECT_EQ(must(collect(d.me(), h)), 0u);
  EXPECT_TRUE(d.me().epochs.empty());
}

}  // namespace
}  // namespace eq::custodian
