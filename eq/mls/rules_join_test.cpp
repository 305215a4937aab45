// The rules for those who join, and for those they join: see rules_test.cpp.
#include "eq/mls/outside.h"
#include "eq/mls/test_rules.h"

namespace eq::mls {
namespace {

// ---- section 12.4.3: trees and GroupInfo, as a joiner sees them

TEST_F(Rules, ATreeWhoseParentsNobodyVouchesFor_MLS_5) {
  RatchetTree tree = state(*a).tree;
  ASSERT_TRUE(check_parents(tree).ok());
  ParentNode planted = *tree.parent(1);
  planted.encryption_key = View(crypto::hpke_generate(kem_of(kSuite), rng).public_key);
  tree.set_parent(1, planted);
  EXPECT_RULE(check_parents(tree).error().rule, parent_hash_invalid);
}
TEST_F(Rules, ATreeWithAWrongUnmergedList_MLS_5) {
  for (const std::vector<LeafIndex>& list : {std::vector<LeafIndex>{3}, {2, 1}, {1, 1}, {9}}) {
    RatchetTree tree = state(*a).tree;
    ParentNode p = *tree.parent(root(tree.width()));
    p.unmerged = list;
    tree.set_parent(root(tree.width()), p);
    EXPECT_RULE(check_parents(tree).error().rule, unmerged_leaf_invalid);
  }
}
TEST_F(Rules, AGroupInfoWithAnotherTreeOrSignature_MLS_5) {
  const auto external = [&](GroupInfo info) {
    return GroupSteps::join_external(eq::encode(Message{std::move(info)}), eve.key, eve.credential,
                                     testing::options_now(), std::nullopt, std::nullopt, kTrust,
                                     rng)
        .error()
        .rule;
  };
  const EpochState& s = state(*a);
  GroupInfo info = testing::insider_group_info(s, s.tree);
  EXPECT_RULE(external(info), external_pub_missing);
  info.signature[3] ^= 1;
  EXPECT_RULE(external(info), group_info_signature);
  info = testing::insider_group_info(s, s.tree);
  info.context.tree_hash[0] ^= 1;
  info.sign(ana.key);
  EXPECT_RULE(external(info), tree_hash_differs);
  info.signer = 3;
  EXPECT_RULE(external(info), group_info_signer);
  RatchetTree planted = s.tree;
  ParentNode p = *planted.parent(1);
  p.encryption_key = View(crypto::hpke_generate(kem_of(kSuite), rng).public_key);
  planted.set_parent(1, p);
  EXPECT_RULE(external(testing::insider_group_info(s, planted)), parent_hash_invalid);
  info = testing::insider_group_info(s, s.tree);
  info.context.suite = 99;
  info.sign(ana.key);
  EXPECT_RULE(external(info), welcome_suite);
}
TEST_F(Rules, AWelcomeForSomebodyElseOrAltered_MLS_5) {
  const auto ke = eve.key_package(rng), other = eve.key_package(rng);
  auto staged = a->stage_commit({AddMember{ke.key_package}}, {}, kTrust, kNow, rng).take();
  EXPECT_RULE(GroupSteps::join(*staged.welcome(), other, std::nullopt, kTrust).error().rule,
              welcome_not_for_us);
  Bytes bad = *staged.welcome();
  bad.back() ^= 1;
  EXPECT_RULE(GroupSteps::join(bad, ke, std::nullopt, kTrust).error().rule, welcome_decryption);
  const AllBut not_cem(cem.credential);
  EXPECT_RULE(GroupSteps::join(*staged.welcome(), ke, std::nullopt, Trust{not_cem}).error().rule,
              credential_not_accepted);
}
/// Eve is invited by Ana; what her Welcome holds can be changed.
struct Invited : Rules {
  KeyPackageSecrets ke = eve.key_package(rng);
  GroupSecrets secrets;
  GroupInfo info;

