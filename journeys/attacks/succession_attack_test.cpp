// Custodians who left, and strangers, in office.
#include "eq/gate/make_epoch.h"
#include "eq/order/book.h"
#include "eq/wire/authorities.h"
#include "journeys/offices.h"
#include "journeys/people.h"
#include "journeys/succession.h"

namespace eq::journeys {
namespace {

struct Succession : ::testing::Test {
  Changing c{73};
  Town& town = c.town;
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  Day day = town.first_day() + 3;

  bool log(wire::LogName name, Bytes entry, std::vector<Bytes> blobs,
           std::optional<std::uint64_t> at, const crypto::Signer& key) {
    const wire::LogAppend append{name, at, std::move(entry), std::move(blobs)};
    return wire::ask(*town.office_line, {key, town.realm.name}, town.now, town.rng, append).ok();
  }
  client::AccessMark mark_of_a_message() {
    town.advance(start_of(day).ms + 12 * kHour_ms - town.now.ms);
    town.top_up(*ana);
    town.top_up(*ben);
    const auto id = start(*ana, {ben.get()});
    EXPECT_TRUE(say(*ana, id, "hello").ok());
    take_in(*ben);
    return ben->state().conversations.at(id).history.back().access;
  }
};

// Attack: the court and enough of those who left make the object of a day after the change, under
// the keys that they still have, and let it rely on the order log as it was before the succession.
// Stopped by: eq/order/acceptance.cpp accept_epoch(): whom others have followed is not believed any
// more.  A service that checks does not even take it.
TEST_F(Succession, ThoseWhoLeftCannotMakeAnObjectForADayThatIsTheirsNoMore) {
  publish_days_up_to(town, Day{day.n - 1});
  const tlog::Head before = town.court->orders_seen.value();
  deal_days(town, day, day);  // by those who are in office so far
  const court::DealtDay by_them = town.court->dealt.at(day);
  auto environment = town.office<custodian::Environment>();
  must(custodian::succeed(c.stays(0), environment, c.hold(day)));

  const auto founding = wire::authorities(town.realm);
  const auto dealt = gate::Dealt::verify(by_them.body, by_them.terms.id, by_them.terms.signatures,
                                         order::dealt_pins(founding, day, order::kWholeLog))
                         .take();
  const auto made = gate::make_epoch(dealt, {}, town.rng).take();
  const order::DayBlobs blobs{made.object.encode(), made.proof.encode(), by_them.body};
  const order::EpochTerms t{day,
                            made.object.wid(),
                            made.object.k(),
                            0,
                            {},
                            before,
                            crypto::sha256(blobs.w),
                            crypto::sha256(blobs.proof),
                            by_them.terms};
  const std::vector<order::CustodianSignature> old = {sign_day_unchecked(town, t, 1, c.leaves()),
                                                      sign_day_unchecked(town, t, 2, c.stays(0)),
                                                      sign_day_unchecked(town, t, 3, c.stays(1))};
  const auto entry = must(order::collect_epoch(t, old, founding));
  std::vector<Bytes> all{blobs.w, blobs.proof, blobs.dealt};
  all.insert(all.end(), by_them.files.begin(), by_them.files.end());
  EXPECT_FALSE(log(wire::LogName::epochs, tlog::entry_of(entry), all, day.n - town.realm.e_0.n,
                   town.judge.signing()));
  ASSERT_EQ(let_in(town, wire::LogName::epochs, tlog::entry_of(entry), all),
            day.n - town.realm.e_0.n);
  EXPECT_EQ(mark_of_a_message(), client::AccessMark::no_object);
}

// Attack: two custodians hold a ceremony of their own, and a service that looks away logs its
// record with a signature that is none of the quorum key's. Stopped by: eq/order/succession.cpp
// verify_succession(), read by service and all readers of the log alike.
TEST_F(Succession, AStrangerTakesNoOfficeEvenIfTheServiceLogsIt) {
  auto entry = c.hold(day);
  entry.handover.signature = c.stays(0).signing.sign(view("as one"));
  const auto read = order::verify_succession(entry, 0, wire::authorities(town.realm));
  EXPECT_FALSE(read.ok());
  EXPECT_FALSE(
      log(wire::LogName::orders, tlog::entry_of(entry), {}, std::nullopt, c.stays(0).signing));
  let_in(town, wire::LogName::orders, tlog::entry_of(entry));
  const auto orders = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take();
  EXPECT_EQ(order::OrderBook::read(orders, wire::authorities(town.realm)).realm().custodians.size(),
            1u);
}

// Attack: a custodian who left before an order's first day flags it, and dates the flag back into
// her own term. Stopped by: eq/order/reading.cpp, rules of acts: who may say anything of an order
// is whoever is in office on one of its days, as the log before the act tells; what the act says of
// its time is not read.  Seen to succeed with that check removed: the order is flagged.
TEST_F(Succession, WhoLeftDoesNotFlagWhatComesAfter) {
  auto environment = town.office<custodian::Environment>();
  must(custodian::succeed(c.stays(0), environment, c.hold(day)));
  const Time in_office = town.now;
  town.advance(10 * kDay_ms);
  const Day first = day_of(town.now) + 3;
  const auto number = grant_order(town, ana->id(), first, first);
  order::ActEntry e;
  e.act = order::Act::flag;
  e.ground = order::Ground::press_freedom;
  e.filing = town.court->granted.at(number).file.terms.filing;
  e.actor = order::Actor::custodian;
  e.custodian = 1;
  for (const Time at : {town.now, in_office}) {
    e.at = at;
    const auto entry = tlog::entry_of(order::sign_act(e, c.leaves().signing, town.realm.name));
    EXPECT_FALSE(log(wire::LogName::orders, entry, {}, std::nullopt, c.leaves().signing));
    let_in(town, wire::LogName::orders, entry);
  }
  const auto orders = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take();
  const auto book = order::OrderBook::read(orders, wire::authorities(town.realm));
  EXPECT_FALSE(book.case_of(number)->flagged());
  EXPECT_EQ(book.voids().size(), 2u);
}

}  // namespace
}  // namespace eq::journeys
