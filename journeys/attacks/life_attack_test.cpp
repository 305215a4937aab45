// Orders that have ended, and those who go on all the same.
#include <set>

#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "eq/wire/orders_reader.h"
#include "journeys/offices.h"
#include "journeys/people.h"
#include "parties/auditor/audit.h"
#include "parties/platform/answering.h"

namespace eq::journeys {
namespace {

/// An emergency order on Ana; the court keeps copies of the keys that it ought to destroy.
struct Ended : ::testing::Test {
  Town town{108, allow_emergencies};
  std::unique_ptr<Person> ana = town.settle();
  Day day = town.first_day();
  std::uint32_t number = 0;

  void SetUp() override {
    number = grant_order(town, emergency_form(ana->id(), day, day + 4));
    publish_days_up_to(town, day + 4);
  }
  /// The id of the entry, which a lifting names.
  crypto::Digest log_act(const order::ActEntry& unsigned_act, const crypto::Signer& key) {
    const auto entry = tlog::entry_of(order::sign_act(unsigned_act, key, town.realm.name));
    const wire::LogAppend append{wire::LogName::orders, std::nullopt, entry, {}};
    const crypto::Signer& by =  // the registry hands in what the judge signed
        unsigned_act.actor == order::Actor::court ? town.court->signing : key;
    EXPECT_TRUE(
        wire::ask(*town.office_line, {by, town.realm.name}, town.now, town.rng, append).ok());
    return crypto::sha256(entry);
  }
  order::ActEntry act_of_court(order::Act act) {
    order::ActEntry e;
    e.act = act;
    e.filing = town.court->granted.at(number).file.terms.filing;
    e.at = town.now;
    e.actor = order::Actor::court;
    return e;
  }
  /// Intent, and the court's key from under the table.
  void intend(Day d) {
    wait_until_over(town, d);
    auto agency = town.office<agency::Environment>();
    must(agency::declare_intent(*town.agency, agency, number, d));
    for (const auto& k : town.court->days.at(d).keys)
      if (k.order == number)
        town.agency->openings.at({number, d}).court = part_from_under_the_table(town, k, d);
  }
  /// The rule by which the service gives no envelopes, or "done".
  std::string extract(Day d) {
    auto agency = town.office<agency::Environment>();
    const auto did = agency::extract(*town.agency, agency, number, d, {});
    return did.ok() ? "done" : rule_of(did);
  }
  /// What each custodian says to the request for a release.
  std::set<std::string> releases_for(Day d) {
    intend(d);
    ask_every_custodian(town, *town.agency, number, d);
    std::set<std::string> rules;
    for (auto& c : town.custodians)
      for (const auto& s : release(town, c)) rules.insert(s.refusal ? s.refusal->id : "");
    return rules;
  }
};

// Control: within the hour the same road leads to shares.
TEST_F(Ended, BeforeItsHourAnEmergencyOpens) {
  town.advance(42 * kHour_ms);
  EXPECT_EQ(releases_for(day), (std::set<std::string>{""}));
}

// Attack: nobody confirms; court and agency keep the keys and go on.
// Stopped by: eq/order/life.cpp Standing::under() (ORD-R25), at every custodian, and by
// parties/platform/access.cpp check_stands().
TEST_F(Ended, AfterItsHourNoCustodianGivesAShareWithoutAConfirmation) {
  town.advance(49 * kHour_ms);
  EXPECT_EQ(releases_for(day + 1), (std::set<std::string>{"ORD-R25"}));
  EXPECT_EQ(extract(day + 1), "ORD-R25");
}

// Attack: the service answers covering/<n> with its newest checkpoint, so that the order seems to
// have been granted just now. Stopped by: eq/order/life.cpp Standing::under(): the hour stands in
// the order.
TEST_F(Ended, TheServiceDoesNotMoveTheHour_ORD_32) {
  town.advance(49 * kHour_ms);
  town.office_line->change_document = [&](std::string_view path, Result<Bytes>& document) {
    if (path.starts_with("/log/orders/covering/"))
      document = town.service->get("/log/orders/checkpoint").body;
  };
  EXPECT_EQ(releases_for(day + 2), (std::set<std::string>{"ORD-R25"}));
}

// Attack: the court gives an emergency more time than the law does, past its own program.
// Stopped by: eq/order/approve.cpp JudiciallyApproved::verify() (ORD-R25), at every custodian.
TEST_F(Ended, NoCustodianConsentsToALongerHour_ORD_32) {
  auto file = town.court->granted.at(number).file;
  file.terms.number = number + 1;
  file.terms.confirm_by = file.terms.confirm_by + kDay_ms;
  file.judge = town.judge.signing().sign(order::judge_message(file.terms, town.realm.name));
  const auto seen =
      order::JudiciallyApproved::verify(file, wire::authorities(town.realm), town.now);
  ASSERT_FALSE(seen.ok());
  EXPECT_EQ(seen.error().id, "ORD-R25");
}

// Attack: a notice is due; the court postpones it by an act that it dates back, and never gives the
// key. Stopped by: parties/auditor/times.cpp check_notices(): what counts is when a witness saw the
// act.
TEST_F(Ended, APostponementDatedBackIsNamedByTheAuditor_AUD_15) {
  const auto due = town.court->granted.at(number).file.terms.disclosure.month;
  town.advance(start_of(order::first_day_of(due)).ms + 8 * kDay_ms - town.now.ms);
  auto late = act_of_court(order::Act::postpone);
  late.month = due + 3;
  late.at = town.now - 30 * kDay_ms;
  log_act(late, town.judge.signing());
  const auto report = auditor::audit(*town.office_line, town.realm, {}, town.now);
  EXPECT_TRUE(std::ranges::any_of(report.findings, [](const auto& f) {
    return f.step == "notices" && f.severity == auditor::Severity::violation;
  }));
}

// Attack: the court confirms too late, past its own program's check, and dates the act back.
// Stopped by: as above; the time that counts is the witness's.
TEST_F(Ended, AConfirmationDatedBackDoesNotHelp) {
  town.advance(49 * kHour_ms);
  auto late = act_of_court(order::Act::confirm);
  late.at = town.now - 10 * kHour_ms;
  log_act(late, town.judge.signing());
  EXPECT_EQ(releases_for(day + 1), (std::set<std::string>{"ORD-R25"}));
}

// Attack: the order was withdrawn; agency and court go on with the keys they have. Stopped by:
// parties/platform/log_book.cpp check(), which does not take the intent; and where the service
// looks away, by eq/order/reading.cpp, rules of intents: an intent after the end has no effect
// (ORD-R16).
TEST_F(Ended, AWithdrawnOrderOpensNothingMore) {
  log_act(act_of_court(order::Act::withdraw), town.judge.signing());
  town.advance(42 * kHour_ms);
  auto honest = town.office<agency::Environment>();
  EXPECT_EQ(rule_of(agency::declare_intent(*town.agency, honest, number, day)), "ORD-R24");
  town.service->looks_away = true;
  EXPECT_EQ(releases_for(day), (std::set<std::string>{"ORD-R16"}));
}

// Attack: a conflict with another country's law is under review; agency and court go on with the
// keys they have. Stopped by: eq/order/life.cpp Standing::under() (ORD-R34), at every custodian.
TEST_F(Ended, AnOrderUnderReviewOpensNothing) {
  auto review = act_of_court(order::Act::review);
  review.ground = order::Ground::third_country;
  log_act(review, town.judge.signing());
  town.advance(42 * kHour_ms);
  EXPECT_EQ(releases_for(day), (std::set<std::string>{"ORD-R34"}));
}

// Attack: the service asked what the order means; the agency goes on without an answer, with a key
// from under the table. Stopped by: parties/platform/access.cpp check_answered(), and at every
// custodian eq/order/life.cpp Standing::under() (ORD-R36).
TEST_F(Ended, AnOrderThatTheServiceAskedAboutOpensNothingUntilItIsAnswered) {
  auto service = town.office<wire::Environment>();
  must(platform::answer_order(*town.service_keys, service,
                              {number, order::Disposition::unclear, order::Ground::incomplete}));
  town.advance(42 * kHour_ms);
  intend(day);
  EXPECT_EQ(extract(day), "ORD-R36");
  auto agency = town.office<agency::Environment>();
  must(agency::clarify(*town.agency, agency, town.court->granted.at(number).file.terms.filing,
                       "The account is the one named."));
  EXPECT_EQ(releases_for(day), (std::set<std::string>{""}));
}

// Attack: a custodian flags a privilege; the agency lifts the flag itself.
// Stopped by: eq/order/act.cpp verify_act(), by which the service does not even take it.
TEST_F(Ended, TheAgencyCannotLiftAFlag) {
  auto flag = act_of_court(order::Act::flag);
  flag.actor = order::Actor::custodian;
  flag.custodian = 1;
  flag.ground = order::Ground::press_freedom;
  auto lift = act_of_court(order::Act::lift);
  lift.about = log_act(flag, town.custodians[0].signing);
  const auto entry = tlog::entry_of(order::sign_act(lift, town.agency->signing, town.realm.name));
  const wire::LogAppend append{wire::LogName::orders, std::nullopt, entry, {}};
  EXPECT_FALSE(wire::ask(*town.office_line, {town.agency->signing, town.realm.name}, town.now,
                         town.rng, append)
                   .ok());
  town.advance(42 * kHour_ms);
  EXPECT_EQ(releases_for(day), (std::set<std::string>{"ORD-R28"}));
}

/// An order of one day of which the custodians were asked, and which they did not answer in time.
struct Over : ::testing::Test {
  Town town{110};
  std::unique_ptr<Person> ana = town.settle();
  Day day = town.first_day() + 1;
  std::uint32_t number = grant_order(town, ana->id(), day, day);