  void SetUp() override {
    Rules::SetUp();
    auto staged = a->stage_commit({AddMember{ke.key_package}}, {}, kTrust, kNow, rng).take();
    const auto w = std::get<Welcome>(eq::decode<Message>(*staged.welcome())->body);
    const auto plain = decrypt_with_label(kSuite, ke.init_key.reveal("test"), "Welcome",
                                          w.encrypted_group_info, w.secrets[0].secrets)
                           .take();
    secrets = eq::decode<GroupSecrets>(plain.reveal("test")).take();
    const auto joiner = HashSecret::from(secrets.joiner_secret.reveal("test")).take();
    const WelcomeKey k = derive_welcome_key(kSuite, derive_member_secret(joiner, HashSecret()));
    info =
        eq::decode<GroupInfo>(crypto::aead_open(aead_of(kSuite), k.key.reveal("test"),
                                                k.nonce.reveal("test"), {}, w.encrypted_group_info)
                                  .value())
            .take();
  }
  Rule verdict(std::optional<View> tree = std::nullopt, const Trust& trust = kTrust) {
    info.sign(ana.key);
    const auto joined = GroupSteps::join(
        testing::insider_welcome(kSuite, ke.key_package, secrets, info, rng), ke, tree, trust);
    return joined.ok() ? Rule::none : joined.error().rule;
  }
  Bytes& tree_data() {
    return std::find_if(info.extensions.begin(), info.extensions.end(),
                        [](const Extension& e) { return e.type == extension_type::ratchet_tree; })
        ->data;
  }
};

TEST_F(Invited, AWelcomeWithoutATreeOrWithABadOne_MLS_15) {
  EXPECT_EQ(verdict(), Rule::none);
  const Bytes tree = tree_data();
  tree_data().push_back(0);
  EXPECT_RULE(verdict(), tree_form);
  Writer huge;
  huge.vector([](Writer& in) { in.raw(Bytes(2 * kMaxLeaves + 10)); });
  tree_data() = huge.take();
  EXPECT_RULE(verdict(), tree_too_large);
  std::erase_if(info.extensions,
                [](const Extension& e) { return e.type == extension_type::ratchet_tree; });
  EXPECT_RULE(verdict(), tree_missing);
  EXPECT_EQ(verdict(tree), Rule::none);
  // a genuine tree, of the epoch before
  EXPECT_RULE(verdict(b->ratchet_tree()), tree_hash_differs);
}
TEST_F(Invited, AWelcomeToAGroupWithoutUs_MLS_5) {
  info = testing::insider_group_info(state(*a), state(*a).tree);
  EXPECT_RULE(verdict(), own_leaf_missing);
}
TEST_F(Invited, AWelcomeWithTheWrongPathSecretOrTag_MLS_5) {
  secrets.path_secret = SecretBytes::from(Bytes(32, 1));
  EXPECT_RULE(verdict(), path_secret_wrong);
  secrets.path_secret.reset();
  info.confirmation_tag[0] ^= 1;
  EXPECT_RULE(verdict(), confirmation_tag);
}
TEST_F(Invited, AWelcomeToAGroupWeAreIn_MLS_5) {
  const Bytes mine[] = {Bytes(16, 1), kGroup};
  Trust trust{testing::trust_all()};
  trust.groups_joined = mine;
  EXPECT_RULE(verdict(std::nullopt, trust), group_id_in_use);
}
TEST_F(Invited, AWelcomeOfAnotherSuite_MLS_5) {
  info.context.suite = 1;
  EXPECT_RULE(verdict(), welcome_suite);
}
TEST_F(Invited, AWelcomeWithPsksAgainstTheRules_MLS_5) {
  PskId id = PskId::external(view("x"));
  id.nonce = Bytes(31, 1);
  secrets.psks = {id};
  EXPECT_RULE(verdict(), psk_nonce_length);
  id.nonce = Bytes(32, 1);
  secrets.psks = {id, id};
  EXPECT_RULE(verdict(), psk_repeated);
  secrets.psks = {id};
  EXPECT_RULE(verdict(), psk_missing);
  PskId one = PskId::resumption(PskUsage::branch, kGroup, 1),
        two = PskId::resumption(PskUsage::reinit, kGroup, 1);
  one.nonce = two.nonce = Bytes(32, 1);
  secrets.psks = {one, two};
  EXPECT_RULE(verdict(), psk_usage);
}
TEST_F(Rules, AnExternalPubThatIsNoKey_MLS_5) {
  for (const Bytes& data : {Bytes{3, 1}, Bytes(33, 0)}) {
    GroupInfo info = testing::insider_group_info(state(*a), state(*a).tree);
    info.extensions.push_back({extension_type::external_pub, data});
    info.sign(ana.key);
    EXPECT_RULE(
        GroupSteps::join_external(eq::encode(Message{std::move(info)}), eve.key, eve.credential,
                                  testing::options_now(), std::nullopt, std::nullopt, kTrust, rng)
            .error()
            .rule,
        extension_form);
  }
}
TEST_F(Rules, ASuccessorOrBranchThatDoesNotFitItsPredecessor_MLS_9) {
  const auto kb = ben.key_package(rng), ke = eve.key_package(rng);
  const auto founded = [&](PskUsage usage, const KeyPackage& second, const Group& old) {
    Group g = ana.create(Bytes(16, 0xe1), rng);
    const Trust from_old{testing::trust_all(), nullptr, &old};
    return to_bytes(*g.stage_commit({InjectPsk{PskId::resumption(usage, kGroup, old.epoch())},
                                     AddMember{kb.key_package}, AddMember{second}},
                                    {}, from_old, kNow, rng)
                         ->welcome());
  };
  const Trust ours{testing::trust_all(), nullptr, &*b};
  const auto verdict_of = [&](const Bytes& welcome) {
    return GroupSteps::join(welcome, kb, std::nullopt, ours).error().rule;
  };
  EXPECT_RULE(verdict_of(founded(PskUsage::branch, ke.key_package, *a)), branch_mismatch);
  // No ReInit was committed in the old group.
  EXPECT_RULE(verdict_of(founded(PskUsage::reinit, cem.key_package(rng).key_package, *a)),
              reinit_mismatch);
}

TEST_F(Invited, AnEarlierStateCannotBePassedOffAsTheGroup_MLS_16) {
  // The server keeps all it ever carried: the Welcome, commits, messages and GroupInfos of earlier
  // epochs.
  auto first = a->stage_commit({AddMember{ke.key_package}}, {}, kTrust, kNow, rng).take();
  const Bytes welcome = *first.welcome(), old_info = a->group_info(TreeDelivery::in_welcome);
  Group e = Group::join(welcome, ke, std::nullopt, kTrust).take();
  auto old_commit = b->process(first.commit(), kTrust).take();
  ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(old_commit))).ok());
  const Bytes first_commit = first.commit();
  ASSERT_TRUE(a->merge(std::move(first)).ok());
  const Bytes said = a->protect({}, view("once"), 0, rng).value();
  ASSERT_TRUE(b->process(said, kTrust).ok());
  ASSERT_TRUE(e.process(said, kTrust).ok());
  auto second = a->stage_commit({RemoveMember{e.own_leaf()}}, {}, kTrust, kNow, rng).take();
  for (Group* g : {&*b, &e}) {
    auto p = g->process(second.commit(), kTrust).take();
    ASSERT_TRUE(g->merge(std::move(std::get<ReceivedCommit>(p))).ok());
  }
  const Bytes second_commit = second.commit();
  ASSERT_TRUE(a->merge(std::move(second)).ok());
  const auto epoch = b->epoch();
  for (const Bytes& m : {first_commit, second_commit, said})
    EXPECT_EQ(b->process(m, kTrust).error(), Err::stale);
  EXPECT_EQ(b->process(welcome, kTrust).error(), Err::malformed);
  EXPECT_EQ(b->process(old_info, kTrust).error(), Err::malformed);
  EXPECT_EQ(b->epoch(), epoch);
  EXPECT_FALSE(e.is_active());  // and Eve, removed, is not let in again by what let her in once
  const Bytes mine[] = {kGroup};
  Trust trust{testing::trust_all()};
  trust.groups_joined = mine;
  EXPECT_RULE(GroupSteps::join(welcome, ke, std::nullopt, trust).error().rule, group_id_in_use);
  // Who joins from an old GroupInfo makes a commit that no member accepts.
  const Person fay(kSuite, "Fay", rng);
  const auto joined =
      Group::join_external(old_info, fay.key, fay.credential, testing::options_now(), std::nullopt,
                           std::nullopt, kTrust, rng)
          .take();
  EXPECT_EQ(b->process(joined.commit, kTrustOutsiders).error(), Err::stale);
  EXPECT_RULE(b->last_rule(), wrong_epoch);
}

