#include "eq/keytrans/versions.h"

#include <gtest/gtest.h>

#include "eq/keytrans/directory.h"
#include "eq/keytrans/memory_nodes.h"
#include "eq/testing/seeded.h"

namespace eq::keytrans {
namespace {

struct DirectoryTest : ::testing::Test {
  AccountId account() { return AccountId{rng.array<32>()}; }
  Entry entry(const AccountId& of, Version version) {
    return {of, version, to_bytes(rng.array<40>())};
  }
  /// The account's records up to that version, an epoch for each.
  Entry grown(const AccountId& of, Version newest) {
    Entry last;
    for (Version v = 1; v <= newest; ++v) {
      last = entry(of, v);
      EXPECT_TRUE(directory.publish({last, entry(account(), 1)}).ok());
    }
    return last;
  }
  eq::testing::SeededRandom rng{7};
  MemoryNodes nodes;
  DirectoryKeys keys = DirectoryKeys::generate(rng);
  Directory directory{keys, nodes, before_all(), {}};
};

TEST_F(DirectoryTest, TheNewestIsShownAndNothingElseIsTheNewest_KTR_3) {
  for (const Version newest : {1u, 2u, 3u, 4u, 7u}) {
    const auto who = account();
    const Entry last = grown(who, newest);
    const LookUp shown = directory.look_up(last).value();
    const auto epoch = verify_newest(directory.known(), who, shown);
    ASSERT_TRUE(epoch.ok()) << newest;
    EXPECT_EQ(*epoch, directory.epoch().number);
    EXPECT_EQ(verify_newest(directory.known(), account(), shown).error(), Err::forged);
    EXPECT_TRUE(
        verify_owner(directory.known(), who, newest, directory.owner_check(who, newest).value())
            .ok());
  }
}

TEST_F(DirectoryTest, AnOlderRecordCannotBeShown_KTR_3) {
  const auto who = account();
  const Entry first = entry(who, 1);
  ASSERT_TRUE(directory.publish({first}).ok());
  const LookUp then = directory.look_up(first).value();
  const Known known_then = directory.known();
  ASSERT_TRUE(verify_newest(known_then, who, then).ok());
  ASSERT_TRUE(directory.publish({entry(who, 2)}).ok());
  EXPECT_EQ(directory.look_up(first).error(), Err::refused);
  EXPECT_EQ(verify_newest(directory.known(), who, then).error(), Err::forged);
}

TEST_F(DirectoryTest, AValueThatWasNotPublishedIsNotShown_KTR_3) {
  const auto who = account();
  const LookUp shown = directory.look_up(grown(who, 3)).value();
  const auto refused = [&](auto change) {
    LookUp l = shown;
    change(l);
    EXPECT_EQ(verify_newest(directory.known(), who, l).error(), Err::forged);
  };
  refused([](LookUp& l) { l.value[0] ^= 1; });
  refused([](LookUp& l) { l.nonce[0] ^= 1; });
  refused([](LookUp& l) { l.marker.reset(); });
  refused([](LookUp& l) { l.marker = l.newest; });
  refused([](LookUp& l) { l.version = 4; });
  refused([](LookUp& l) { l.version = 0; });
  refused([](LookUp& l) { l.newest.epoch += 1; });
  refused([](LookUp& l) { l.next.label[3] ^= 1; });
}

/// Whatever version a lying directory puts in above an owner's newest: either others refuse it, or
/// he finds it.
TEST_F(DirectoryTest, AVersionThatItsOwnerDidNotMakeIsFoundByHim_KTR_4) {
  for (const Version newest : {1u, 3u, 6u}) {
    for (Version invented = newest + 1; invented <= 40; ++invented) {
      const auto who = account();
      grown(who, newest);
      std::vector<Entry> lie{entry(who, invented)};
      const Version marker = marker_of(invented);
      if (marker > newest && marker != invented) lie.push_back(entry(who, marker));
      ASSERT_TRUE(directory.publish(lie).ok());
      ASSERT_TRUE(verify_newest(directory.known(), who, directory.look_up(lie[0]).value()).ok());
      EXPECT_EQ(directory.owner_check(who, newest).error(), Err::refused)
          << newest << " " << invented;
    }
  }
}

TEST_F(DirectoryTest, AnOwnersCheckIsWholeAndOfThisRoot_KTR_4) {
  const auto who = account();
  grown(who, 5);
  const OwnerCheck check = directory.owner_check(who, 5).value();
  ASSERT_TRUE(verify_owner(directory.known(), who, 5, check).ok());
  OwnerCheck shorter = check;
  shorter.unseen.pop_back();
  EXPECT_EQ(verify_owner(directory.known(), who, 5, shorter).error(), Err::forged);
  OwnerCheck doubled = check;
  doubled.unseen[1] = doubled.unseen[0];
  EXPECT_EQ(verify_owner(directory.known(), who, 5, doubled).error(), Err::forged);
  EXPECT_EQ(verify_owner(directory.known(), who, 6, check).error(), Err::forged);
  ASSERT_TRUE(directory.publish({entry(account(), 1)}).ok());
  EXPECT_EQ(verify_owner(directory.known(), who, 5, check).error(), Err::forged);
}

TEST_F(DirectoryTest, WhoeverIsNotThereIsShownNotToBe_KTR_3) {
  const auto who = account();
  EXPECT_TRUE(verify_nobody(directory.known(), who, directory.nobody(who).value()).ok());
  grown(who, 1);
  EXPECT_EQ(directory.nobody(who).error(), Err::refused);
  const auto other = account();
  const Nobody nobody = directory.nobody(other).value();
  EXPECT_TRUE(verify_nobody(directory.known(), other, nobody).ok());
  EXPECT_EQ(verify_nobody(directory.known(), who, nobody).error(), Err::forged);
}

TEST_F(DirectoryTest, AnAuditorFollowsFromTheBeginning_KTR_2) {
  Epoch seen = before_all();
  for (const std::size_t n : {1, 3, 0, 10}) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < n; ++i) entries.push_back(entry(account(), 1));
    const Growth growth = directory.publish(entries).value();
    const Epoch next = directory.epoch();
    ASSERT_TRUE(check_next(seen, next, growth).ok());
    const auto refused = [&](auto change) {
      Epoch e = next;
      change(e);
      EXPECT_EQ(check_next(seen, e, growth).error(), Err::forged);
    };
    refused([](Epoch& e) { ++e.number; });
    refused([](Epoch& e) { ++e.leaves; });
    refused([](Epoch& e) { e.previous[0] ^= 1; });
    refused([](Epoch& e) { e.root[0] ^= 1; });
    if (n > 0) {
      Growth earlier = growth;
      earlier.added[0].epoch -= 1;
      EXPECT_EQ(check_next(seen, next, earlier).error(), Err::forged);
    }
    seen = next;
  }
}

