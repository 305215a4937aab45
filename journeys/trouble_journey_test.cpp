// From the application to the messages with every step disturbed: a party dies in the middle of it,
// or its clock jumps. What was begun is done again and comes to the same: one order, one object a
// day, one opening, a clean log.
#include "eq/wire/log_reader.h"
#include "journeys/offices.h"
#include "journeys/people.h"
#include "journeys/trouble.h"
#include "parties/auditor/audit.h"

namespace eq::journeys {
namespace {

/// The custodian's whole desk.
bool sign_all(custodian::State& c, custodian::Environment& environment) {
  bool ok = custodian::collect(c, environment).ok();
  while (ok && !c.orders.empty()) {
    const auto decided = custodian::approve(c, environment, c.orders[0].id());
    ok = decided.ok() && !decided->refusal;
  }
  while (ok && !c.epochs.empty()) {
    const auto decided = custodian::sign_epoch(c, environment, c.epochs[0].id());
    ok = decided.ok() && !decided->refusal;
  }
  return ok;
}

void grant(Town& town, Trouble& t, const order::OrderForm& f) {
  t.step(*town.agency, [&](auto& a, auto& h) { return agency::file(a, h, f).ok(); });
  t.step(*town.court, [&](auto& c, auto& h) {
    if (!court::collect(c, h).ok()) return false;
    return c.granted.empty() ? court::approve(c, h, town.judge, c.applications[0].id()).ok()
                             : court::send_order(c, h, 1).ok();
  });
  for (auto& c : town.custodians) t.step(c, sign_all);
  t.step(*town.court, [](auto& c, auto& h) {
    return court::collect(c, h).ok() && court::publish_order(c, h, 1).ok();
  });
  t.step(*town.agency, [](auto& a, auto& h) { return agency::collect(a, h).ok(); });
}

void deal(Town& town, Trouble& t, Day day) {
  t.step(*town.court, [&](auto& c, auto& h) { return court::call_dealers(c, h, {day, day}).ok(); });
  for (int round = 0; round < 8 && !town.court->dealt.contains(day); ++round) {
    for (auto& c : town.custodians)
      t.step(c, [](auto& s, auto& h) {
        return custodian::collect(s, h).ok() && custodian::work_on_dealings(s, h).ok();
      });
    t.step(*town.court, [](auto& c, auto& h) {
      return court::collect(c, h).ok() && court::carry_dealings(c, h).ok();
    });
  }
}

void publish(Town& town, Trouble& t, Day day) {
  deal(town, t, day);
  t.step(*town.court, [&](auto& c, auto& h) { return court::prepare_day(c, h, day).ok(); });
  for (auto& c : town.custodians) t.step(c, sign_all);
  t.step(*town.court, [&](auto& c, auto& h) {
    return court::collect(c, h).ok() &&
           (c.days.at(day).published || court::publish_day(c, h, day).ok());
  });
}

void open(Town& town, Trouble& t, Day day) {
  wait_until_over(town, day);
  t.step(*town.agency, [&](auto& a, auto& h) { return agency::declare_intent(a, h, 1, day).ok(); });
  t.step(*town.court, [](auto& c, auto& h) {
    return court::collect(c, h).ok() && court::release_keys(c, h).ok();
  });
  t.step(*town.agency, [&](auto& a, auto& h) {
    return agency::collect(a, h).ok() && agency::extract(a, h, 1, day, {}).ok();
  });
  for (auto& c : town.custodians) {
    t.step(c, [](auto& s, auto& h) {
      bool ok = custodian::collect(s, h).ok();
      while (ok && !s.releases.empty()) {
        const auto given = custodian::release(s, h, s.releases[0].id());
        ok = given.ok() && !given->refusal;
      }
      return ok;
    });
  }
  t.step(*town.agency, [&](auto& a, auto& h) {
    return agency::collect(a, h).ok() && agency::open(a, h, 1, day).ok();
  });
}

/// Ana writes on the second day, for which her account is under order.
void whole_story(Town& town, Trouble& t) {
  auto ana = town.settle(), ben = town.settle();
  const Day day = town.first_day() + 1;
  grant(town, t, form(ana->id(), day, day));
  publish(town, t, town.first_day());
  publish(town, t, day);
  town.advance(start_of(day).ms + 9 * kHour_ms - town.now.ms);
  town.top_up(*ana);
  town.top_up(*ben);
  const auto id = start(*ana, {ben.get()});
  ASSERT_TRUE(say(*ana, id, "once").ok());
  open(town, t, day);

  EXPECT_EQ(town.agency->openings.at({1, day}).messages.size(), 1u);
  const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).value();
  const auto book = order::OrderBook::read(log, wire::authorities(town.realm));
  EXPECT_EQ(book.orders().size(), 1u);
  EXPECT_EQ(book.intents().size(), 1u);
  EXPECT_EQ(book.receipts().size(), 3u);
  const auto audit = auditor::audit(*town.office_line, town.realm, {}, town.now);
  EXPECT_TRUE(audit.clean()) << audit.first_violation()->detail;
  EXPECT_EQ(audit.figures.epochs_log.entries, 2u);
  EXPECT_EQ(audit.figures.extracted, 1u);
}

TEST(TroubleJourney, ACrashAtAnyStepResumesAndOpensOnce_ORD_9) {
  for (unsigned cut = 0; cut < 7; ++cut) {
    SCOPED_TRACE(cut);
    Town town(47);
    Crash crash(town, cut);
    whole_story(town, crash);
  }
}

TEST(TroubleJourney, AClockThatJumpsAtAnyPartyOpensOnceAndLeavesACleanLog_ORD_9) {
  for (const std::int64_t hours : {-72, -1, 1, 72}) {
    SCOPED_TRACE(hours);
    Town town(49);
    Jump jump(town, hours * static_cast<std::int64_t>(kHour_ms));
    whole_story(town, jump);
  }
}

/// Court and agency go on after the hour, with the court's key; custodians' clocks jump.
TEST(TroubleJourney, NoJumpOfACustodiansClockGivesAnUnconfirmedEmergencyMoreTime_ORD_10) {
  for (const std::int64_t hours : {-72, -1, 72}) {
    Town town(50, allow_emergencies);
    auto ana = town.settle();
    const Day day = town.first_day() + 1;
    const auto number = grant_order(town, emergency_form(ana->id(), day, day + 4));
    publish_days_up_to(town, day + 4);
    town.advance(49 * kHour_ms);
    wait_until_over(town, day);
    auto agency = town.office<agency::Environment>();
    must(agency::declare_intent(*town.agency, agency, number, day));
    for (const auto& k : town.court->days.at(day).keys)
      town.agency->openings.at({number, day}).court = part_from_under_the_table(town, k, day);
    ask_every_custodian(town, *town.agency, number, day);
    for (auto& c : town.custodians) {
      auto now = town.office<custodian::Environment>();
      must(custodian::collect(c, now));
      custodian::Environment jumped{
          town.realm, *town.office_line, [] {},
          Time{town.now.ms +
               static_cast<std::uint64_t>(hours * static_cast<std::int64_t>(kHour_ms))},
          town.rng};
      const auto given = custodian::release(c, jumped, c.releases[0].id());
      EXPECT_TRUE(!given.ok() || given->refusal) << hours;
    }
    EXPECT_TRUE(town.agency->openings.at({number, day}).releases.empty());
  }
}

}  // namespace
}  // namespace eq::journeys
