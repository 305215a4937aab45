#include "parties/auditor/evidence_check.h"

#include <gmock/gmock.h>

#include "eq/crypto/openssl/tests/tsa_fixture.h"
#include "eq/wire/case_reader.h"
#include "eq/wire/orders_reader.h"
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
    for (const auto& c : w.messages.keys.certificates())
      w.orders.append(tlog::entry_of(franking::DayKeyEvent{"its owner", c}), now());
    contents.realm = encode(w.realm);
    contents.account = w.messages.alice;
    contents.blind = w.granted[0].file().blind;
    contents.application = encode(w.granted[0].file().application);
    contents.days = {day(1)};
    for (const char* text : {"first", "second"}) add(w.messages.post(w.messages.alice, text));
    facts = {w.realm.name,     w.realm.agency.name, "AZ 12/26",         1,
             w.messages.alice, World::today() + 1,  World::today() + 2, now()};
    pack();
  }
  static Time now() { return start_of(World::today() + 1) + 14 * kHour_ms; }
  /// The order log as it is, as an agency packs it.
  void pack() {
    std::optional<tlog::Head> seen;
    const auto read = wire::look_at_orders(w, w.realm, seen).take();
    const auto& order = *read.book.find(1);
    const auto record = wire::read_case(w, w.realm, read.log, read.book, order).take();
    contents.orders = {read.log.checkpoint().checkpoint().note().to_text(), {}};
    for (std::uint64_t i = 0; i < read.log.size(); ++i)
      contents.orders.entries.push_back(read.log.entry(i));
    contents.record.clear();
    for (const auto& e : record) contents.record.push_back({e->bytes, e.proof()});
    std::set<Day> opened;
    for (const auto& d : contents.days)
      opened.insert(tlog::parse_entry<order::EpochEntry>(d.entry.entry).take().terms.epoch);
    contents.standing =
        order::case_as_of(read.log, read.book, order, w.granted[0].file().application, opened,
                          wire::seen_by(record))
            .words;
    facts.created = read.log.checkpoint().newest_at().earliest();
  }
  evidence::LoggedBytes logged(testing::Published& p, std::uint64_t i) {
    tlog::Log log = tlog::Log::open(p.log.store).take();
    return {log.entry(i).take(), log.proof(i, p.log.checkpoint).take()};
  }
  evidence::LoggedBytes in_orders(std::uint64_t i) { return logged(w.orders, i); }
  evidence::CoveredDay day(std::uint32_t i) {
    return {logged(w.epochs, i), w.days[i].blobs.w, w.days[i].blobs.proof, w.days[i].blobs.dealt};
  }
  void add(const franking::testing::InTransit& m) {
    contents.messages.push_back(std::get<franking::FullItem>(franking::show(m.own).content));
  }
  std::uint64_t flag(Time at) {
    order::ActEntry e;
    e.act = order::Act::flag;
    e.filing = w.granted[0].terms().filing;
    e.at = at;
    e.actor = order::Actor::court;
    e.ground = order::Ground::press_freedom;
    return w.orders.append(tlog::entry_of(order::sign_act(e, w.r.judge, w.realm.name)), at);
  }
  evidence::Items items() const { return evidence::build(contents, facts, w.r.agency).take(); }
  PackageReport report() const { return verify_package(items(), w.realm); }
  std::string fault() const {
    const auto r = report();
    return r.first_failure() ? r.first_failure()->item : "";
  }
};

constexpr const char* kHead = "data/log/checkpoint";
constexpr const char* kStanding = "data/standing.txt";

TEST(PackageInItsRealm, AnHonestPackageVerifies_AUD_6) {
  Case c;
  const auto r = c.report();
  for (const auto& check : r.checks)
    EXPECT_TRUE(check.ok) << check.name << " " << check.item << " " << check.detail;
  EXPECT_TRUE(r.ok());
}