TEST_F(DirectoryTest, ALabelTellsNothingOfWhoseItIs_KTR_5) {
  const auto who = account();
  const auto other = DirectoryKeys::generate(rng);
  const auto a = label_from(keys.labels.evaluate(label_input(who, 1)));
  EXPECT_NE(a, label_from(other.labels.evaluate(label_input(who, 1))));
  EXPECT_NE(a, label_from(keys.labels.evaluate(label_input(who, 2))));
  // equal values of two accounts have different commitments
  const Entry one{who, 1, {1, 2, 3}}, two{account(), 1, {1, 2, 3}};
  const Growth growth = directory.publish({one, two}).value();
  EXPECT_NE(growth.added[0].commitment, growth.added[1].commitment);
}

TEST(Versions, WhatAnOwnerLooksForIsBounded_KTR_4) {
  EXPECT_EQ(unseen_after(1), (std::vector<Version>{2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048,
                                                   4096, 8192, 16384, 32768}));
  EXPECT_EQ(unseen_after(5).front(), 6u);
  EXPECT_EQ(unseen_after(5)[1], 7u);
  EXPECT_EQ(unseen_after(5)[2], 8u);
  EXPECT_EQ(unseen_after(kNewestVersion).size(), 0u);
}

}  // namespace
}  // namespace eq::keytrans
