// What is said of a case to those who look back at it.
#include "eq/order/as_of.h"

#include <gmock/gmock.h>

#include "eq/order/test_life.h"

namespace eq::order {
namespace {

using ::testing::HasSubstr;
using testing::kDay;
using testing::Life;
using ::testing::Not;

/// The log as it is now, of which one day was opened.
CaseAsOf looked_at(Life& l, SeenBy seen = {}, std::set<Day> opened = {kDay}) {
  const auto log = l.r.orders.fresh(l.r.now);
  const auto book = OrderBook::read(log, l.r.who);
  const auto& order = *book.find(1);
  for (const auto i : entries_of(log, book, order)) seen.emplace(i, tlog::NotAfter(l.granted));
  return case_as_of(log, book, order, l.a, opened, seen);
}
std::string rule(const CaseAsOf& c) { return c.against ? c.against->id : ""; }

void open_the_day(Life& l) {
  l.r.now = start_of(kDay + 1) + 3 * kHour_ms;
  l.intend();
  for (const std::uint16_t i : {1, 2})
    l.r.orders.append(
        tlog::entry_of(sign_receipt({1, kDay, {}}, i, l.r.custodian_keys[i - 1u], l.r.who.realm)),
        l.r.now);
}

TEST(AsOf, AJudgesOrderThatWasCarriedOutStandsAndWhatStoppedItIsSaid_ORD_33) {
  Life l;
  l.grant();
  open_the_day(l);
  const auto carried_out = looked_at(l);
  EXPECT_EQ(rule(carried_out), "");
  EXPECT_EQ(carried_out.stage, Stage::extracted);
  EXPECT_EQ(carried_out.at, l.r.now);
  EXPECT_THAT(carried_out.words, HasSubstr("signed the order as its own decision"));
  EXPECT_THAT(carried_out.words, HasSubstr("Custodian 1, Custodian 3"));
  EXPECT_THAT(carried_out.words, HasSubstr("It stands."));
  EXPECT_EQ(rule(looked_at(l, {}, {kDay + 1})), "ORD-R16") << "nobody asked for that day";

  l.court<Act::flag>(Ground::press_freedom);
  EXPECT_EQ(rule(looked_at(l)), "ORD-R28");
  EXPECT_THAT(looked_at(l).words, HasSubstr("flagged, by the court, ground: press-freedom"));
  l.court<Act::lift>();
  EXPECT_EQ(rule(looked_at(l)), "");
  l.court<Act::review>(Ground::third_country);
  EXPECT_EQ(rule(looked_at(l)), "ORD-R34");
  EXPECT_EQ(looked_at(l).stage, Stage::review);
  l.court<Act::resume>();
  EXPECT_EQ(rule(looked_at(l)), "");
  l.court<Act::withdraw>();
  EXPECT_EQ(rule(looked_at(l)), "ORD-R24");
  EXPECT_THAT(looked_at(l).words, HasSubstr("It does not stand."));
}

TEST(AsOf, AnOrderThatWasClosedInOrderStands_ORD_33) {
  Life l;
  l.grant();
  open_the_day(l);
  const auto a = answer(l.order->terms(),
                        {{kDay, Disposition::produced, Ground::none, 1},
                         {kDay + 1, Disposition::not_held, Ground::none, 0}},
                        l.r.provider, l.r.now, l.r.who)
                     .value();
  l.r.orders.append(tlog::entry_of(a), l.r.now);
  l.court<Act::close>();
  EXPECT_EQ(looked_at(l).stage, Stage::closed);
  EXPECT_EQ(rule(looked_at(l)), "");
}

TEST(AsOf, AnEmergencyIsNeverSaidToBeAJudgesAndStandsOnlyOnceOneConfirmedInTime_ORD_33) {
  Life l(Urgency::emergency);
  l.grant();
  l.intend();
  const auto unconfirmed = looked_at(l);
  EXPECT_EQ(rule(unconfirmed), "ORD-R25") << "within its hour, too";
  EXPECT_EQ(unconfirmed.stage, Stage::emergency);
  EXPECT_THAT(unconfirmed.words,
              HasSubstr("In an emergency, before any judge, by the agency itself"));
  EXPECT_THAT(unconfirmed.words, HasSubstr("The court entered it and did not decide it."));
  EXPECT_THAT(unconfirmed.words, HasSubstr("No judge's confirmation"));
  EXPECT_THAT(unconfirmed.words, Not(HasSubstr("its own decision")));

  l.r.now = l.r.now + 40 * kHour_ms;
  const auto confirmed = l.court<Act::confirm>();
  EXPECT_EQ(rule(looked_at(l)), "");
  EXPECT_THAT(looked_at(l).words, HasSubstr("came in time"));
  const SeenBy late{{confirmed, tlog::NotAfter(l.granted + 49 * kHour_ms)}};
  EXPECT_EQ(rule(looked_at(l, late)), "ORD-R25");
  EXPECT_THAT(looked_at(l, late).words, HasSubstr("is not shown to have come in time"));

  Life lapsed(Urgency::emergency);
  lapsed.grant();
  lapsed.intend();
  lapsed.r.now = lapsed.r.now + 49 * kHour_ms;
  lapsed.r.orders.append({4, 'x'}, lapsed.r.now);
  EXPECT_EQ(looked_at(lapsed).stage, Stage::lapsed) << "by the clock";
  lapsed.court<Act::lapse>();
  EXPECT_EQ(rule(looked_at(lapsed)), "ORD-R25");
}

TEST(AsOf, AnOrderFromAbroadNamesItsJudgeAndItsWindow_ORD_33) {
  Life l(Urgency::ordinary, true);
  l.grant();
  const auto asked = l.intend();
  l.r.now = l.r.now + 97 * kHour_ms;
  l.r.orders.append({4, 'x'}, l.r.now);
  EXPECT_EQ(rule(looked_at(l, {{asked, tlog::NotAfter(l.granted + 95 * kHour_ms)}})), "ORD-R26");
  EXPECT_EQ(rule(looked_at(l, {{asked, tlog::NotAfter(l.granted + 96 * kHour_ms)}})), "");
  EXPECT_THAT(looked_at(l).words,
              HasSubstr("By a judge of another realm: Court of the other realm of other.example."));
  l.court<Act::object>(Ground::press_freedom);
  EXPECT_EQ(rule(looked_at(l)), "ORD-R27");
}

TEST(AsOf, EveryEntryThatNamesTheOrderIsPartOfItVoidOnesTooAndNoOther_ORD_33) {
  Life l;
  const auto filed = l.file();
  l.r.orders.append({4, 'x'}, l.r.now);  // of another room
  l.order.emplace(l.r.approved(l.a, 1));
  l.granted = l.r.now;
  const auto granted = l.r.orders.append(
      tlog::entry_of(
          CustodianApproved::collect(*l.order, l.r.consents(*l.order), l.r.who).value().entry()),
      l.r.now);
  l.r.log_order(l.r.approved(2, 2));  // another order, and its filing
  const auto asked = l.intend();
  const auto counted = l.r.orders.append(
      tlog::entry_of(sign_tally({asked, kDay, l.r.now, {}, {}}, l.r.provider, l.r.who.realm)),
      l.r.now);
  ActEntry lift =
      l.open<Act::flag>()->by_court(l.r.judge, l.r.who.realm, l.r.now, Ground::press_freedom);
  lift.act = Act::lift;
  lift.ground = Ground::none;
  const auto is_void = l.append(sign_act(lift, l.r.judge, l.r.who.realm));  // there is no flag
  const auto log = l.r.orders.replay();
  const auto book = OrderBook::read(log, l.r.who);
  EXPECT_EQ(entries_of(log, book, *book.find(1)),
            (std::vector<std::uint64_t>{filed, granted, asked, counted, is_void}));
  EXPECT_EQ(entries_of(log, book, *book.find(2)).size(), 2u);
  EXPECT_THAT(looked_at(l).words, HasSubstr("flag lifted, by the court (void: ORD-R24)"));
}

}  // namespace
}  // namespace eq::order
