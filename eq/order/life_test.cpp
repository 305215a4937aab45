// The state machine of a case, and what must stand before anything is let go.
#include "eq/order/life.h"

#include <gtest/gtest.h>

#include "eq/order/test_life.h"

namespace eq::order {
namespace {

using testing::kDay;
using testing::kForeignAgency;
using testing::Life;
using testing::TestRealm;
using enum Stage;

TEST(Life, AnOrderGoesFromFilingToClosingAndEveryStepIsInTheLogFirst_ORD_9) {
  Life l;
  l.r.orders.append({4, 'x'}, l.r.now);
  EXPECT_EQ(l.open<Act::withdraw>().error().rule, Rule::logged);  // nothing is filed yet
  l.file();
  EXPECT_EQ(l.stage(), filed);
  const auto question = l.open<Act::clarify>()->by_court(l.r.judge, l.r.who.realm, l.r.now);
  EXPECT_EQ(l.stage(), filed);  // asked, not logged: no effect
  l.append(question);
  EXPECT_EQ(l.stage(), clarification);
  EXPECT_FALSE(l.open<Act::clarify>().ok());
  l.by_agency<Act::clarified>();
  EXPECT_EQ(l.stage(), filed);

  l.order.emplace(l.r.approved(l.a, 1));
  l.granted = l.r.now;
  l.r.orders.append(
      tlog::entry_of(
          CustodianApproved::collect(*l.order, l.r.consents(*l.order), l.r.who).value().entry()),
      l.r.now);
  EXPECT_EQ(l.stage_now(), logged);
  l.r.now = start_of(kDay) + kHour_ms;
  EXPECT_EQ(l.stage_now(), active);
  const auto index = l.intend();
  EXPECT_EQ(l.stage(), intent);
  EXPECT_TRUE(l.standing(index).ok());
  const ReceiptTerms terms{1, kDay, {}};
  for (const std::uint16_t i : {1, 2}) {
    EXPECT_EQ(l.stage(), intent) << "one is not enough";
    l.r.orders.append(
        tlog::entry_of(sign_receipt(terms, i, l.r.custodian_keys[i - 1u], l.r.who.realm)), l.r.now);
  }
  EXPECT_EQ(l.stage(), extracted);
  l.by_agency<Act::delivered>();
  EXPECT_EQ(l.stage(), delivered);
  EXPECT_EQ(l.open<Act::close>().error().rule, Rule::answer);  // not before every item is answered
  const auto a = answer(l.order->terms(),
                        {{kDay, Disposition::produced, Ground::none, 1},
                         {kDay + 1, Disposition::not_held, Ground::none, 0}},
                        l.r.provider, l.r.now, l.r.who)
                     .value();
  l.r.orders.append(tlog::entry_of(a), l.r.now);
  l.court<Act::close>();
  EXPECT_EQ(l.stage(), closed);
  EXPECT_EQ(l.standing(index).error().rule, Rule::stage);
  EXPECT_TRUE(l.r.book().voids().empty());
}

TEST(Life, AnOrderThatWasNeverFiledOrWasQuestionedMeanwhileHasNoEffect_ORD_9) {
  Life l;
  l.order.emplace(l.r.approved(l.a, 1));
  const auto entry = tlog::entry_of(
      CustodianApproved::collect(*l.order, l.r.consents(*l.order), l.r.who).value().entry());
  l.r.orders.append(entry, l.r.now);
  EXPECT_EQ(l.r.book().voids().at(0).why.rule, Rule::logged);
  Life asked;
  asked.file();
  asked.court<Act::clarify>();
  asked.order.emplace(asked.r.approved(asked.a, 1));
  asked.r.orders.append(
      tlog::entry_of(
          CustodianApproved::collect(*asked.order, asked.r.consents(*asked.order), asked.r.who)
              .value()
              .entry()),
      asked.r.now);
  const auto book = asked.r.book();
  ASSERT_EQ(book.voids().size(), 1u);
  EXPECT_EQ(book.voids()[0].why.rule, Rule::stage);
  EXPECT_TRUE(book.active_on(kDay, 99).empty());
  EXPECT_TRUE(book.orders().empty());
  EXPECT_EQ(book.find(1), nullptr);
}

/// Every act at every stage that the log can show: open exactly where the table of spec/order.md
/// section 10 says.
TEST(Life, EveryActIsOpenOnlyAtItsStagesAndOtherwiseWithoutEffect_ORD_9) {
  Life l(Urgency::ordinary, true);
  l.grant();
  const OrderBook book = l.r.book();
  std::map<Act, std::string> seen;
  for (int a = 1; a <= kActs; ++a) {
    for (const Stage s : {filed, clarification, logged, intent, extracted, delivered, closed,
                          refused, withdrawn, emergency, lapsed}) {
      Case at = *book.find_case(l.a.id());
      at.stage = s;
      at.answered = at.preserved = at.kept = 1;
      if (static_cast<Act>(a) == Act::lift) at.flags.emplace_back();
      if (a == static_cast<int>(Act::resume) || a == static_cast<int>(Act::reject))
        at.reviews.emplace_back();
      if (static_cast<Act>(a) == Act::clarified) at.questioned = at.answered;
      if (static_cast<Act>(a) == Act::preserve) at.preserved.reset();
      if (static_cast<Act>(a) == Act::keep) at.kept.reset();
      seen[static_cast<Act>(a)] +=
          open_for(at, static_cast<Act>(a), l.r.judge.verify_key(), book, l.r.who.profile).ok()
              ? '+'
              : '-';
    }
  }
  const std::map<Act, std::string> wanted = {
      //                 filed clar. logged intent extr. deliv. closed refused withdr. emerg. lapsed
      {Act::filed, "-----------"},     {Act::clarify, "+----------"},
      {Act::clarified, "-+++++---+-"}, {Act::refuse, "++---------"},
      {Act::withdraw, "++++++---+-"},  {Act::confirm, "---------+-"},
      {Act::object, "--++++-----"},    {Act::clear, "--++++-----"},
      {Act::flag, "--++++---+-"},      {Act::lift, "--++++---+-"},
      {Act::lapse, "---------+-"},     {Act::delivered, "----+------"},
      {Act::deleted, "-------++-+"},   {Act::close, "--++++-----"},
      {Act::postpone, "--+++++++++"},  {Act::preserve, "--++++---+-"},
      {Act::extend, "--++++---+-"},    {Act::keep, "--++++---+-"},
      {Act::destroy, "--+++++++++"},   {Act::review, "--++++---+-"},
      {Act::resume, "--++++---+-"},    {Act::reject, "--++++---+-"}};
  EXPECT_EQ(seen, wanted);
}

TEST(Life, AConflictWithAnotherCountrysLawWaitsForAJudgeWhoResumesOrEnds_ORD_17) {
  Life l;
  l.grant();
  l.r.now = start_of(kDay) + kHour_ms;
  const auto index = l.intend();
  ASSERT_TRUE(l.standing(index).ok());
  l.court<Act::review>(Ground::third_country);
  EXPECT_EQ(l.stage_now(), review);
  EXPECT_EQ(l.standing(index).error().rule, Rule::conflict);
  EXPECT_EQ(l.open<Act::review>().error().rule, Rule::stage);
  l.court<Act::resume>();
  EXPECT_TRUE(l.standing(index).ok());
  EXPECT_EQ(l.open<Act::reject>().error().rule, Rule::stage) << "what is resumed is decided";
  l.r.now = l.r.now + kSecond_ms;
  EXPECT_EQ(l.open<Act::review>().error().rule, Rule::stage) << "by the same office";
  l.by_custodian<Act::review>(1, Ground::third_country);
  l.court<Act::reject>(Ground::third_country);
  EXPECT_EQ(l.stage(), refused);
  EXPECT_EQ(l.standing(index).error().rule, Rule::conflict);
  EXPECT_TRUE(l.r.book().active_on(kDay, 99).empty());
  EXPECT_EQ(l.open<Act::resume>().error().rule, Rule::stage) << "an end is an end";
}

TEST(Life, WhatTheServiceAsksHoldsTheOrderUntilTheAgencyHasAnswered_ORD_23) {
  Life l;
  l.grant();
  l.r.now = start_of(kDay) + kHour_ms;
  const auto index = l.intend();
  EXPECT_EQ(l.open<Act::clarified>().error().rule, Rule::stage) << "nobody asked";
  const auto service_says = [&](Disposition d, Ground g) {
    const auto a = answer(l.order->terms(), {{kDay, d, g, 0}, {kDay + 1, d, g, 0}}, l.r.provider,
                          l.r.now, l.r.who)
                       .value();
    return l.r.orders.append(tlog::entry_of(a), l.r.now);
  };
  const auto asked = service_says(Disposition::unclear, Ground::incomplete);
  EXPECT_EQ(l.stage_now(), clarification);
  EXPECT_EQ(l.standing(index).error().rule, Rule::clarification);
  EXPECT_NE(l.standing(index).error().sentence.find(std::to_string(asked)), std::string::npos);
  EXPECT_EQ(l.open<Act::close>().error().rule, Rule::answer) << "a question is no answer";
  l.by_agency<Act::clarified>();
  EXPECT_EQ(l.stage_now(), intent);
  EXPECT_TRUE(l.standing(index).ok());
  EXPECT_EQ(l.open<Act::close>().error().rule, Rule::answer) << "nor is the agency's";
  EXPECT_EQ(l.open<Act::clarified>().error().rule, Rule::stage) << "once";
  service_says(Disposition::unclear, Ground::incomplete);
  EXPECT_EQ(l.standing(index).error().rule, Rule::clarification) << "it may ask again";
  service_says(Disposition::refused, Ground::incomplete);
  EXPECT_TRUE(l.standing(index).ok())
      << "the latest answer counts, and to refuse is the service's own affair";
  EXPECT_TRUE(l.r.book().voids().empty());
}

TEST(Life, AReviewStopsTheClockOfTheWindowWhichBeginsAnew_ORD_17) {
  Life l(Urgency::ordinary, true);
  l.grant();
  const Time granted = l.r.now;
  const std::uint64_t window = l.r.who.profile.objection_hours * kHour_ms;
  l.court<Act::review>(Ground::third_country);
  l.r.now = granted + window - kHour_ms;
  l.court<Act::resume>(Ground::none, {}, l.anew(granted));
  const Time resumed = l.r.now;
  const auto stands = [&](Time asked) {
    l.r.now = asked;
    const auto index = l.intend();
    return Standing::under(l.r.fresh(), index, {tlog::NotAfter(asked), {}, {}, {}}, l.r.who).ok();
  };
  EXPECT_FALSE(stands(granted + window + kHour_ms));
  EXPECT_FALSE(stands(resumed + window - kHour_ms));
  EXPECT_TRUE(stands(resumed + window));
}

TEST(Life, AReviewDoesNotReopenAWindowThatIsOver_ORD_17) {
  Life l(Urgency::ordinary, true);
  l.grant();
  const std::uint64_t window = l.r.who.profile.objection_hours * kHour_ms;
  l.r.now = l.granted + window;
  const auto index = l.intend();
  ASSERT_TRUE(l.standing(index).ok());
  l.r.now = l.r.now + 1;
  const Time reviewed = l.r.now;
  l.by_custodian<Act::review>(2, Ground::third_country);
  l.r.now = l.r.now + kDay_ms;
  EXPECT_EQ(l.anew(l.granted + window), l.r.now + window) << "at its last moment it was running";
  l.court<Act::resume>(Ground::none, {}, l.anew(reviewed));
  EXPECT_EQ(l.r.book().find_case(l.a.id())->window_until, Time{});
  const WitnessedTimes times{tlog::NotAfter(l.granted + window), {}, {}, {}};
  EXPECT_TRUE(Standing::under(l.r.fresh(), index, times, l.r.who).ok())
      << "for the intent of before, too";
}

TEST(Life, AResumptionLengthensOnlyAWindowThatThereIs_ORD_17) {
  Life home, cleared(Urgency::ordinary, true);
  cleared.grant();
  cleared.court<Act::clear>();
  home.grant();
  for (Life* l : {&home, &cleared}) {
    l->court<Act::review>(Ground::third_country);
    EXPECT_EQ(l->anew(l->granted), Time{});
    l->court<Act::resume>(Ground::none, {}, l->r.now + kDay_ms);
    EXPECT_EQ(l->r.book().voids().at(0).why.rule, Rule::window);
    EXPECT_TRUE(l->r.book().find_case(l->a.id())->reviewed());
  }
}

TEST(Life, WhatAJudgeHasDecidedTheSameOfficeRaisesNoMore_ORD_41) {
  Life l;
  l.grant();
  l.by_custodian<Act::flag>(1, Ground::press_freedom);
  l.court<Act::lift>();
  l.r.now = l.r.now + kHour_ms;
  ActEntry again;
  again.act = Act::flag;
  again.filing = l.a.id();
  again.at = l.r.now;
  again.actor = Actor::custodian;
  again.custodian = 1;
  again.ground = Ground::immunity_or_privilege;
  const auto at = l.append(sign_act(again, l.r.custodian_keys[0], l.r.who.realm));
  EXPECT_FALSE(l.r.book().find_case(l.a.id())->flagged());
  ASSERT_EQ(l.r.book().voids().size(), 1u);
  EXPECT_EQ(l.r.book().voids()[0].index, at);
  EXPECT_EQ(l.r.book().voids()[0].why.id, "ORD-R24");
  // A flag is no review.
  l.by_custodian<Act::review>(1, Ground::third_country);
  EXPECT_TRUE(l.r.book().find_case(l.a.id())->reviewed());
}

TEST(Life, EachOfficesFlagAndReviewStandsByItselfUntilAJudgeHasDecidedOnIt_ORD_46) {
  Life l;
  l.grant();
  l.r.now = start_of(kDay) + kHour_ms;
  const auto index = l.intend();
  l.by_custodian<Act::flag>(1, Ground::press_freedom);
  const auto lift = [&](const crypto::Digest& about) {
    l.r.now = l.r.now + kSecond_ms;
    return l.append(l.open<Act::lift>()->by_court(l.r.judge, l.r.who.realm, l.r.now, Ground::none,
                                                  {}, {}, {}, about));
  };
  const auto first = l.first_of(Act::lift);
  // While the judge decides on it, another office raises its own, and a review besides.
  l.by_custodian<Act::flag>(2, Ground::immunity_or_privilege);
  l.by_custodian<Act::review>(3, Ground::third_country);
  l.court<Act::review>(Ground::third_country);
  lift(first);
  const auto standing = [&] { return *l.r.book().find_case(l.a.id()); };
  ASSERT_EQ(standing().flags.size(), 1u);
  EXPECT_EQ(standing().flags[0].by, l.r.custodian_keys[1].verify_key());
  EXPECT_EQ(standing().reviews.size(), 2u) << "a lifting ends no review";
  lift(first);  // what is lifted is lifted, and names no flag any more
  lift(standing().reviews[0].id);
  EXPECT_EQ(l.r.book().voids().size(), 2u);
  l.court<Act::resume>();
  EXPECT_EQ(standing().reviews.size(), 1u);
  EXPECT_EQ(l.standing(index).error().rule, Rule::conflict);
  l.r.now = l.r.now + kSecond_ms;
  l.court<Act::resume>();
  EXPECT_EQ(l.standing(index).error().rule, Rule::privilege);
  EXPECT_NE(l.standing(index).error().sentence.find("privilege"), std::string::npos);
  lift(l.first_of(Act::lift));
  EXPECT_TRUE(l.standing(index).ok());
}

TEST(Deadlines, NothingIsLetGoAfterTheTimeThatTheOrderStates_ORD_44) {
  Life l;
  l.grant();
  const OrderTerms& t = l.order->terms();
  EXPECT_EQ(t.release_by, longest_release(t.last));
  l.r.now = start_of(kDay) + kHour_ms;
  const auto index = l.intend();
  const auto rule = [&](Time witnessed, Time own) {
    const auto book = FreshBook::read(l.r.orders.fresh(witnessed, own).value(), l.r.who);
    const auto s = Standing::under(book, index, {tlog::NotAfter(l.granted), {}, {}, {}}, l.r.who);
    return s.ok() ? "" : s.error().id;
  };
  EXPECT_EQ(rule(t.release_by, t.release_by), "");
  EXPECT_EQ(rule(t.release_by - kMinute_ms, t.release_by + 1), "ORD-R39") << "by our own clock";
  EXPECT_EQ(rule(t.release_by + kSecond_ms, t.release_by), "ORD-R39") << "by the witness's";
  // A longer one is no order, nor one that ends before its last day is over.
  OrderEntry entry =
      CustodianApproved::collect(*l.order, l.r.consents(*l.order), l.r.who).value().entry();
  const auto checked = [&](Time until) {
    entry.terms.release_by = until;
    const auto v = verify_order(entry, 9, l.r.who);
    return v.error().id;
  };
  EXPECT_EQ(checked(t.release_by + 1), "ORD-R39");
  EXPECT_EQ(checked(end_of(t.last)), "ORD-R39");
  EXPECT_EQ(checked(end_of(t.last) + 1), "ORD-R8") << "the time is right, and nobody signed it";
}

TEST(Deadlines, WhatIsKeptOrExtendedLateOpensNothingThatWasOver_ORD_44) {
  Life l;
  l.grant();
  l.by_agency<Act::preserve>();
  const auto& p = l.r.who.profile;
  const OrderTerms& t = l.order->terms();
  l.r.now = start_of(t.last + 2);
  l.court<Act::keep>(Ground::none, {}, l.r.now + p.preservation_days * kDay_ms);
  l.court<Act::extend>(Ground::none, {},
                       l.r.now + (p.preservation_days + p.extension_days) * kDay_ms);
  const Case c = *l.r.book().find_case(l.a.id());
  const auto until = [&](std::optional<Time> kept, std::optional<Time> extended) {
    WitnessedTimes times{tlog::NotAfter(l.granted), {}, {}, {}};
    if (kept) times.kept = tlog::NotAfter(*kept);
    if (extended) times.extended = tlog::NotAfter(*extended);
    return releasable_until(t, c, times);
  };
  EXPECT_EQ(until(t.release_by, c.kept_until), c.extended_until);
  EXPECT_EQ(until(t.release_by, c.kept_until + 1), c.kept_until);
  EXPECT_EQ(until(t.release_by + 1, c.kept_until), t.release_by) << "neither, then";
  EXPECT_EQ(until({}, {}), t.release_by);
}

TEST(Deadlines, TheWindowForObjectionsStandsInTheOrder_ORD_44) {
  Life l(Urgency::ordinary, true);
  l.grant();
  const std::uint64_t window = l.r.who.profile.objection_hours * kHour_ms;
  EXPECT_EQ(window_over(l.order->terms(), *l.r.book().find_case(l.a.id())), l.granted + window);
  OrderFile file = l.order->file();
  const auto rule = [&](Time object_by) {
    file.terms.object_by = object_by;
    file.judge = l.r.judge.sign(judge_message(file.terms, l.r.who.realm));
    const auto v = JudiciallyApproved::verify(file, l.r.who, l.r.now);
    return v.ok() ? "" : v.error().id;
  };
  EXPECT_EQ(rule(l.r.now + (window - kConsentTime_ms)), "");
  EXPECT_EQ(rule(l.r.now + (window - kConsentTime_ms) - 1), "ORD-R26");
  EXPECT_EQ(rule(Time{}), "ORD-R26");
  Life home;
  home.grant();
  file = home.order->file();
  EXPECT_EQ(rule(l.r.now + window), "ORD-R26") << "no window where nobody enforces for another";
}

TEST(Life, AnActThatWasNotOpenStandsInTheLogWithoutEffect_ORD_9) {
  Life l;
  l.grant();
  ActEntry e;
  e.act = Act::confirm;  // no emergency
  e.filing = l.a.id();
  e.at = l.r.now;
  e.actor = Actor::court;
  l.append(sign_act(e, l.r.judge, l.r.who.realm));
  EXPECT_EQ(l.stage(), logged);
  ASSERT_EQ(l.r.book().voids().size(), 1u);
  EXPECT_EQ(l.r.book().voids()[0].why.id, "ORD-R24");
}

TEST(Life, AnActByTheWrongOfficeOrKeyIsRefused_ORD_9) {
  Life l;
  l.grant();
  ActEntry good = l.open<Act::withdraw>()->by_court(l.r.judge, l.r.who.realm, l.r.now);
  EXPECT_TRUE(verify_act(good, kWholeLog, l.r.who).ok());
  const Bytes bytes = encode(good);
  for (std::size_t i = 0; i < bytes.size(); ++i) {  // every byte of the entry counts
    Bytes bad = bytes;
    bad[i] ^= 1;
    const auto e = decode<ActEntry>(bad);
    EXPECT_TRUE(!e.ok() || !verify_act(*e, kWholeLog, l.r.who).ok()) << i;
  }
  const auto refused = [&](Act act, Actor actor, const crypto::SigningKey& key,
                           Ground g = Ground::none) {
    ActEntry e{act,
               l.a.id(),
               l.r.now,
               actor,
               actor == Actor::agency ? l.r.who.agency_name : "",
               static_cast<std::uint16_t>(actor == Actor::custodian ? 1 : 0),
               g,
               {},
               {},
               {}};
    return !verify_act(sign_act(e, key, l.r.who.realm), kWholeLog, l.r.who).ok();
  };
  EXPECT_TRUE(refused(Act::confirm, Actor::agency, l.r.agency));
  EXPECT_TRUE(refused(Act::lift, Actor::custodian, l.r.custodian_keys[0]));
  EXPECT_TRUE(refused(Act::flag, Actor::agency, l.r.agency, Ground::press_freedom));
  EXPECT_TRUE(refused(Act::withdraw, Actor::court, l.r.agency));
  EXPECT_TRUE(refused(Act::object, Actor::court, l.r.judge));  // no ground
  // none of the list
  EXPECT_TRUE(refused(Act::object, Actor::court, l.r.judge, Ground::impossible));
  // another's index
  EXPECT_TRUE(refused(Act::flag, Actor::custodian, l.r.custodian_keys[1], Ground::press_freedom));
  EXPECT_FALSE(refused(Act::flag, Actor::custodian, l.r.custodian_keys[0], Ground::press_freedom));
}

TEST(Life, WhatIsStoppedLeavesTheNextDaysAndGrantsNothingMore_ORD_9) {
  Life l;
  l.grant();
  const auto before = l.r.book();
  ASSERT_EQ(before.active_on(kDay, 99).size(), 1u);
  const auto at = l.court<Act::withdraw>();
  const auto book = l.r.book();
  EXPECT_TRUE(book.active_on(kDay, 99).empty());
  EXPECT_EQ(book.active_on(kDay, at).size(), 1u);  // as it stood before
  const auto late = l.intend();
  EXPECT_EQ(l.r.book().intent_at(late), nullptr);
  EXPECT_EQ(l.standing(late).error().rule, Rule::intent);
}

TEST(Life, WhatNobodyAnswersExpires_ORD_9) {
  Life l;
  l.grant();
  l.r.now = start_of(kDay + 8);
  EXPECT_EQ(l.stage_now(), logged);
  l.r.now = start_of(kDay + 9);
  EXPECT_EQ(l.stage_now(), expired);
}

TEST(Emergency, WithoutAJudgeOnlyWhatTheProfileAllowsAndOnlyUntilItsHour_ORD_10) {
  TestRealm strict;
  OrderForm f = strict.form();
  f.urgency = "emergency";
  f.issuer = "police";
  // no threat stated
  EXPECT_EQ(Draft::from_form(f, strict.who, strict.now).error().rule, Rule::emergency);
  f.threat = "a child is held";
  // content, never before the judge
  EXPECT_EQ(Draft::from_form(f, strict.who, strict.now).error().rule, Rule::emergency);

  Life l(Urgency::emergency);
  l.grant();
  EXPECT_EQ(l.stage_now(), emergency);
  EXPECT_EQ(l.order->terms().basis, Basis::emergency);
  EXPECT_NE(judge_message(l.order->terms(), "r"), [&] {
    auto t = l.order->terms();
    t.basis = Basis::judge;
    return judge_message(t, "r");
  }());
  l.r.now = l.granted + 48 * kHour_ms;
  const auto index = l.intend();
  EXPECT_TRUE(l.standing(index).ok());
  l.r.now = l.r.now + 1;
  EXPECT_EQ(l.stage_now(), lapsed);
  EXPECT_EQ(l.standing(index).error().rule, Rule::unconfirmed);
  l.court<Act::lapse>();
  EXPECT_EQ(l.stage(), lapsed);
  EXPECT_EQ(l.standing(index).error().rule, Rule::unconfirmed);
  EXPECT_TRUE(l.r.book().active_on(kDay + 1, 99).empty());
  l.by_agency<Act::deleted>();
  EXPECT_TRUE(l.r.book().find_case(l.a.id())->deleted);
  EXPECT_FALSE(l.open<Act::confirm>().ok());
}

TEST(Emergency, AConfirmationInTimeHoldsAndOneThatTheWitnessSawTooLateDoesNot_ORD_10) {
  Life l(Urgency::emergency);
  l.grant();
  l.court<Act::confirm>();
  l.r.now = l.granted + 30 * kHour_ms;
  const auto index = l.intend();
  const Time by = l.granted + 48 * kHour_ms;
  l.r.now = by + 5 * kHour_ms;
  EXPECT_TRUE(l.standing(index, by).ok());
  EXPECT_EQ(l.standing(index, by + 1).error().rule, Rule::unconfirmed);
  EXPECT_EQ(l.standing(index, std::nullopt).error().rule, Rule::unconfirmed);
}

TEST(Foreign, NothingIsReleasedBeforeTheWindowAndAnObjectionStopsIt_ORD_11) {
  Life l(Urgency::ordinary, true);
  l.grant();
  l.r.now = l.granted + 96 * kHour_ms - 1;
  const auto early = l.intend();
  EXPECT_EQ(l.standing(early).error().rule, Rule::window);
  l.r.now = l.r.now + 1;
  const auto index = l.intend();
  EXPECT_TRUE(l.standing(index).ok());
  l.court<Act::object>(Ground::ne_bis_in_idem);
  EXPECT_EQ(l.stage(), refused);
  EXPECT_EQ(l.standing(index).error().rule, Rule::objection);
  EXPECT_NE(l.standing(index).error().sentence.find("ne-bis-in-idem"), std::string::npos);
  EXPECT_TRUE(l.r.book().active_on(kDay + 1, 99).empty());
}

TEST(Foreign, ClearanceOpensItEarlyAndNobodysOwnClockDoes_ORD_11) {
  Life l(Urgency::ordinary, true);
  l.grant();
  const Time from = l.granted + l.r.who.profile.objection_hours * kHour_ms;
  const auto index = l.intend();
  l.r.now = from + kHour_ms;
  const auto shown = [&](Time asked) {
    return Standing::under(l.r.fresh(), index, {tlog::NotAfter(asked), {}, {}, {}}, l.r.who);
  };
  EXPECT_EQ(shown(l.granted).error().rule, Rule::window)
      << "the intent was logged while the window was open";
  // Both clocks must have come there: ours, and the witness's for the head that is read.
  const auto by_clocks = [&](Time witnessed, Time own) {
    const auto book = FreshBook::read(l.r.orders.fresh(witnessed, own).value(), l.r.who);
    return Standing::under(book, index, {tlog::NotAfter(from), {}, {}, {}}, l.r.who).ok();
  };
  EXPECT_TRUE(by_clocks(from, from));
  EXPECT_FALSE(by_clocks(from - kSecond_ms, from + 30 * kMinute_ms));
  EXPECT_FALSE(by_clocks(from + kMinute_ms, from - kSecond_ms));
  l.r.now = l.granted + kHour_ms;
  EXPECT_EQ(shown(from).error().rule, Rule::window)
      << "an intent shown as if it came after the window";
  l.court<Act::clear>();
  EXPECT_TRUE(shown(l.granted).ok());
}

TEST(Foreign, AnApplicationFromAbroadNeedsTheJudgeOfThatRealm_ORD_11) {
  Life l(Urgency::ordinary, true);
  EXPECT_TRUE(Filed::verify(l.a, l.r.who, l.r.now).ok());
  Application bad = l.a;
  bad.issues.clear();
  EXPECT_EQ(Filed::verify(bad, l.r.who, l.r.now).error().rule, Rule::foreign);
  // the agency in its judge's place
  bad.issues.push_back(issue(bad, IssuerKind::judge, "Court of the other realm", l.abroad));
  EXPECT_EQ(Filed::verify(bad, l.r.who, l.r.now).error().rule, Rule::foreign);
  bad = l.a;
  bad.scope.last = bad.scope.last + 1;
  EXPECT_EQ(Filed::verify(bad, l.r.who, l.r.now).error().rule, Rule::agency);
  Life home;
  EXPECT_EQ(home.a.scope.authority, home.r.who.agency_name);
  home.grant();
  EXPECT_EQ(home.open<Act::object>().error().rule, Rule::foreign);  // our own judge decided
}

TEST(Privilege, AFlagStopsTheOrderUntilAJudgeLiftsIt_ORD_12) {
  Life l;
  l.grant();
  l.r.now = start_of(kDay) + kHour_ms;
  const auto index = l.intend();
  ASSERT_TRUE(l.standing(index).ok());
  l.by_custodian<Act::flag>(2, Ground::immunity_or_privilege);
  EXPECT_EQ(l.standing(index).error().rule, Rule::privilege);
  l.court<Act::lift>();
  EXPECT_TRUE(l.standing(index).ok());
}

TEST(Privilege, TheLiftingOfOneFlagDoesNotLiftTheNext_ORD_25) {
  Life l;
  l.grant();
  l.r.now = start_of(kDay) + kHour_ms;
  const auto index = l.intend();
  l.court<Act::flag>(Ground::press_freedom);
  const auto lift = l.open<Act::lift>()->by_court(l.r.judge, l.r.who.realm, l.r.now, Ground::none,
                                                  {}, {}, {}, l.first_of(Act::lift));
  l.append(lift);
  l.r.now = l.r.now + kSecond_ms;
  l.by_custodian<Act::flag>(1, Ground::immunity_or_privilege);
  EXPECT_EQ(l.standing(index).error().rule, Rule::privilege);
  l.append(lift);  // the same signed act once more, by whoever runs the log
  EXPECT_EQ(l.standing(index).error().rule, Rule::privilege);
  EXPECT_EQ(l.r.book().voids().size(), 1u);
  l.court<Act::lift>();
  EXPECT_TRUE(l.standing(index).ok());
}

TEST(Postponement, IsForALaterMonthWithinTheLongestDelayAndTheSignersDateSaysNothing_ORD_13) {
  Life l;
  l.grant();
  const Month due = l.order->terms().disclosure.month;
  const auto moved = [&] { return l.r.book().find_case(l.a.id())->postponements; };
  l.court<Act::postpone>(Ground::none, due);  // not later
  l.court<Act::postpone>(Ground::none, due + 40);
  EXPECT_TRUE(moved().empty());
  EXPECT_EQ(l.r.voids(), "2 ORD-R29, 3 ORD-R29");
  const auto index = l.court<Act::postpone>(Ground::none, due + 2);
  ASSERT_EQ(moved().size(), 1u);
  EXPECT_EQ(moved()[0].index, index);
  EXPECT_EQ(moved()[0].month, due + 2);
  // Whether it came in time is for whoever has the witness's time (parties/auditor/times.cpp); what
  // the signer says is not asked.
  auto dated_back =
      l.open<Act::postpone>()->by_court(l.r.judge, l.r.who.realm, Time{1}, Ground::none, due + 3);
  l.append(dated_back);
  EXPECT_EQ(moved().back().month, due + 3);
}

TEST(Deadlines, AnEmergencysHourIsRefusedWhereTheProfileWouldNotAllowIt_ORD_32) {
  Life l(Urgency::emergency);
  l.grant();
  OrderFile file = l.order->file();
  const auto rule = [&](Time confirm_by) {
    file.terms.confirm_by = confirm_by;
    file.judge = l.r.judge.sign(judge_message(file.terms, l.r.who.realm));
    const auto v = JudiciallyApproved::verify(file, l.r.who, l.r.now);
    return v.ok() ? "" : v.error().id;
  };
  const Time longest = l.r.who.profile.confirm_by(l.r.now);
  EXPECT_EQ(rule(longest), "");
  EXPECT_EQ(rule(longest + kClockSlack_ms), "");
  EXPECT_EQ(rule(longest + kClockSlack_ms + 1), "ORD-R25");
  EXPECT_EQ(rule(Time{}), "ORD-R25");
  Life ordinary;
  ordinary.grant();
  file = ordinary.order->file();
  EXPECT_EQ(rule(longest), "ORD-R25") << "no hour where there is no emergency";
}

TEST(Deadlines, APreservationSaysHowLongWithinTheProfile_ORD_32) {
  Life l;
  l.grant();
  l.by_agency<Act::preserve>();
  const auto& p = l.r.who.profile;
  const Time longest =
      start_of(l.order->terms().last + 1 + kAnswerableDays) + p.preservation_days * kDay_ms;
  EXPECT_EQ(longest_keeping(l.order->terms().last, p, l.r.now),
            l.r.now + p.preservation_days * kDay_ms);
  l.court<Act::keep>(Ground::none, {}, Time{});
  l.court<Act::keep>(Ground::none, {}, longest + 1);
  EXPECT_FALSE(l.r.book().find_case(l.a.id())->kept);
  l.court<Act::keep>(Ground::none, {}, longest);
  EXPECT_EQ(l.r.book().find_case(l.a.id())->keeping_ends(), longest);
  l.court<Act::extend>(Ground::none, {}, longest + (p.extension_days * kDay_ms + 1));
  l.court<Act::extend>(Ground::none, {}, longest);
  EXPECT_FALSE(l.r.book().find_case(l.a.id())->extended);
  l.court<Act::extend>(Ground::none, {}, longest + 1);
  EXPECT_EQ(l.r.book().find_case(l.a.id())->keeping_ends(), longest + 1);
}

TEST(Answer, IsCompleteOrNoneAndHoldingNothingIsComplete_ORD_14) {
  Life l;
  l.grant();
  const OrderTerms& t = l.order->terms();
  const Item none{kDay, Disposition::not_held, Ground::none, 0};
  const auto nothing = answer(t, {none, {kDay + 1, Disposition::not_held, Ground::none, 0}},
                              l.r.provider, l.r.now, l.r.who);
  ASSERT_TRUE(nothing.ok());
  EXPECT_TRUE(verify_answer(*nothing, t, l.r.who).ok());
  const auto refused = [&](std::vector<Item> items) {
    return answer(t, std::move(items), l.r.provider, l.r.now, l.r.who).error().id == "ORD-R30";
  };
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(refused({none}));
  EXPECT_TRUE(refused({none, none}));
  // without a ground
  EXPECT_TRUE(refused({none, {kDay + 1, Disposition::refused, Ground::none, 0}}));
  EXPECT_TRUE(refused({none, {kDay + 1, Disposition::produced, Ground::impossible, 1}}));
  // a count that was not rounded
  EXPECT_TRUE(refused({none, {kDay + 1, Disposition::produced, Ground::none, 3}}));
  EXPECT_TRUE(refused({none, {kDay + 1, Disposition::not_held, Ground::none, 1}}));
  const Bytes bytes = encode(*nothing);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    Bytes bad = bytes;
    bad[i] ^= 1;
    const auto e = decode<AnswerEntry>(bad);
    EXPECT_TRUE(!e.ok() || !verify_answer(*e, t, l.r.who).ok()) << i;
  }
}

}  // namespace
}  // namespace eq::order
