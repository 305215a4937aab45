// Entries that nobody should have let into the order log: they stop nobody who reads it.
#include "eq/wire/authorities.h"
#include "journeys/offices.h"
#include "journeys/people.h"
#include "parties/auditor/audit.h"

namespace eq::journeys {
namespace {

struct Book : ::testing::Test {
  Town town{305};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  Day day = town.first_day() + 1;
  std::uint32_t number = grant_order(town, ana->id(), day, day);

  wire::Code answer_to(const Bytes& entry, const crypto::Signer& key) {
    const wire::LogAppend append{wire::LogName::orders, std::nullopt, entry, {}};
    (void)wire::ask(*town.office_line, {key, town.realm.name}, town.now, town.rng, append);
    return town.office_line->last_code();
  }
  order::OrderBook book() {
    const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take();
    return order::OrderBook::read(log, wire::authorities(town.realm));
  }
  /// The realm goes on: a day with the order in it, a flag, a lifting, an opening; the audit names
  /// what is void.
  void everybody_goes_on(std::uint64_t bad) {
    publish_days_up_to(town, day);
    EXPECT_EQ(town.court->days.at(day).proposal.terms.orders, std::vector{number});
    auto custodian = town.office<custodian::Environment>();
    must(custodian::flag(town.custodians[1], custodian, number, order::Ground::press_freedom));
    auto court = town.office<court::Environment>();
    must(court::lift(*town.court, court, town.judge, number));
    town.advance(start_of(day).ms + 9 * kHour_ms - town.now.ms);
    town.top_up(*ana);
    town.top_up(*ben);
    const auto id = start(*ana, {ben.get()});
    EXPECT_TRUE(say(*ana, id, "hello").ok());
    EXPECT_EQ(open_day(town, number, day).messages.size(), 1u);
    const auto report = auditor::audit(*town.office_line, town.realm, {}, town.now);
    ASSERT_FALSE(report.clean());
    EXPECT_EQ(report.first_violation()->step, "orders");
    EXPECT_EQ(report.first_violation()->index, bad);
    EXPECT_GT(report.figures.extracted, 0u) << "and goes on to the end";
  }
};

// Attack: one custodian logs a receipt of nothing, signed by nobody, so that no reader gets past
// it. Stopped by: parties/platform/log_book.cpp check(), before it is appended; and where a service
// lets it in, by eq/order/reading.cpp enter(), for which it is void.  Seen to succeed with the
// first removed: the service takes it; with the second, all who read the log stop there for good.
TEST_F(Book, OneCustodianStopsNobody) {
  const Bytes nothing = tlog::entry_of(order::ReceiptEntry{});
  EXPECT_EQ(answer_to(nothing, town.custodians[0].signing), wire::Code::refused);
  everybody_goes_on(let_in(town, wire::LogName::orders, nothing));
}

// Attack: the agency does it, with an intent under a signature that is none.
// Stopped by: as above.
TEST_F(Book, TheAgencyStopsNobody) {
  const Bytes bad = tlog::entry_of(order::IntentEntry{number, day, town.now, {}});
  EXPECT_EQ(answer_to(bad, town.agency->signing), wire::Code::refused);
  everybody_goes_on(let_in(town, wire::LogName::orders, bad));
}

// Attack: the court does it, with bytes that only begin like an order.
// Stopped by: as above.
TEST_F(Book, TheCourtStopsNobody) {
  const Bytes bad{order::OrderEntry::kLogTag, 1, 2, 3};
  EXPECT_EQ(answer_to(bad, town.court->signing), wire::Code::refused);
  everybody_goes_on(let_in(town, wire::LogName::orders, bad));
}

// Attack: a custodian in league with the agency raises a weak flag, so that the flag of another
// office behind it goes with the judge's lifting of the weak one. Stopped by: eq/order/case.cpp
// apply(): each flag stands by itself, and a lifting names the one that it ends.
TEST_F(Book, AWeakFlagTakesNoOtherWithIt_ORD_46) {
  auto custodian = town.office<custodian::Environment>();
  auto court = town.office<court::Environment>();
  const auto weak =
      must(custodian::flag(town.custodians[1], custodian, number, order::Ground::press_freedom));
  must(
      custodian::flag(town.custodians[2], custodian, number, order::Ground::immunity_or_privilege));
  must(court::lift(*town.court, court, town.judge, number, weak));
  const auto standing = book();
  ASSERT_EQ(standing.case_of(number)->flags.size(), 1u);
  EXPECT_EQ(standing.case_of(number)->flags[0].by, town.custodians[2].signing.verify_key());
}

// Attack: the service alone lifts the flag of today with the judge's lifting of yesterday's, by
// logging it once more. Stopped by: eq/order/reading.cpp, rules of acts: what was signed once
// counts once; and eq/order/case.cpp check_details(): a lifting names the flag that it ends.
TEST_F(Book, AnOldLiftingDoesNotLiftANewFlag) {
  auto custodian = town.office<custodian::Environment>();
  auto court = town.office<court::Environment>();
  must(custodian::flag(town.custodians[1], custodian, number, order::Ground::press_freedom));
  const auto lifted = must(court::lift(*town.court, court, town.judge, number));
  town.advance(kHour_ms);
  auto later = town.office<custodian::Environment>();
  must(custodian::flag(town.custodians[2], later, number, order::Ground::press_freedom));
  const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take();
  // The store's own index would find the entry again; a service that cheats forgets that.
  auto& store = town.service->store();
  const Bytes by_hash = concat(
      {Bytes{static_cast<std::uint8_t>(wire::LogName::orders)}, crypto::sha256(log.entry(lifted))});
  ASSERT_TRUE(store.begin_step().ok());
  ASSERT_TRUE(store.erase(platform::Table::log_index, by_hash).ok() && store.keep_step().ok());
  EXPECT_GT(let_in(town, wire::LogName::orders, log.entry(lifted)), lifted);
  EXPECT_TRUE(book().case_of(number)->flagged());
}

}  // namespace
}  // namespace eq::journeys
