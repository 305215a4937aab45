// One place for each key, and a count of which nothing can be left out.
#include "eq/order/tally.h"

#include <gtest/gtest.h>

#include "eq/order/test_realm.h"

namespace eq::order {
namespace {

using crypto::Digest;
using eq::testing::SeededRandom;

TEST(KeyedTree, HoldsEachKeyInOnePlaceAndShowsWhatIsNotThere_ORD_16) {
  SeededRandom rng(5);
  KeyedTree tree;
  std::map<Digest, Digest> all;
  for (int n = 0; n < 60; ++n) {
    const Digest root = tree.root(), unknown = rng.array<32>();
    EXPECT_TRUE(verify_absent(root, unknown, tree.place(unknown)).ok()) << n;
    EXPECT_FALSE(verify_held(root, unknown, {}, tree.place(unknown)).ok());
    for (const auto& [key, value] : all) {
      const Place place = tree.place(key);
      EXPECT_TRUE(verify_held(root, key, value, place).ok());
      EXPECT_FALSE(verify_held(root, key, rng.array<32>(), place).ok());
      EXPECT_FALSE(verify_absent(root, key, place).ok());
      EXPECT_FALSE(verify_absent(root, key, tree.place(unknown)).ok()) << "another key's absence";
    }
    const auto [it, added] = all.emplace(rng.array<32>(), rng.array<32>());
    ASSERT_TRUE(added);
    tree.put(it->first, it->second);
  }
}

TEST(KeyedTree, KeysThatDifferInTheirLastBitAloneStandApart_ORD_16) {
  KeyedTree tree;
  Digest a{}, b{};
  b[31] = 1;
  tree.put(a, a);
  tree.put(b, b);
  EXPECT_EQ(tree.place(a).siblings.size(), 256u);
  EXPECT_TRUE(verify_held(tree.root(), a, a, tree.place(a)).ok());
  EXPECT_TRUE(verify_held(tree.root(), b, b, tree.place(b)).ok());
  Place longer = tree.place(a);
  longer.siblings.push_back({});
  EXPECT_FALSE(verify_held(tree.root(), a, a, longer).ok());
}

/// A service with two conversations of Ana, and one of others.
struct CountedDay {
  AccountId ana = testing::TestRealm::account(1), cleo = testing::TestRealm::account(3);
  std::vector<ConversationId> convs;
  std::map<ConversationId, std::vector<Bytes>> records;
  KeyedTree tree;
  DayCount shown;
  TallyEntry tally;

  CountedDay() {
    SeededRandom rng(6);
    for (std::uint8_t i = 0; i < 3; ++i) {
      ConversationId conv;
      conv.bytes.fill(i);
      convs.push_back(conv);
      for (std::uint8_t n = 0; n < 3 - i; ++n)
        records[conv].push_back(to_bytes(View(rng.array<40>())));
      ConversationCount c{conv,
                          rng.array<32>(),
                          static_cast<std::uint32_t>(records[conv].size()),
                          records_root(records[conv]),
                          {}};
      tree.put(place_of(conv), value_of(c));
      if (i < 2) shown.conversations.push_back(c);
    }
    shown.account = {rng.array<32>(), {convs[0], convs[1]}, {}};
    tree.put(place_of(ana), value_of(shown.account));
    shown.account.place = tree.place(place_of(ana));
    for (auto& c : shown.conversations) c.place = tree.place(place_of(c.conv));
    tally.root = tree.root();
    records.erase(convs[2]);
  }
  bool passes() const { return check_all_there(tally, ana, shown, records).ok(); }
};

TEST(Counted, AllThatWasCountedPassesAndNothingLess_ORD_16) {
  const CountedDay day;
  EXPECT_TRUE(day.passes());
  auto less = day;
  less.records[day.convs[0]].pop_back();
  EXPECT_FALSE(less.passes());
  const auto why = check_all_there(day.tally, day.ana, day.shown, less.records);
  EXPECT_EQ(why.error().id, "ORD-R33");
  EXPECT_NE(why.error().sentence.find("counted in a conversation: 3, handed over: 2"),
            std::string::npos);
  less = day;
  less.records.erase(day.convs[1]);
  EXPECT_FALSE(less.passes());
  auto more = day;
  more.records[day.convs[2]].push_back(Bytes(40, 1));
  EXPECT_FALSE(more.passes());
  auto swapped = day;
  std::swap(swapped.records[day.convs[0]][0], swapped.records[day.convs[0]][1]);
  EXPECT_FALSE(swapped.passes());
}

TEST(Counted, AConversationCannotBeLeftOutOfTheAccountsListNorItsCountMadeSmaller_ORD_16) {
  const CountedDay day;
  auto left_out = day;
  left_out.shown.account.conversations.pop_back();
  left_out.shown.conversations.pop_back();
  left_out.records.erase(day.convs[1]);
  EXPECT_FALSE(left_out.passes());
  auto smaller = day;
  smaller.records[day.convs[0]].pop_back();
  smaller.shown.conversations[0].count = 2;
  smaller.shown.conversations[0].envelopes = records_root(smaller.records[day.convs[0]]);
  EXPECT_FALSE(smaller.passes());
  auto denied = day;  // "she was in no conversation"
  denied.shown = {};
  denied.records.clear();
  for (const auto& other : {day.ana, day.cleo}) {
    denied.shown.account.place = day.tree.place(place_of(other));
    EXPECT_FALSE(denied.passes());
  }
  // Of Cleo it is true.
  EXPECT_TRUE(check_all_there(day.tally, day.cleo, denied.shown, {}).ok());
}

TEST(Counted, EveryByteOfWhatIsShownCounts_ORD_16) {
  const CountedDay day;
  const Bytes honest = encode(day.shown);
  for (std::size_t i = 0; i < honest.size(); ++i) {
    Bytes bytes = honest;
    bytes[i] ^= 1;
    const auto other = decode<DayCount>(bytes);
    EXPECT_TRUE(!other.ok() || !check_all_there(day.tally, day.ana, *other, day.records).ok()) << i;
  }
}

TEST(Tally, CountsOnlyRightBehindItsIntentUnderTheProvidersSignature_ORD_16) {
  using testing::TestRealm;
  const auto read = [](auto change) {
    TestRealm r;
    r.log_order(r.approved());
    IntentEntry intent{1, TestRealm::kToday + 1, r.now, {}};
    intent.agency = r.agency.sign(intent_message(intent, r.who.realm));
    const auto index = r.orders.append(tlog::entry_of(intent), r.now);
    TallyEntry t{index, intent.epoch, r.now, {}, {}};
    const crypto::SigningKey* key = &r.provider;
    change(r, t, key);
    r.orders.append(tlog::entry_of(sign_tally(t, *key, r.who.realm)), r.now);
    const auto book = r.book();
    if (!book.voids().empty()) return book.voids().back().why.id;
    return std::string(book.tally_of(index) ? "there" : "missing");
  };
  using Key = const crypto::SigningKey*;
  EXPECT_EQ(read([](TestRealm&, TallyEntry&, Key&) {}), "there");
  EXPECT_EQ(read([](TestRealm& r, TallyEntry&, Key& k) { k = &r.agency; }), "ORD-R33");
  EXPECT_EQ(read([](TestRealm&, TallyEntry& t, Key&) { t.day = t.day + 1; }), "ORD-R33");
  EXPECT_EQ(read([](TestRealm& r, TallyEntry&, Key&) {
              r.orders.append({4, 'x'}, r.now);
            }),
            "ORD-R33");
}

}  // namespace
}  // namespace eq::order
