// What ends or holds an order, and what is preserved under it, with the court dying in the middle
// of it or its clock jumping.  Done again it comes to the same: one act, keys gone, the agency
// told, a clean log.
#include <gtest/gtest.h>

#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"
#include "journeys/abroad.h"
#include "journeys/story.h"
#include "journeys/trouble.h"
#include "parties/auditor/audit.h"
#include "parties/client/notices.h"

namespace eq::journeys {
namespace {

constexpr unsigned kCuts = 6;  // a step of the court makes no more requests than this

order::OrderBook book_of(Town& town) {
  const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders);
  return order::OrderBook::read(log.value(), wire::authorities(town.realm));
}

std::size_t acts_in(Town& town, order::Act which) {
  const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).value();
  std::size_t n = 0;
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    const auto e = tlog::parse_entry<order::ActEntry>(log.entry(i));
    n += e.ok() && e->act == which;
  }
  return n;
}

void expect_clean(Town& town) {
  const auto audit = auditor::audit(*town.office_line, town.realm, {}, town.now);
  EXPECT_TRUE(audit.clean()) << audit.first_violation()->detail;
}

void keep(Town& town, Trouble& t, std::uint32_t number) {
  auto agency = town.office<agency::Environment>();
  must(agency::preserve(*town.agency, agency, number));
  t.step(*town.court, [&](auto& c, auto& h) { return court::keep(c, h, town.judge, number).ok(); });
  t.step(*town.court, [&](auto& c, auto& h) { return court::begin_keeping(c, h, number).ok(); });
}

/// The order is over: nothing of it is left with the court, and the log says what became of what
/// was kept.
void expect_ended(Town& town, std::uint32_t number, order::Stage stage) {
  const auto book = book_of(town);
  EXPECT_EQ(book.case_of(number)->stage, stage);
  EXPECT_TRUE(book.case_of(number)->destroyed);
  EXPECT_TRUE(town.court->preservations.empty());
  for (const auto& [day, prepared] : town.court->days)
    EXPECT_TRUE(prepared.keys.empty()) << to_text(day);
  EXPECT_EQ(acts_in(town, order::Act::keep), 1u);
  EXPECT_EQ(acts_in(town, order::Act::destroy), 1u);
  expect_clean(town);
}

TEST(TroubleOfActs,
     ACourtThatDiesWhileItEndsAnEmergencyEndsItWithItsKeysAndTellsTheAgency_CRT_7_CRT_11) {
  for (unsigned cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE(cut);
    Town town(71, allow_emergencies);
    auto ana = town.settle();
    const Day day = town.first_day() + 1;
    const auto number = grant_order(town, emergency_form(ana->id(), day, day + 1));
    publish_days_up_to(town, day);
    Crash crash(town, cut);
    keep(town, crash, number);
    town.advance(49 * kHour_ms);
    crash.step(*town.court,
               [&](auto& c, auto& h) { return court::lapse(c, h, town.judge, number).ok(); });
    EXPECT_EQ(acts_in(town, order::Act::lapse), 1u);
    expect_ended(town, number, order::Stage::lapsed);
    auto later = town.office<agency::Environment>();
    must(agency::collect(*town.agency, later));
    EXPECT_TRUE(town.agency->filings.back().stopped);
  }
}

TEST(TroubleOfActs, ACourtThatDiesWhileAConflictIsReviewedTellsTheAgencyOfEachStep_CRT_9) {
  for (unsigned cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE(cut);
    Town town(72);
    auto ana = town.settle();
    const Day day = town.first_day() + 1;
    const auto number = grant_order(town, ana->id(), day, day + 1);
    publish_days_up_to(town, day);
    Crash crash(town, cut);
    keep(town, crash, number);
    const auto words_heard = [&] {
      auto agency = town.office<agency::Environment>();
      must(agency::collect(*town.agency, agency));
      return town.agency->filings.back().questions.size();
    };
    crash.step(*town.court,
               [&](auto& c, auto& h) { return court::review(c, h, town.judge, number).ok(); });
    EXPECT_GE(words_heard(), 1u);
    crash.step(*town.court,
               [&](auto& c, auto& h) { return court::resume(c, h, town.judge, number).ok(); });
    EXPECT_GE(words_heard(), 2u);
    EXPECT_FALSE(book_of(town).case_of(number)->reviewed());
    EXPECT_EQ(acts_in(town, order::Act::review), 1u);
    EXPECT_EQ(acts_in(town, order::Act::resume), 1u);
    town.advance(kMinute_ms);
    auto custodian = town.office<custodian::Environment>();
    must(custodian::review(town.custodians[1], custodian, number));
    crash.step(*town.court,
               [&](auto& c, auto& h) { return court::reject(c, h, town.judge, number).ok(); });
    expect_ended(town, number, order::Stage::refused);
    words_heard();
    EXPECT_TRUE(town.agency->filings.back().stopped);
  }
}

