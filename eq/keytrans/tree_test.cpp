#include "eq/keytrans/tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "eq/keytrans/memory_nodes.h"
#include "eq/testing/seeded.h"

namespace eq::keytrans {
namespace {

struct TreeTest : ::testing::Test {
  Leaf leaf(std::uint32_t epoch = 1) { return {rng.array<32>(), rng.array<32>(), epoch}; }
  std::vector<Leaf> leaves(std::size_t n) {
    std::vector<Leaf> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(leaf());
    return out;
  }
  eq::testing::SeededRandom rng{20261130};
  MemoryNodes nodes;
  Tree tree{nodes, {}};
};

/// A label that begins with the bits of a text of 0 and 1.
Label label_of(std::string_view bits) {
  Label l{};
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (bits[i] == '1') l[i / 8] = static_cast<std::uint8_t>(l[i / 8] | 0x80u >> i % 8);
  return l;
}

TEST_F(TreeTest, ASetOfLeavesHasOneRootHoweverItCame_KTR_1) {
  auto all = leaves(100);
  ASSERT_TRUE(tree.grow(all).ok());
  for (const std::size_t step : {1, 7, 99}) {
    std::ranges::rotate(all, all.begin() + 37);
    std::ranges::reverse(all);
    MemoryNodes other_nodes;
    Tree other(other_nodes, {});
    for (std::size_t i = 0; i < all.size(); i += step)
      ASSERT_TRUE(
          other
              .grow({all.begin() + static_cast<std::ptrdiff_t>(i),
                     all.begin() + static_cast<std::ptrdiff_t>(std::min(i + step, all.size()))})
              .ok());
    EXPECT_EQ(other.root(), tree.root()) << step;
  }
}

TEST_F(TreeTest, EveryLeafIsProvenAndNoOther_KTR_1) {
  for (const std::size_t n : {1, 2, 3, 50}) {
    const auto added = leaves(n);
    ASSERT_TRUE(tree.grow(added).ok());
    for (const Leaf& l : added) {
      const Place place = tree.place(l.label).value();
      EXPECT_EQ(place.leaf, l);
      EXPECT_TRUE(verify_held(tree.root(), l, place.path).ok());
      EXPECT_EQ(tree.absence(l.label).error(), Err::refused);
      Leaf other = l;
      other.commitment[5] ^= 1;
      EXPECT_EQ(verify_held(tree.root(), other, place.path).error(), Err::forged);
      other = l;
      ++other.epoch;
      EXPECT_EQ(verify_held(tree.root(), other, place.path).error(), Err::forged);
    }
    const Label absent = rng.array<32>();
    EXPECT_EQ(tree.place(absent).error(), Err::missing);
    EXPECT_TRUE(verify_absent(tree.root(), absent, tree.absence(absent).value()).ok());
  }
}

TEST_F(TreeTest, NothingIsInATreeWithoutLeaves_KTR_1) {
  const Label label = rng.array<32>();
  EXPECT_TRUE(verify_absent(empty_root(), label, tree.absence(label).value()).ok());
  EXPECT_EQ(tree.place(label).error(), Err::missing);
  ASSERT_TRUE(tree.grow({leaf()}).ok());
  EXPECT_EQ(verify_absent(tree.root(), label, Absence{}).error(), Err::forged);
}

TEST_F(TreeTest, NoAbsenceOfOneLabelProvesThatOfALeaf_KTR_1) {
  const auto all = leaves(40);
  ASSERT_TRUE(tree.grow(all).ok());
  std::vector<Absence> absences;
  for (int i = 0; i < 200; ++i) absences.push_back(tree.absence(rng.array<32>()).value());
  // and what stands beside and above a leaf
  for (const Leaf& l : all) {
    Label near = l.label;
    near[31] ^= 1;
    absences.push_back(tree.absence(near).value());
  }
  for (const Leaf& l : all)
    for (const Absence& a : absences)
      EXPECT_EQ(verify_absent(tree.root(), l.label, a).error(), Err::forged);
}

TEST_F(TreeTest, ALabelComesOnce_KTR_2) {
  const Leaf l = leaf();
  EXPECT_EQ(tree.grow({l, l}).error(), Err::refused);
  ASSERT_TRUE(tree.grow({l}).ok());
  EXPECT_EQ(tree.grow({l}).error(), Err::refused);
}

TEST_F(TreeTest, GrowthProvesThatEverythingIsStillThere_KTR_2) {
  crypto::Digest before = empty_root();
  for (const std::size_t n : {1, 1, 2, 0, 30, 5}) {
    const Growth growth = tree.grow(leaves(n)).value();
    EXPECT_EQ(growth.added.size(), n);
    EXPECT_TRUE(verify_growth(before, tree.root(), growth).ok()) << n;
    EXPECT_LE(growth.kept.size() + growth.kept_leaves.size(), 1 + n * 10) << "not the whole tree";
    before = tree.root();
  }
}

TEST_F(TreeTest, AGrowthThatWasAlteredIsNone_KTR_2) {
  ASSERT_TRUE(tree.grow(leaves(20)).ok());
  const auto before = tree.root();
  const Growth growth = tree.grow(leaves(6)).value();
  ASSERT_TRUE(verify_growth(before, tree.root(), growth).ok());
  const auto refused = [&](auto change) {
    Growth g = growth;
    change(g);
    EXPECT_EQ(verify_growth(before, tree.root(), g).error(), Err::forged);
  };
  refused([](Growth& g) { g.added.pop_back(); });
  refused([](Growth& g) { g.added[0].commitment[0] ^= 1; });
  refused([](Growth& g) { std::swap(g.added[0], g.added[1]); });
  refused([](Growth& g) { g.kept.push_back(g.kept[0]); });
  refused([](Growth& g) { g.kept[0].prefix.bits += 1; });
  refused([](Growth& g) { g.kept[0].prefix.bits = 300; });
  refused([](Growth& g) { g.kept.clear(), g.kept_leaves.clear(); });
  refused([](Growth& g) { g.added.push_back(g.added.back()); });
  EXPECT_EQ(verify_growth(tree.root(), before, growth).error(), Err::forged);
}

/// A subtree that is said to begin otherwise than it does could be put where nobody finds it.
TEST_F(TreeTest, ASubtreeStaysWhereItsLabelsAre_KTR_2) {
  const Leaf a{label_of("01100"), {}, 1}, b{label_of("01101"), {}, 1}, c{label_of("1"), {}, 1};
  ASSERT_TRUE(tree.grow({a, b, c}).ok());
  const auto before = tree.root();
  const Inner ab{prefix_of(a.label, 4), hash_of(a), hash_of(b)};
  const Leaf added{label_of("0100"), {}, 2};
  const Growth honest{{c}, {ab}, {added}};
  ASSERT_TRUE(tree.grow({added}).ok());
  ASSERT_TRUE(verify_growth(before, tree.root(), honest).ok());
  for (const auto* said : {"0111", "0101", "011"}) {
    Growth lie = honest;
    lie.kept[0].prefix = {static_cast<std::uint16_t>(std::string_view(said).size()),
                          label_of(said)};
    EXPECT_EQ(verify_growth(before, tree.root(), lie).error(), Err::forged) << said;
  }
  // nor is there room for a leaf below one that is kept whole
  const Leaf below{label_of("011001"), {}, 2};
  EXPECT_EQ(verify_growth(before, before, Growth{{c}, {ab}, {below}}).error(), Err::forged);
}

TEST_F(TreeTest, PrefixesHaveOneForm_KTR_1) {
  const Label label = rng.array<32>();
  for (const std::uint16_t bits : {0, 1, 7, 8, 9, 255, 256}) {
    const Prefix p = prefix_of(label, bits);
    EXPECT_TRUE(is_valid(p));
    EXPECT_GE(common_bits(p.label, label), bits);
  }
  EXPECT_FALSE(is_valid({8, label_of("000000001")}));
  EXPECT_FALSE(is_valid({257, {}}));
  EXPECT_EQ(common_bits(label, label), 256);
  EXPECT_EQ(common_bits(label_of("0010"), label_of("0011")), 3);
}

}  // namespace
}  // namespace eq::keytrans