  void SetUp() override {
    publish_days_up_to(town, day);
    declare_intent(town, number, day);
    auto agency = town.office<agency::Environment>();
    must(agency::extract(*town.agency, agency, number, day, {}));
  }
  std::set<std::string> releases() {
    std::set<std::string> rules;
    for (auto& c : town.custodians)
      for (const auto& s : release(town, c)) rules.insert(s.refusal ? s.refusal->id : "");
    return rules;
  }
};

// Control: until its end the same road leads to shares.
TEST_F(Over, UntilTheOrdersEndItOpens) {
  town.advance(order::longest_release(day).ms - town.now.ms);
  EXPECT_EQ(releases(), (std::set<std::string>{""}));
}

// Attack: an order is over; agency and service have kept what they had, and ask on. Stopped by:
// eq/order/life.cpp Standing::under() (ORD-R39), at every custodian and at the court: the end
// stands in the order.
TEST_F(Over, NothingIsLetGoAfterTheOrdersEnd_ORD_44) {
  town.advance(order::longest_release(day).ms + kSecond_ms - town.now.ms);
  EXPECT_EQ(releases(), (std::set<std::string>{"ORD-R39"}));
  const auto book =
      must(wire::look_at_orders(*town.office_line, town.realm, town.court->orders_seen)).book;
  town.court->requests = {{number, day, book.intents().at(0).index}};
  auto court = town.office<court::Environment>();
  EXPECT_EQ(must(court::release_keys(*town.court, court)).at(0).refusal->id, "ORD-R39");
}

// Attack: afterwards the agency has it preserved, so that it goes on for two months more, and the
// court does so. Stopped by: eq/order/life.cpp releasable_until(): what is kept counts only if that
// was public before the order's end.
TEST_F(Over, WhatIsOverIsNotKeptOpen_ORD_44) {
  town.advance(order::longest_release(day).ms + kSecond_ms - town.now.ms);
  town.service->looks_away = true;
  auto agency = town.office<agency::Environment>();
  must(agency::preserve(*town.agency, agency, number));
  auto court = town.office<court::Environment>();
  const auto terms = town.court->granted.at(number).file.terms;
  order::ActEntry keep;
  keep.act = order::Act::keep;
  keep.filing = terms.filing;
  keep.at = town.now;
  keep.actor = order::Actor::court;
  keep.detail = crypto::sha256(view("a key"));
  keep.until = order::longest_keeping(terms.last, town.realm.profile, town.now);
  const wire::LogAppend append{
      wire::LogName::orders,
      std::nullopt,
      tlog::entry_of(order::sign_act(keep, town.judge.signing(), town.realm.name)),
      {}};
  ASSERT_TRUE(wire::ask(*town.office_line, {town.court->signing, town.realm.name}, town.now,
                        town.rng, append)
                  .ok());
  town.advance(kMinute_ms);
  EXPECT_EQ(releases(), (std::set<std::string>{"ORD-R39"}));
}

}  // namespace
}  // namespace eq::journeys
