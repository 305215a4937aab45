// For tests of the rules: a group with an insider who follows none of them, and a record of the
// rules seen broken.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "eq/mls/leaf_rules.h"
#include "eq/mls/test_insider.h"
#include "eq/mls/tree_check.h"

namespace eq::mls {

inline std::set<Rule>& rules_seen_broken() {
  static std::set<Rule> seen;
  return seen;
}
/// That `actual` is this very rule; recorded for rule_coverage_test.cpp.
#define EXPECT_RULE(actual, name)                \
  do {                                           \
    const ::eq::mls::Rule got_ = (actual);       \
    EXPECT_EQ(::eq::mls::name_of(got_), #name);  \
    ::eq::mls::rules_seen_broken().insert(got_); \
  } while (0)

using testing::kNow;
using testing::Person;
using testing::with_pending;

inline constexpr Suite kSuite = Suite::x25519_chacha20poly1305_sha256_ed25519;
inline const Trust kTrust{testing::trust_all()};
inline const Trust kTrustOutsiders = testing::trust_outsiders();
inline const Bytes kGroup(16, 0xc0);

/// Accepts everybody but one.
class AllBut final : public CredentialCheck {
 public:
  explicit AllBut(Credential who) : who_(std::move(who)) {}
  Status check(const Credential& c, View) const override {
    return c == who_ ? Status(Err::forged) : ok();
  }

 private:
  Credential who_;
};

struct Rules : ::testing::Test {
  eq::testing::SeededRandom rng{11};
  Person ana{kSuite, "Ana", rng}, ben{kSuite, "Ben", rng}, cem{kSuite, "Cem", rng},
      eve{kSuite, "Eve", rng};
  std::optional<Group> a, b, c;  // a is the insider, b the victim

  void SetUp() override {
    a = ana.create(kGroup, rng);
    const auto kb = ben.key_package(rng), kc = cem.key_package(rng);
    auto staged = a->stage_commit({AddMember{kb.key_package}, AddMember{kc.key_package}}, {},
                                  kTrust, kNow, rng)
                      .take();
    b = Group::join(*staged.welcome(), kb, std::nullopt, kTrust).take();
    c = Group::join(*staged.welcome(), kc, std::nullopt, kTrust).take();
    ASSERT_TRUE(a->merge(std::move(staged)).ok());
  }
  void TearDown() override {  // whatever was refused has spoiled nothing
    const auto m = a->protect({}, view("still fine"), 0, rng).value();
    EXPECT_TRUE(b->process(m, kTrust).ok());
  }

  const EpochState& state(const Group& g) { return GroupSteps::state(g); }
  Rule verdict(View message, const Trust& trust = kTrust) {
    const Bytes before = b->save();
    EXPECT_FALSE(b->process(message, trust).ok());
    EXPECT_EQ(b->save(), before) << "refused by " << name_of(b->last_rule())
                                 << ", and something stayed";
    return b->last_rule();
  }
  Rule commit_verdict(std::vector<Proposal> proposals, const Trust& trust = kTrust) {
    Commit commit;
    for (auto& p : proposals) commit.proposals.push_back({std::move(p)});
    commit.path = path().path;
    return verdict(testing::insider_commit(*a, commit), trust);
  }

  struct MadePath {
    std::optional<UpdatePath> path;
    EpochState next;
  };
  /// An honest path of the insider for a commit without proposals.
  MadePath path(std::optional<LeafContent> content = std::nullopt) {
    MadePath m{std::nullopt, begin_next(state(*a))};
    const NewPath made = renew_path(
        kSuite, m.next.tree, m.next.keys,
        content ? *content : state(*a).tree.leaf(a->own_leaf())->content(), kGroup, ana.key, rng);
    refresh_context(m.next);
    m.path = encrypt_path(kSuite, m.next.tree, made, {}, m.next.context_bytes, rng).value();
    return m;
  }
  Rule path_verdict(UpdatePath p) {
    Commit commit;
    commit.path = std::move(p);
    return verdict(testing::insider_commit(*a, commit));
  }

  /// Eve's key package with its contents changed and everything signed again.
  KeyPackage changed(std::function<void(LeafContent&)> leaf,
                     std::function<void(KeyPackage&)> kp = {}) {
    KeyPackage k = eve.key_package(rng).key_package;
    LeafContent content = k.leaf.content();
    if (leaf) leaf(content);
    const bool in_group = content.source != LeafSource::key_package;
    k.leaf = LeafNode::sign(kSuite, content,
                            in_group ? std::optional(LeafPlace{kGroup, 3}) : std::nullopt, eve.key);
    if (kp) kp(k);
    k.signature.clear();
    Bytes tbs = eq::encode(k);
    tbs.pop_back();  // the empty signature's length
    k.signature = eve.key.sign_with_label("KeyPackageTBS", tbs);
    return k;
  }
  Rule add_verdict(const KeyPackage& kp) {
    return verdict(testing::insider_proposal(*a, Proposal{Add{kp}}));
  }
};

}  // namespace eq::mls
