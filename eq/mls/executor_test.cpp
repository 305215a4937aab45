// What is verified on lent threads, in whatever order, gives the answer that one thread gives.
#include <gtest/gtest.h>

#include "bench/threads.h"
#include "eq/mls/group_steps.h"
#include "eq/mls/testing.h"
#include "eq/mls/tree_check.h"
#include "eq/testing/scrambled.h"

namespace eq::mls {
namespace {

using eq::testing::Scrambled;
using testing::kNow;
using testing::Person;

constexpr Suite kSuite = Suite::x25519_chacha20poly1305_sha256_ed25519;
constexpr std::uint32_t kMembers = 150;

/// Refuses to be asked from another thread than the one it was made on.
class OnThisThread final : public CredentialCheck {
 public:
  Status check(const Credential&, View) const override {
    EQ_ASSERT(std::this_thread::get_id() == home_);
    return ok();
  }

 private:
  std::thread::id home_ = std::this_thread::get_id();
};

struct Executors : ::testing::Test {
  eq::testing::SeededRandom rng{77};
  OnThisThread credentials;
  Scrambled scrambled{5};
  bench::Threads threads{4};
  std::vector<Executor*> all{nullptr, &scrambled, &threads};

  Trust trust(Executor* e) const { return {.credentials = credentials, .executor = e}; }
  std::vector<CommitInput> many_adds() {
    std::vector<CommitInput> adds;
    for (std::uint32_t i = 0; i < kMembers; ++i)
      adds.push_back(
          AddMember{Person(kSuite, std::to_string(i), rng).key_package(rng).key_package});
    return adds;
  }
};

TEST_F(Executors, EveryOrderAndAnyThreadsLetTheSameGroupIn_MLS_12) {
  const Person ana(kSuite, "Ana", rng), ben(kSuite, "Ben", rng), cem(kSuite, "Cem", rng);
  Group a = ana.create(Bytes(16, 1), rng);
  auto adds = many_adds();
  const auto kb = ben.key_package(rng), kc = cem.key_package(rng);
  adds.push_back(AddMember{kb.key_package});
  auto first = a.stage_commit(adds, {}, trust(&threads), kNow, rng).take();
  std::vector<Group> bens;
  for (Executor* e : all)
    bens.push_back(Group::join(*first.welcome(), kb, std::nullopt, trust(e)).take());
  ASSERT_TRUE(a.merge(std::move(first)).ok());
  // A commit with many key packages, and one who joins a tree with parents and unmerged leaves.
  ASSERT_TRUE(
      a.merge(a.stage_commit({RemoveMember{3}}, {}, trust(nullptr), kNow, rng).take()).ok());
  auto more = many_adds();
  more.push_back(AddMember{kc.key_package});
  const auto second = a.stage_commit(more, {}, trust(nullptr), kNow, rng).take();
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(bens[i].epoch_authenticator(), bens[0].epoch_authenticator());
    const Group c = Group::join(*second.welcome(), kc, std::nullopt, trust(all[i])).take();
    EXPECT_EQ(c.epoch_authenticator(), second.epoch_authenticator().value());
  }
  EXPECT_GE(scrambled.jobs, 2 * kMembers / 16);
}

TEST_F(Executors, OfSeveralFaultsTheFirstIsNamedWhateverTheOrder_MLS_12) {
  const Bytes group_id(16, 2);
  RatchetTree tree;
  for (std::uint32_t i = 0; i < kMembers; ++i)
    ASSERT_TRUE(
        tree.add(Person(kSuite, std::to_string(i), rng).key_package(rng).key_package.leaf).ok());
  const auto spoil = [&](LeafIndex i, bool signature) {
    const Person eve(kSuite, "Eve", rng);
    LeafContent c = tree.leaf(i)->content();
    c.signature_key = eve.key.public_key();
    c.source = LeafSource::update;
    if (!signature) c.capabilities.versions.clear();
    tree.set_leaf(i,
                  LeafNode::sign(kSuite, c, LeafPlace{group_id, signature ? i + 1 : i}, eve.key));
  };
  const auto verdict = [&](Executor* e) {
    return check_leaves(tree, kSuite, group_id, credentials, e).error().rule;
  };
  spoil(140, true);
  spoil(60, false);
  spoil(61, true);
  for (Executor* e : all) EXPECT_EQ(verdict(e), Rule::leaf_version_or_suite);
  spoil(20, true);
  for (Executor* e : all) EXPECT_EQ(verdict(e), Rule::leaf_signature);
}

TEST_F(Executors, OneForgedKeyPackageAmongManyIsFound_MLS_12) {
  Group a = Person(kSuite, "Ana", rng).create(Bytes(16, 3), rng);
  auto adds = many_adds();
  std::get<AddMember>(adds[100]).key_package.signature[5] ^= 1;
  for (Executor* e : all) {
    EXPECT_EQ(a.stage_commit(adds, {}, trust(e), kNow, rng).error(), Err::forged);
    EXPECT_EQ(a.last_rule(), Rule::key_package_signature);
  }
}

}  // namespace
}  // namespace eq::mls