TEST_F(Rules, AForkIsTellableFromTheAuthenticatorsOfPastEpochsToo_MLS_7) {
  std::vector<Hash> seen;
  for (int i = 0; i < 10; ++i) {
    seen.push_back(b->epoch_authenticator());
    auto staged = a->stage_commit({}, {}, kTrust, kNow, rng).take();
    auto p = b->process(staged.commit(), kTrust).take();
    ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(p))).ok());
    ASSERT_TRUE(a->merge(std::move(staged)).ok());
  }
  Group other = Group::load(a->save()).take();
  ASSERT_TRUE(other.merge(other.stage_commit({}, {}, kTrust, kNow, rng).take()).ok());
  auto staged = a->stage_commit({}, {}, kTrust, kNow, rng).take();
  auto p = b->process(staged.commit(), kTrust).take();
  ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(p))).ok());
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  EXPECT_EQ(b->compare(a->epoch(), a->epoch_authenticator()), Agreement::same);
  EXPECT_EQ(b->compare(other.epoch(), other.epoch_authenticator()), Agreement::forked);
  EXPECT_EQ(b->compare(other.epoch() + 1, other.epoch_authenticator()), Agreement::unknown);
  EXPECT_EQ(b->compare(5, seen[4]), Agreement::same);
  EXPECT_EQ(b->compare(5, seen[5]), Agreement::forked);
  EXPECT_EQ(b->compare(1, seen[0]), Agreement::unknown);
}

}  // namespace
}  // namespace eq::mls