TEST(TroubleOfActs, ACourtThatDiesWhileItEndsAnOrderEarlyLeavesNoKeyBehind_CRT_11) {
  for (unsigned cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE(cut);
    Town town(73);
    auto ana = town.settle();
    const Day day = town.first_day() + 1;
    const auto number = grant_order(town, ana->id(), day, day + 1);
    publish_days_up_to(town, day);
    Crash crash(town, cut);
    keep(town, crash, number);
    crash.step(*town.court,
               [&](auto& c, auto& h) { return court::end_early(c, h, town.judge, number).ok(); });
    EXPECT_EQ(acts_in(town, order::Act::withdraw), 1u);
    expect_ended(town, number, order::Stage::withdrawn);
  }
}

TEST(TroubleOfActs, ACourtThatDiesWhileItObjectsStopsTheForeignOrderAndTellsItsAgency_CRT_8) {
  for (unsigned cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE(cut);
    Abroad s(76);
    auto ana = s.two.settle();
    const Day day = s.two.first_day() + 1;
    const auto number = s.grant(form(ana->id(), day, day));
    publish_days_up_to(s.two, day);
    Crash crash(s.two, cut);
    crash.step(*s.two.court, [&](auto& c, auto& h) {
      return court::object(c, h, s.two.judge, number, order::Ground::press_freedom).ok();
    });
    EXPECT_EQ(acts_in(s.two, order::Act::object), 1u);
    EXPECT_EQ(book_of(s.two).case_of(number)->stage, order::Stage::refused);
    EXPECT_TRUE(s.two.court->days.at(day).keys.empty());
    auto h = s.environment();
    must(agency::collect(s.desk, h));
    EXPECT_TRUE(s.desk.filings.back().stopped);
    expect_clean(s.two);
  }
}

TEST(TroubleOfActs,
     ACourtThatDiesWhileItDisclosesPublishesEachKeyOnceAndThePeopleFindTheirs_CRT_6) {
  for (unsigned cut = 0; cut < 4; ++cut) {
    SCOPED_TRACE(cut);
    Town town(74);
    auto ana = town.settle(), ben = town.settle();
    const Day day = town.first_day() + 1;
    grant_order(town, ana->id(), day, day);
    grant_order(town, ben->id(), day, day);
    publish_days_up_to(town, day);
    const auto month = order::month_of(day) + 1;
    while (order::month_of(day_of(town.now)) < month) town.advance(kDay_ms);
    Crash crash(town, cut);
    crash.step(*town.court, [&](auto& c, auto& h) { return court::disclose(c, h, month).ok(); });
    for (auto* p : {ana.get(), ben.get()}) {
      // Whatever the client's own clock says: what it finds, it finds in the log.
      for (const std::int64_t hours : {-72, 0, 72}) {
        client::Environment h = p->environment();
        client::Environment jumped{
            h.realm, h.server, h.keep,
            Time{town.now.ms +
                 static_cast<std::uint64_t>(hours * static_cast<std::int64_t>(kHour_ms))},
            h.rng};
        EXPECT_EQ(client::find_notices(p->state(), jumped).value().size(), 1u) << hours;
      }
    }
    expect_clean(town);
  }
}

TEST(TroubleOfActs, NoClockOfTheCourtMakesAPreservationLast_CRT_11) {
  for (const std::int64_t days : {-30, -3, 3}) {
    SCOPED_TRACE(days);
    Story s(75);
    s.tell();
    Crash never(s.town, 1000);
    keep(s.town, never, s.order);
    s.town.advance((s.town.realm.profile.preservation_days + 1) * kDay_ms);
    auto agency = s.town.office<agency::Environment>();
    must(agency::declare_intent(*s.town.agency, agency, s.order, s.d + 1));
    const Time jumped{s.town.now.ms +
                      static_cast<std::uint64_t>(days * static_cast<std::int64_t>(kDay_ms))};
    court::Environment court{s.town.realm, *s.town.office_line, [] {}, jumped, s.town.rng};
    const auto taken = court::collect(*s.town.court, court);
    if (taken.ok()) {
      const auto released = court::release_keys(*s.town.court, court);
      if (released.ok()) {
        for (const auto& r : *released) EXPECT_TRUE(r.refusal);
      }
    }
    auto later = s.town.office<agency::Environment>();
    must(agency::collect(*s.town.agency, later));
    EXPECT_FALSE(s.town.agency->openings.at({s.order, s.d + 1}).court);
  }
}

}  // namespace
}  // namespace eq::journeys
