#include "apps/server/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eq/franking/day_key.h"
#include "eq/list/head.h"
#include "eq/order/entry.h"
#include "eq/testing/seeded.h"
#include "eq/wire/day_key.h"
#include "parties/platform/test_world.h"

namespace eq::server {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class Page : public ::testing::Test {
 protected:
  Page()
      : keys(platform::Keys::generate("chat.example", rng).take()),
        world(platform::testing::World::make(keys, rng)) {}

  template <class T>
  platform::PublicEntry entry(std::uint64_t index, const T& t,
                              wire::LogName log = wire::LogName::orders) {
    return {log, index, platform::testing::kNoon + index * kHour_ms, tlog::entry_of(t)};
  }
  /// One entry of each kind and two cases.
  platform::PublicView full() {
    platform::PublicView v;
    v.orders_size = 5;
    v.epochs_size = 2;
    v.orders = v.intents = v.receipts = v.list_versions = 1;
    order::OrderEntry o;
    o.terms.number = 1;
    o.terms.authority = "Police of <Utrecht> & Zeist";
    o.terms.first = Day{20781};
    o.terms.last = Day{20782};
    o.terms.disclosure.month = {2027, 1};
    o.custodians.resize(2);
    order::IntentEntry i;
    i.order = 1;
    i.epoch = Day{20781};
    order::ReceiptEntry r;
    r.terms.order = 1;
    r.terms.epoch = Day{20781};
    r.custodian.index = 2;
    list::SignedHead l;
    l.head.version = 1;
    l.head.slots = 1024;
    l.head.expires = platform::testing::kNoon + 90 * kDay_ms;
    l.signatures.resize(2);
    const auto certificate = franking::certify_day_key(keys.stamp, franking::Role::delivery,
                                                       Day{20781}, keys.stamp.verify_key());
    const wire::KeyEvent k{"chat.example", std::string(wire::kDayKeyPurpose), encode(certificate)};
    order::EpochEntry e;
    e.terms.epoch = Day{20781};
    e.terms.k = 16;
    e.terms.m = 1;
    e.custodians.resize(2);
    v.entries = {entry(4, r), entry(3, i), entry(1, e, wire::LogName::epochs),
                 entry(2, o), entry(1, l), entry(0, k)};
    v.cases = {{"2026-0002", "threat", wire::CaseState::appealed, platform::testing::kNoon},
               {"2026-0001", "harassment", wire::CaseState::open, platform::testing::kNoon}};
    return v;
  }

  eq::testing::SeededRandom rng{3};
  platform::Keys keys;
  platform::testing::World world;
};

TEST_F(Page, EveryKindOfEntryIsASentenceThatSaysWhatHappened) {
  const auto v = full();
  EXPECT_THAT(sentence_for(v.entries[3]),
              HasSubstr("Order 1: Police of <Utrecht> & Zeist may open what one account sends"));
  EXPECT_THAT(sentence_for(v.entries[3]), HasSubstr("from 2026-11-24 to 2026-11-25"));
  EXPECT_THAT(sentence_for(v.entries[1]), HasSubstr("order 1 for 2026-11-24"));
  EXPECT_THAT(sentence_for(v.entries[0]),
              HasSubstr("Opening under order 1 for 2026-11-24: custodian 2 lets go"));
  EXPECT_THAT(sentence_for(v.entries[4]), HasSubstr("version 1"));
  EXPECT_THAT(sentence_for(v.entries[5]),
              HasSubstr("chat.example announced its signing key of 2026-11-24"));
  EXPECT_THAT(sentence_for(v.entries[2]), HasSubstr("1 order is in force"));
  EXPECT_THAT(sentence_for({wire::LogName::orders, 0, {}, Bytes{1, 2}}), HasSubstr("cannot read"));
  EXPECT_THAT(sentence_for({wire::LogName::orders, 0, {}, {}}), HasSubstr("cannot read"));
}

TEST_F(Page, TextFromOutsideIsEscapedAndNothingRuns) {
  auto v = full();
  v.cases[0].category = "<script>alert(1)</script>";
  v.cases[0].number = "\"><b>";
  const auto html = render_page(v, world.realm, platform::testing::kNoon);
  EXPECT_THAT(html, HasSubstr("Police of &lt;Utrecht&gt; &amp; Zeist"));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("\"><b>")));
}

TEST_F(Page, AnEmptyRecordSaysSo) {
  const auto html = render_page({}, world.realm, platform::testing::kNoon);
  EXPECT_THAT(html, HasSubstr("Nothing has been logged yet"));
  EXPECT_THAT(html, HasSubstr("No case is open"));
}

TEST_F(Page, TheNumbersAreThoseOfTheLog) {
  const auto html = render_page(full(), world.realm, platform::testing::kNoon);
  EXPECT_THAT(html, HasSubstr("<dt>Releases by custodians</dt><dd>1<span>1 announced</span></dd>"));
  EXPECT_THAT(html, HasSubstr("<dt>Open cases</dt><dd>2<"));
}

}  // namespace
}  // namespace eq::server