TEST(PackageInItsRealm, AnOrderThatNamesSomebodyElseIsNamed_AUD_6) {
  Case c;
  c.contents.blind[0] ^= 1;
  EXPECT_EQ(c.fault(), "data/opening.bin");
  Case d;  // another entry of the log in the order's place
  d.contents.record[1] = d.in_orders(5);
  EXPECT_EQ(d.fault(), "data/case/002.bin");
  Case e;
  e.facts.last = e.facts.last + 1;
  EXPECT_EQ(e.fault(), "statement.bin");
  e.facts.last = World::today() + 2;
  e.facts.order = 2;
  EXPECT_EQ(e.fault(), "statement.bin");
  Case f;  // an application that nobody decided on
  auto application = f.w.granted[0].file().application;
  application.scope.necessity = "Another reason.";
  f.contents.application = encode(application);
  EXPECT_EQ(f.fault(), "data/application.bin");
  Case g;
  g.facts.reference = "AZ 13/26";
  EXPECT_EQ(g.fault(), "data/application.bin");
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
  EXPECT_EQ(e.fault(), "data/messages/001.franking");
}

TEST(PackageInItsRealm, AMessageWithoutReceiptsForItsDayIsNamed_AUD_6) {
  Case c;
  c.w.messages.now = c.w.messages.now + kDay_ms;  // covered by the order, but nothing was opened
  c.add(c.w.messages.post(c.w.messages.alice, "third"));
  EXPECT_EQ(c.fault(), "data/messages/003.franking");
  const Day second = World::today() + 2;
  const Time later = start_of(second + 1) + 3 * kHour_ms;
  c.w.intend(1, second, later);
  auto receipt = [&](std::uint16_t i, const order::ReceiptTerms& terms) {
    c.w.orders.append(
        tlog::entry_of(order::sign_receipt(terms, i, c.w.r.custodian_keys[i - 1u], c.w.realm.name)),
        later);
    c.contents.days = {c.day(1), c.day(2)};
    c.pack();
  };
  receipt(1, c.w.release_of(1, second));
  EXPECT_EQ(c.fault(), "data/messages/003.franking") << "one of two that it takes";
  auto other = c.w.release_of(1, second);
  other.release[0] ^= 1;
  receipt(2, other);
  EXPECT_EQ(c.fault(), "data/messages/003.franking")
      << "the second is of another account's release";
  receipt(3, c.w.release_of(1, second));
  EXPECT_EQ(c.fault(), "");
}

TEST(PackageInItsRealm, AnOrderThatDoesNotStandIsSaidToBeThatAndNothingElseIsWrong_AUD_16) {
  Case c;
  EXPECT_EQ(c.report().packed->stage, order::Stage::extracted);
  c.flag(Case::now());
  c.pack();
  const auto flagged = c.report();
  EXPECT_TRUE(flagged.only_standing_fails());
  EXPECT_EQ(flagged.first_failure()->item, kStanding);
  EXPECT_EQ(flagged.packed->against->id, "ORD-R28");
  EXPECT_THAT(flagged.first_failure()->detail, ::testing::HasSubstr("ORD-R28"));
  EXPECT_THAT(to_string(c.items().at("data/cover.txt")),
              ::testing::HasSubstr("It does not stand."));
  Case d;
  d.w.act(1, order::Act::withdraw, Case::now());
  d.pack();
  EXPECT_TRUE(d.report().only_standing_fails());
  EXPECT_EQ(d.report().packed->stage, order::Stage::withdrawn);
}

TEST(PackageInItsRealm, AnActThatIsLeftOutOrRetoldIsNamed_AUD_16) {
  Case c;
  const auto words = c.contents.standing;
  const auto index = c.flag(Case::now());
  c.pack();
  const auto honest = c.contents;
  c.contents.standing = words;
  EXPECT_EQ(c.fault(), kStanding);
  EXPECT_FALSE(c.report().only_standing_fails()) << "the agency lied";
  c.contents = honest;
  c.contents.record.pop_back();
  EXPECT_EQ(c.fault(), "data/case/007.bin");
  EXPECT_THAT(c.report().first_failure()->detail,
              ::testing::HasSubstr("entry " + std::to_string(index)));
  c.contents = honest;
  c.contents.record.push_back(c.in_orders(index - 1));
  EXPECT_EQ(c.fault(), "data/case/008.bin");
  c.contents = honest;
  c.contents.orders.entries.pop_back();
  EXPECT_EQ(c.fault(), kHead);
}

