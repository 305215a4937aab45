#include "parties/auditor/evidence_check.h"

#include <gtest/gtest.h>

#include "eq/crypto/openssl/tests/tsa_fixture.h"
#include "parties/auditor/world_for_tests.h"

namespace eq::auditor {
namespace {

using testing::World;

/// A story told to its end, and the agency's package about it.
struct Case {
  World w;
  evidence::Contents contents;
  evidence::Facts facts;

  Case() {
    w.tell_the_story();
    contents.realm = encode(w.realm);
    contents.account = w.messages.alice;
    contents.blind = w.granted[0].file().blind;
    contents.day_keys = w.messages.keys.certificates();
    contents.order = in_orders(3);
    contents.intents = {in_orders(5)};
    contents.receipts = {in_orders(7), in_orders(8)};
    contents.days = {day(1)};
    for (const char* text : {"first", "second"}) add(w.messages.post(w.messages.alice, text));
    facts = {w.realm.name, w.realm.agency.name, "AZ 12/26", 1, w.messages.alice, World::today() + 1, World::today() + 2, w.end()};
  }
  evidence::LoggedBytes logged(testing::Published& p, std::uint64_t i) {
    tlog::Log log = tlog::Log::open(p.log.store).take();
    return {log.entry(i).take(), log.proof(i, p.log.checkpoint).take()};
  }
  evidence::LoggedBytes in_orders(std::uint64_t i) { return logged(w.orders, i); }
  evidence::CoveredDay day(std::uint32_t i) { return {logged(w.epochs, i), w.days[i].blobs.w, w.days[i].blobs.proof, w.days[i].blobs.dealt}; }
  void add(const franking::testing::InTransit& m) {
    contents.messages.push_back(std::get<franking::FullItem>(franking::show(m.own).is));
  }
  std::string fault() {
    const auto r = verify_package(evidence::build(contents, facts, w.r.agency).take(), w.realm);
    return r.first_failure() ? r.first_failure()->item : "";
  }
};

TEST(PackageInItsRealm, AnHonestPackageVerifies_AUD_6) {
  Case c;
  const auto r = verify_package(evidence::build(c.contents, c.facts, c.w.r.agency).take(), c.w.realm);
  for (const auto& check : r.checks) EXPECT_TRUE(check.ok) << check.name << " " << check.item << " " << check.detail;
  EXPECT_TRUE(r.ok());
}

TEST(PackageInItsRealm, AnOrderThatNamesSomebodyElseIsNamed_AUD_6) {
  Case c;
  c.contents.blind[0] ^= 1;
  EXPECT_EQ(c.fault(), "data/opening.bin");
  Case d;  // another entry of the log in the order's place
  d.contents.order = d.in_orders(5);
  EXPECT_EQ(d.fault(), "data/order.bin");
  Case e;
  e.facts.last = e.facts.last + 1;
  EXPECT_EQ(e.fault(), "statement.bin");
}

TEST(PackageInItsRealm, ADayThatDoesNotHoldTheOrderIsNamed_AUD_6) {
  Case c;
  c.contents.days = {c.day(0)};
  EXPECT_EQ(c.fault(), "data/days/001.bin");
  Case d;
  d.contents.days[0].object = d.w.days[2].blobs.w;
  EXPECT_EQ(d.fault(), "data/days/001.bin");
  Case e;
  e.contents.days.clear();
  EXPECT_EQ(e.fault(), "data/intents/001.bin");
}

TEST(PackageInItsRealm, AMessageWithoutAReceiptForItsDayIsNamed_AUD_6) {
  Case c;
  c.w.messages.now = c.w.messages.now + kDay_ms;  // covered by the order, but nothing was opened
  c.add(c.w.messages.post(c.w.messages.alice, "third"));
  EXPECT_EQ(c.fault(), "data/messages/003.franking");
  Case d;
  d.contents.receipts.pop_back();  // one of two that it takes
  EXPECT_EQ(d.fault(), "data/messages/001.franking");
  Case e;
  e.contents.intents.clear();
  EXPECT_EQ(e.fault(), "data/receipts/001.bin");
}

TEST(PackageInItsRealm, ATimeStampCountsForThisPackageAndATrustedAuthorityOnly_EVD_8) {
  Case c;
  const crypto::testing::TestTsa tsa(start_of(World::today())), stranger(start_of(World::today()));
  const auto items = evidence::build(c.contents, c.facts, c.w.r.agency).take();
  const auto request = crypto::timestamp_request(evidence::stamped_digest(items).take(), 5).take();
  const Time at = c.w.end() + kHour_ms;
  const auto stamped = evidence::with_timestamp(items, tsa.reply(request, at));
  const auto r = verify_package(stamped, Trusted{{c.w.realm}, tsa.root_pem()});
  ASSERT_TRUE(r.ok()) << r.first_failure()->item;
  EXPECT_EQ(r.stamp->at.ms, at.ms / kSecond_ms * kSecond_ms);
  EXPECT_EQ(r.stamp->by, "CN=Clock of the test");
  EXPECT_FALSE(verify_package(stamped, c.w.realm).stamp.has_value()) << "no authority is trusted";
  const auto fault = [&](const evidence::Items& i, const Bytes& authorities) {
    return verify_package(i, Trusted{{c.w.realm}, authorities}).first_failure()->item;
  };
  EXPECT_EQ(fault(stamped, stranger.root_pem()), "timestamp.tsr");
  c.facts.reference = "AZ 13/26";  // the stamp of one package on another
  const auto other = evidence::build(c.contents, c.facts, c.w.r.agency).take();
  EXPECT_EQ(fault(evidence::with_timestamp(other, stamped.at("timestamp.tsr")), tsa.root_pem()), "timestamp.tsr");
}

TEST(PackageInItsRealm, AnotherRealmDoesNotVouchForIt_AUD_6) {
  Case c;
  const auto items = evidence::build(c.contents, c.facts, c.w.r.agency).take();
  wire::Realm other = c.w.realm;
  other.k_cap = 4096;
  EXPECT_EQ(verify_package(items, other).first_failure()->item, "data/realm.bin");
  other.orders_log = "nonsense";
  EXPECT_FALSE(verify_package(items, other).ok());
}

}  // namespace
}  // namespace eq::auditor
