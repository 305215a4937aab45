#include "apps/server/record_page.h"

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

TEST_F(Page, WhereNothingIsTheWayBackIsShown) {
  const auto html = render_nothing_here(world.realm, platform::testing::kNoon);
  EXPECT_THAT(html, HasSubstr("There is no page at this address"));
  EXPECT_THAT(html, HasSubstr("<a href=\"/\">The public record</a>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"/record\">"));
}

TEST_F(Page, NoSentenceSaysThatAllIsOnThisPageAndEachEntryHasAnAddress) {
  const auto html = render_page(full(), world.realm, platform::testing::kNoon);
  EXPECT_THAT(html, Not(HasSubstr("stands below")));
  EXPECT_THAT(html, HasSubstr("<a href=\"/record/orders/4\">orders 4</a>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"/record\">All 7 entries, page by page</a>"));
}

TEST_F(Page, AnnouncementsOfKeysThatFollowOneAnotherAreFolded) {
  auto v = full();
  const auto key = v.entries.back();
  EXPECT_THAT(entries_table(v.entries), Not(HasSubstr("<details>")));
  v.entries.insert(v.entries.end(), 2, key);
  const auto table = entries_table(v.entries);
  EXPECT_THAT(table, HasSubstr("<summary>3 keys were announced</summary>"));
  EXPECT_THAT(table, HasSubstr("announced its signing key of 2026-11-24"));
}

TEST_F(Page, ASearchIsReadAsTypedAndWhatCannotBeSearchedForIsSaid) {
  const auto q = RecordQuery::parse("kind=receipt&order=3&day=2026-11-24&o=120&e=4&x=1");
  EXPECT_EQ(q.fault, "");
  const auto s = q.search();
  EXPECT_EQ(s.kind, wire::LogEntryKind::receipt);
  EXPECT_EQ(s.order, 3u);
  EXPECT_EQ(s.day, Day{20781});
  EXPECT_EQ(s.orders_below, 120u);
  EXPECT_EQ(s.epochs_below, 4u);
  EXPECT_EQ(RecordQuery::parse("kind=day").search().log, wire::LogName::epochs);
  EXPECT_EQ(RecordQuery::parse("").fault, "");
  for (const char* bad : {"kind=nothing", "order=three", "order=99999999999", "day=24.11.2026"}) {
    const auto query = RecordQuery::parse(bad);
    EXPECT_NE(query.fault, "") << bad;
    EXPECT_THAT(render_record(query, {}, world.realm, platform::testing::kNoon),
                HasSubstr("role=\"alert\""));
  }
  const auto html = render_record(RecordQuery::parse("order=%22%3E%3Cscript%3E"), {}, world.realm,
                                  platform::testing::kNoon);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
}

TEST_F(Page, APageOfTheRecordLeadsToTheNextWithTheSameSearch) {
  platform::PublicPage page;
  page.entries = full().entries;
  page.orders_below = 7;
  const auto html =
      render_record(RecordQuery::parse("order=3"), page, world.realm, platform::testing::kNoon);
  EXPECT_THAT(html, HasSubstr("href=\"/record?order=3&amp;o=7&amp;e=0\""));
  page.orders_below.reset();
  EXPECT_THAT(render_record(RecordQuery::parse(""), page, world.realm, platform::testing::kNoon),
              HasSubstr("nothing older is left"));
}

TEST_F(Page, AnEntryHasOneAddressASentenceAndItsBytes) {
  const auto at = EntryAddress::parse("/record/orders/12");
  ASSERT_TRUE(at && !at->as_json);
  EXPECT_EQ(at->index, 12u);
  EXPECT_TRUE(EntryAddress::parse("/record/epochs/0.json")->as_json);
  for (const char* bad : {"/record/", "/record/orders/", "/record/orders/012", "/record/orders/x",
                          "/record/others/1", "/record/orders/1/", "/record/orders/-1"})
    EXPECT_FALSE(EntryAddress::parse(bad)) << bad;
  const auto e = full().entries[3];
  const auto html = render_entry(e, world.realm, platform::testing::kNoon);
  EXPECT_THAT(html, HasSubstr("Police of &lt;Utrecht&gt; &amp; Zeist"));
  EXPECT_THAT(html, HasSubstr("equipoise audit --offline record --realm realm.eqp"));
  const auto json = entry_json(e);
  EXPECT_THAT(json, HasSubstr(hex(e.entry)));
  EXPECT_THAT(json, HasSubstr("\"index\": 2"));
}

TEST_F(Page, TheNumbersAreThoseOfTheLog) {
  const auto html = render_page(full(), world.realm, platform::testing::kNoon);
  EXPECT_THAT(html, HasSubstr("<dt>Releases by custodians</dt><dd>1<span>1 announced</span></dd>"));
  EXPECT_THAT(html, HasSubstr("<dt>Open cases</dt><dd>2<"));
}

}  // namespace
}  // namespace eq::server