TEST(PackageInItsRealm, AnotherRealmsLogAndOneThatIsNotShownSayNothingAgainstIt_AUD_17) {
  Case c;
  const auto items = c.items();
  struct Elsewhere : wire::Transport {
    Bytes checkpoint;
    Result<Bytes> call(wire::Verb, View) override { return Err::unsupported; }
    Result<Bytes> get(std::string_view) override {
      if (checkpoint.empty()) return Err::missing;
      return checkpoint;
    }
  } elsewhere;
  const auto trouble = [&](const std::optional<Time>& now) {
    const auto r = verify_package(items, Trusted{{c.w.realm}, {}, PublicLog{elsewhere, now}});
    EXPECT_FALSE(r.ok());
    return r.log_trouble;
  };
  for (const auto& now : {std::optional(Case::now()), std::optional<Time>()}) {
    elsewhere.checkpoint.clear();
    EXPECT_EQ(trouble(now), LogTrouble::not_shown);
    const tlog::LogSigner other("other.example/orders", crypto::SigningKey::generate(c.w.r.rng));
    elsewhere.checkpoint = to_bytes(tlog::sign_checkpoint({0, tlog::empty_root()}, other));
    EXPECT_EQ(trouble(now), LogTrouble::another);
    // Of the realm's own log, and not what a witness signed: that is no misunderstanding.
    elsewhere.checkpoint = to_bytes(tlog::sign_checkpoint({1, tlog::Hash{}}, c.w.r.orders.signer));
    EXPECT_EQ(trouble(now), std::nullopt);
  }
}

TEST(PackageInItsRealm, WhatHappenedAfterItsHeadIsTakenFromThePublicLog_AUD_17) {
  Case c;
  const auto items = c.items();
  const auto asked = [&](wire::Transport& log, std::optional<Time> now) {
    return verify_package(items, Trusted{{c.w.realm}, {}, PublicLog{log, now}});
  };
  EXPECT_TRUE(asked(c.w, Case::now()).ok());
  const Time later = Case::now() + kDay_ms;
  c.flag(later);
  EXPECT_TRUE(verify_package(items, c.w.realm).ok()) << "as of its head";
  for (const auto& now : {std::optional(later), std::optional<Time>()}) {
    const auto r = asked(c.w, now);
    EXPECT_TRUE(r.only_standing_fails());
    EXPECT_FALSE(r.packed->against);
    EXPECT_EQ(r.now->against->id, "ORD-R28");
    EXPECT_EQ(r.now->entries, r.packed->entries + 1);
  }
  EXPECT_EQ(asked(c.w, later + 2 * kHour_ms).first_failure()->name, "public_log")
      << "not the log as it is now";
  World shorter;
  shorter.announce(Case::now());
  EXPECT_EQ(asked(shorter, std::nullopt).first_failure()->name, "public_log")
      << "no log that goes on from the package's";
}

TEST(PackageInItsRealm, WhatLiesBesideItKeepsNothingFromBeingChecked_AUD_16) {
  Case c;
  c.flag(Case::now());
  c.pack();
  auto items = c.items();
  items[".DS_Store"] = to_bytes("x");
  const auto r = verify_package(items, c.w.realm);
  EXPECT_FALSE(r.only_strays_fail());
  EXPECT_EQ(r.first_failure()->item, kStanding);
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
  c.facts.created = c.facts.created + kMinute_ms;  // the stamp of one package on another
  const auto other = evidence::build(c.contents, c.facts, c.w.r.agency).take();
  EXPECT_EQ(fault(evidence::with_timestamp(other, stamped.at("timestamp.tsr")), tsa.root_pem()),
            "timestamp.tsr");
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
