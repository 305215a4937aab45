// One broken rule per test: an insider with all keys signs what the rule forbids, and the victim must
// refuse it for that very reason and go on as before.
#include <gtest/gtest.h>

#include <functional>

#include "eq/mls/leaf_rules.h"
#include "eq/mls/test_insider.h"
#include "eq/mls/tree_check.h"

namespace eq::mls {
namespace {

using testing::kNow;
using testing::Person;

constexpr Suite kSuite = Suite::x25519_chacha20poly1305_sha256_ed25519;
const Trust kTrust{testing::trust_all()};
const Bytes kGroup(16, 0xc0);

/// Accepts everybody but one.
class AllBut final : public CredentialCheck {
 public:
  explicit AllBut(Credential who) : who_(std::move(who)) {}
  Status check(const Credential& c, View) const override { return c == who_ ? Status(Err::forged) : ok(); }

 private:
  Credential who_;
};

struct Rules : ::testing::Test {
  eq::testing::SeededRandom rng{11};
  Person ana{kSuite, "Ana", rng}, ben{kSuite, "Ben", rng}, cem{kSuite, "Cem", rng}, eve{kSuite, "Eve", rng};
  std::optional<Group> a, b, c;  // a is the insider, b the victim

  void SetUp() override {
    a = ana.create(kGroup, rng);
    const auto kb = ben.key_package(rng), kc = cem.key_package(rng);
    auto staged = a->stage_commit({AddMember{kb.key_package}, AddMember{kc.key_package}}, {}, kTrust, kNow, rng).take();
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
    EXPECT_FALSE(b->process(message, trust).ok());
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
    const NewPath made = renew_path(kSuite, m.next.tree, m.next.keys,
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
  KeyPackage changed(std::function<void(LeafContent&)> leaf, std::function<void(KeyPackage&)> kp = {}) {
    KeyPackage k = eve.key_package(rng).key_package;
    LeafContent content = k.leaf.content();
    if (leaf) leaf(content);
    const bool in_group = content.source != LeafSource::key_package;
    k.leaf = LeafNode::sign(kSuite, content, in_group ? std::optional(LeafPlace{kGroup, 3}) : std::nullopt, eve.key);
    if (kp) kp(k);
    k.signature.clear();
    Bytes tbs = eq::encode(k);
    tbs.pop_back();  // the empty signature's length
    k.signature = eve.key.sign_with_label("KeyPackageTBS", tbs);
    return k;
  }
  Rule add_verdict(const KeyPackage& kp) { return verdict(testing::insider_proposal(*a, Proposal{Add{kp}})); }
};

// ---- sections 7.3 and 10.1: key packages and leaves

TEST_F(Rules, AKeyPackageOfAnotherSuiteOrVersion_MLS_5) {
  EXPECT_EQ(add_verdict(changed({}, [](KeyPackage& k) { k.suite = 1; })), Rule::key_package_suite);
  EXPECT_EQ(add_verdict(changed({}, [](KeyPackage& k) { k.version = 2; })), Rule::key_package_suite);
}
TEST_F(Rules, AKeyPackageWithABrokenSignature_MLS_5) {
  KeyPackage k = changed({});
  k.signature[5] ^= 1;
  EXPECT_EQ(add_verdict(k), Rule::key_package_signature);
}
TEST_F(Rules, AKeyPackageWhoseInitKeyIsItsLeafKey_MLS_5) {
  EXPECT_EQ(add_verdict(changed({}, [](KeyPackage& k) { k.init_key = to_bytes(k.leaf.encryption_key()); })),
            Rule::key_package_init_key_reused);
}
TEST_F(Rules, AKeyPackageThatRepeatsAnExtension_MLS_5) {
  EXPECT_EQ(add_verdict(changed({}, [](KeyPackage& k) { k.extensions.push_back(k.extensions[0]); })),
            Rule::key_package_extension_repeated);
}
TEST_F(Rules, AKeyPackageWithUnknownExtensionsIsWelcome_MLS_5) {
  const KeyPackage k = changed({}, [](KeyPackage& kp) { kp.extensions.push_back({0xff77, Bytes{1, 2}}); });
  EXPECT_TRUE(b->process(testing::insider_proposal(*a, Proposal{Add{k}}), kTrust).ok());
}
TEST_F(Rules, ALeafOfTheWrongSource_MLS_5) {
  EXPECT_EQ(add_verdict(changed([](LeafContent& l) { l.source = LeafSource::update; })), Rule::leaf_source_wrong);
}
TEST_F(Rules, ALeafWithAForeignSignature_MLS_5) {
  KeyPackage k = changed({});
  LeafContent content = k.leaf.content();
  content.signature_key = ana.key.public_key();
  const LeafNode foreign = LeafNode::sign(kSuite, content, std::nullopt, ana.key);
  Bytes bytes = to_bytes(foreign.bytes());
  bytes.back() ^= 1;
  EXPECT_EQ(add_verdict(changed({}, [&](KeyPackage& kp) { kp.leaf = eq::decode<LeafNode>(bytes).value(); })),
            Rule::leaf_signature);
}
TEST_F(Rules, ALeafThatDoesNotListWhatItUses_MLS_5) {
  EXPECT_EQ(add_verdict(changed([](LeafContent& l) { l.capabilities.suites = {1}; })), Rule::leaf_version_or_suite);
  EXPECT_EQ(add_verdict(changed([](LeafContent& l) { l.capabilities.versions = {}; })), Rule::leaf_version_or_suite);
  EXPECT_EQ(add_verdict(changed([](LeafContent& l) { l.capabilities.credentials = {2}; })), Rule::leaf_credential_not_listed);
  EXPECT_EQ(add_verdict(changed([](LeafContent& l) { l.extensions = {{0xff01, {}}}; })), Rule::leaf_extension_not_listed);
  EXPECT_EQ(add_verdict(changed([](LeafContent& l) {
    l.extensions = {{extension_type::application_id, {}}, {extension_type::application_id, {}}};
  })), Rule::leaf_extension_repeated);
}
TEST_F(Rules, ACredentialTheApplicationDoesNotKnow_MLS_5) {
  const AllBut not_eve(eve.credential);
  const Trust trust{not_eve};
  EXPECT_EQ(verdict(testing::insider_proposal(*a, Proposal{Add{changed({})}}), trust), Rule::credential_not_accepted);
  EXPECT_EQ(check_key_package(changed({}), kSuite, not_eve, kNow).error(), Err::forged);
}
TEST_F(Rules, AnExpiredOrFarTooLongKeyPackageIsNotAddedByUs_MLS_5) {
  for (Lifetime l : {Lifetime{0, 1}, Lifetime{kNow.ms / 1000 + 10, kNow.ms / 1000 + 20}, Lifetime{0, UINT64_MAX}}) {
    const KeyPackage k = changed([&](LeafContent& c0) { c0.lifetime = l; });
    EXPECT_EQ(a->stage_commit({AddMember{k}}, {}, kTrust, kNow, rng).error(), Err::stale);
    EXPECT_EQ(a->last_rule(), Rule::leaf_lifetime);
    EXPECT_EQ(check_key_package(k, kSuite, testing::trust_all(), kNow).error(), Err::stale);
  }
}

// ---- section 6: framing

TEST_F(Rules, AMessageOfAnotherGroupOrEpoch_MLS_5) {
  Group other = ana.create(Bytes(16, 0xee), rng);
  EXPECT_EQ(verdict(other.protect({}, view("x"), 0, rng).value()), Rule::wrong_group);
  EXPECT_EQ(verdict(testing::insider_proposal(other, Proposal{Remove{1}})), Rule::wrong_group);
  auto staged = a->stage_commit({}, {}, kTrust, kNow, rng).take();
  Group ahead = Group::load(a->save()).take();
  ASSERT_TRUE(ahead.merge(std::move(staged)).ok());
  EXPECT_EQ(verdict(ahead.protect({}, view("x"), 0, rng).value()), Rule::wrong_epoch);
  EXPECT_EQ(verdict(testing::insider_proposal(ahead, Proposal{Remove{2}})), Rule::wrong_epoch);
}
TEST_F(Rules, AMessageInAnothersNameIsForgedAndBurnsNoKey_MLS_4) {
  // Ana holds every ratchet, so she can encrypt as Cem, but not sign as Cem.
  const EpochState& s = state(*a);
  SecretTree keys = eq::decode<SecretTree>(eq::encode(s.messages)).take();
  Writer body;
  body.opaque(view("I am Cem"));
  const Bytes tbs = content_tbs(WireFormat::private_message,
                                framed_content({kGroup, s.context.epoch, Sender::member(c->own_leaf()), {}, ContentType::application}, body.bytes()),
                                SenderType::member, s.context_bytes);
  body.opaque(sign_content(ana.key, tbs));
  EXPECT_EQ(verdict(testing::insider_private(s, keys, c->own_leaf(), 0, ContentType::application, body.bytes(), rng)),
            Rule::message_signature);
  EXPECT_TRUE(b->process(c->protect({}, view("the real Cem"), 0, rng).value(), kTrust).ok());
}
TEST_F(Rules, PaddingThatIsNotZeroIsMalformed_MLS_5) {
  const EpochState& s = state(*a);
  SecretTree keys = eq::decode<SecretTree>(eq::encode(s.messages)).take();
  Writer content;
  content.opaque(view("text"));
  content.opaque(Bytes(64, 9));
  content.raw(Bytes{0, 0, 1});
  EXPECT_EQ(verdict(testing::insider_private(s, keys, s.own(), 5, ContentType::application, content.bytes(), rng)),
            Rule::padding_not_zero);
}
TEST_F(Rules, ASenderWhoIsNoMember_MLS_5) {
  const EpochState& s = state(*a);
  SecretTree keys = eq::decode<SecretTree>(eq::encode(s.messages)).take();
  EXPECT_EQ(verdict(testing::insider_private(s, keys, 3, 0, ContentType::application, {}, rng)), Rule::sender_blank);
}
TEST_F(Rules, ApplicationDataInPublic_MLS_5) {
  EXPECT_EQ(verdict(testing::insider_public(*a, ContentType::application, eq::encode(ApplicationData{{1}}))),
            Rule::application_in_public);
}
TEST_F(Rules, AWrongMembershipTagOrSignature_MLS_5) {
  Bytes m = testing::insider_proposal(*a, Proposal{Remove{2}});
  m.back() ^= 1;
  EXPECT_EQ(verdict(m), Rule::membership_tag);
  auto decoded = eq::decode<Message>(testing::insider_proposal(*a, Proposal{Remove{2}})).take();
  auto& p = std::get<PublicMessage>(decoded.body);
  p.auth.signature[0] ^= 1;
  const EpochState& s = state(*a);
  p.membership_tag = to_bytes(membership_tag(
      s.secrets.membership, content_tbs(WireFormat::public_message, eq::encode(p.content), SenderType::member, s.context_bytes),
      p.auth, ContentType::proposal));
  EXPECT_EQ(verdict(eq::encode(decoded)), Rule::message_signature);
}
TEST_F(Rules, ProposalsOfOutsidersNeedAnInvitation_MLS_5) {
  auto send = [&](Sender sender, Proposal p) {
    FramedContent f{kGroup, a->epoch(), sender, {}, std::move(p)};
    const Bytes tbs = content_tbs(WireFormat::public_message, eq::encode(f), sender.type, {});
    return eq::encode(Message{PublicMessage{f, {sign_content(eve.key, tbs), {}}, {}}});
  };
  const Sender external{SenderType::external, 0}, newcomer{SenderType::new_member_proposal, 0};
  EXPECT_EQ(verdict(send(external, {Remove{2}})), Rule::external_sender_unknown);
  EXPECT_EQ(verdict(send(external, {ExternalInit{}})), Rule::external_proposal_type);
  EXPECT_EQ(verdict(send(newcomer, {Remove{2}})), Rule::sender_kind);
  // Once Eve is among the external senders, she may propose what the RFC lets her, and newcomers may ask.
  const std::vector<ExternalSender> senders{{eve.key.public_key(), eve.credential}};
  auto staged = a->stage_commit({SetExtensions{{{extension_type::external_senders, eq::encode(senders)}}}}, {}, kTrust, kNow, rng).take();
  auto r = b->process(staged.commit(), kTrust).take();
  ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(r))).ok());
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  EXPECT_TRUE(b->process(send(external, {Remove{2}}), kTrust).ok());
  EXPECT_EQ(verdict(send(external, {Update{state(*a).tree.leaf(0)[0]}})), Rule::external_proposal_type);
  EXPECT_EQ(verdict(send({SenderType::external, 1}, {Remove{2}})), Rule::external_sender_unknown);
  EXPECT_TRUE(b->process(send(newcomer, {Add{changed({})}}), kTrust).ok());
}

// ---- sections 12.1 and 12.2: proposals and lists

TEST_F(Rules, AListThatRemovesTheCommitterOrNobody_MLS_5) {
  EXPECT_EQ(commit_verdict({{Remove{a->own_leaf()}}}), Rule::remove_of_committer);
  EXPECT_EQ(commit_verdict({{Remove{3}}}), Rule::remove_of_blank);
  EXPECT_EQ(commit_verdict({{Remove{4000000}}}), Rule::remove_of_blank);
}
TEST_F(Rules, AListThatTouchesALeafTwice_MLS_5) {
  EXPECT_EQ(commit_verdict({{Remove{2}}, {Remove{2}}}), Rule::same_leaf_twice);
}
TEST_F(Rules, AListWithAnUpdateOfItsCommitter_MLS_5) {
  LeafContent content = state(*a).tree.leaf(0)->content();
  content.source = LeafSource::update;
  content.encryption_key = Bytes(32, 9);
  const LeafNode leaf = LeafNode::sign(kSuite, content, LeafPlace{kGroup, 0}, ana.key);
  EXPECT_EQ(commit_verdict({{Update{leaf}}}), Rule::update_by_committer);
}
TEST_F(Rules, AnUpdateThatKeepsItsKeyOrComesFromElsewhere_MLS_5) {
  LeafContent content = state(*a).tree.leaf(0)->content();
  content.source = LeafSource::update;
  auto signed_for = [&](View group, LeafIndex i) { return LeafNode::sign(kSuite, content, LeafPlace{group, i}, ana.key); };
  EXPECT_EQ(verdict(testing::insider_proposal(*a, {Update{signed_for(kGroup, 0)}})), Rule::encryption_key_not_new);
  content.encryption_key = crypto::hpke_generate(kem_of(kSuite), rng).public_key;
  EXPECT_EQ(verdict(testing::insider_proposal(*a, {Update{signed_for(kGroup, 1)}})), Rule::leaf_signature);
  EXPECT_EQ(verdict(testing::insider_proposal(*a, {Update{signed_for(Bytes(16, 1), 0)}})), Rule::leaf_signature);
  content.credential = eve.credential;
  EXPECT_EQ(verdict(testing::insider_proposal(*a, {Update{signed_for(kGroup, 0)}})), Rule::credential_not_accepted);
  EXPECT_EQ(verdict(testing::insider_proposal(*a, {Update{eve.key_package(rng).key_package.leaf}})), Rule::leaf_source_wrong);
}
TEST_F(Rules, AListThatAddsSomebodyTwiceOrAMember_MLS_5) {
  EXPECT_EQ(commit_verdict({{Add{changed({})}}, {Add{changed({})}}}), Rule::add_twice);
  Commit commit;
  commit.proposals.push_back({Proposal{Add{cem.key_package(rng).key_package}}});
  EXPECT_EQ(verdict(testing::insider_commit(*a, commit)), Rule::signature_key_not_unique);
}
TEST_F(Rules, AnAddWhoseLeafKeyIsInTheTree_MLS_5) {
  Commit commit;
  commit.proposals.push_back({Proposal{Add{changed([&](LeafContent& l) {
    l.encryption_key = to_bytes(state(*a).tree.leaf(2)->encryption_key());
  })}}});
  EXPECT_EQ(verdict(testing::insider_commit(*a, commit)), Rule::encryption_key_not_unique);
}
TEST_F(Rules, PskProposalsOutsideTheirUse_MLS_5) {
  PskId id = PskId::external(view("x"));
  id.nonce = Bytes(31, 1);
  EXPECT_EQ(commit_verdict({{PreSharedKey{id}}}), Rule::psk_nonce_length);
  id.nonce = Bytes(32, 1);
  EXPECT_EQ(commit_verdict({{PreSharedKey{id}}, {PreSharedKey{id}}}), Rule::psk_repeated);
  for (PskUsage u : {PskUsage::reinit, PskUsage::branch}) {
    PskId r = PskId::resumption(u, kGroup, a->epoch());
    r.nonce = Bytes(32, 1);
    EXPECT_EQ(commit_verdict({{PreSharedKey{r}}}), Rule::psk_usage);
  }
}
TEST_F(Rules, GroupExtensionsTwiceRepeatedOrUnsupported_MLS_5) {
  const Extension e{extension_type::application_id, {}}, unknown{0xff05, {}};
  EXPECT_EQ(commit_verdict({{GroupContextExtensions{{e, e}}}}), Rule::extensions_repeated);
  EXPECT_EQ(commit_verdict({{GroupContextExtensions{}}, {GroupContextExtensions{}}}), Rule::extensions_twice);
  EXPECT_EQ(commit_verdict({{GroupContextExtensions{{unknown}}}}), Rule::extensions_unsupported);
  const RequiredCapabilities needs{{0xff05}, {}, {}};
  EXPECT_EQ(commit_verdict({{GroupContextExtensions{{{extension_type::required_capabilities, eq::encode(needs)}}}}}),
            Rule::extensions_unsupported);
}
TEST_F(Rules, ANewMemberWhoLacksARequiredCapability_MLS_5) {
  Group g = Group::create(kSuite, Bytes(16, 5), ana.key, ana.credential,
                          {{extension_type::required_capabilities, eq::encode(RequiredCapabilities{{}, {}, {credential_type::x509}})}},
                          testing::options_now(), rng).take();
  const KeyPackage poor = changed([](LeafContent& l) { l.capabilities.credentials = {credential_type::basic}; });
  EXPECT_FALSE(g.stage_commit({AddMember{poor}}, {}, kTrust, kNow, rng).ok());
  EXPECT_EQ(g.last_rule(), Rule::leaf_lacks_required_capability);
  EXPECT_TRUE(g.stage_commit({AddMember{changed({})}}, {}, kTrust, kNow, rng).ok());
}
TEST_F(Rules, ReinitMustStandAloneAndNotGoBack_MLS_5) {
  EXPECT_EQ(commit_verdict({{ReInit{Bytes(16, 1), kMls10, 3, {}}}, {Remove{2}}}), Rule::reinit_with_others);
  EXPECT_EQ(commit_verdict({{ReInit{Bytes(16, 1), 0, 3, {}}}}), Rule::reinit_version);
}
TEST_F(Rules, ExternalInitInAMembersCommit_MLS_5) {
  EXPECT_EQ(commit_verdict({{ExternalInit{Bytes(32, 1)}}}), Rule::external_init_in_member_commit);
}
TEST_F(Rules, AnExternalCommitWithAnythingElseInIt_MLS_9) {
  auto send = [&](Commit commit) {
    const Sender me{SenderType::new_member_commit, 0};
    FramedContent f{kGroup, a->epoch(), me, {}, commit};
    const Bytes tbs = content_tbs(WireFormat::public_message, eq::encode(f), me.type, state(*a).context_bytes);
    return eq::encode(Message{PublicMessage{f, {sign_content(eve.key, tbs), Bytes(32, 1)}, {}}});
  };
  LeafContent content = eve.key_package(rng).key_package.leaf.content();
  content.source = LeafSource::commit;
  Commit commit;
  EXPECT_EQ(verdict(send(commit)), Rule::path_missing);
  commit.path = UpdatePath{LeafNode::sign(kSuite, content, LeafPlace{kGroup, 3}, eve.key), {}};
  EXPECT_EQ(verdict(send(commit)), Rule::external_commit_list);
  commit.proposals = {{Proposal{ExternalInit{}}}, {Proposal{ExternalInit{}}}};
  EXPECT_EQ(verdict(send(commit)), Rule::external_commit_list);
  commit.proposals = {{Proposal{ExternalInit{}}}, {Proposal{Add{changed({})}}}};
  EXPECT_EQ(verdict(send(commit)), Rule::external_commit_list);
  commit.proposals = {{Proposal{ExternalInit{}}}, {Bytes(32, 1)}};
  EXPECT_EQ(verdict(send(commit)), Rule::external_commit_list);
}

// ---- section 12.4: paths and confirmation

TEST_F(Rules, ACommitWithoutThePathItNeeds_MLS_5) {
  Commit commit;
  EXPECT_EQ(verdict(testing::insider_commit(*a, commit)), Rule::path_missing);
  commit.proposals.push_back({Proposal{Remove{2}}});
  EXPECT_EQ(verdict(testing::insider_commit(*a, commit)), Rule::path_missing);
}
TEST_F(Rules, APathOfTheWrongShape_MLS_5) {
  UpdatePath p = *path().path;
  p.nodes.pop_back();
  EXPECT_EQ(path_verdict(p), Rule::path_length);
  p = *path().path;
  p.nodes.back().encrypted_path_secret.push_back(p.nodes.back().encrypted_path_secret[0]);
  EXPECT_EQ(path_verdict(p), Rule::path_ciphertexts);
  p = *path().path;
  p.nodes[0].encryption_key = Bytes(80, 1);
  EXPECT_EQ(path_verdict(p), Rule::path_key_form);
}
TEST_F(Rules, APathThatReusesAKey_MLS_5) {
  UpdatePath p = *path().path;
  p.nodes[0].encryption_key = to_bytes(state(*a).tree.parent(1)->encryption_key);
  EXPECT_EQ(path_verdict(p), Rule::path_key_in_tree);
  LeafContent same = state(*a).tree.leaf(0)->content();
  same.source = LeafSource::commit;
  p = *path().path;
  p.leaf = LeafNode::sign(kSuite, same, LeafPlace{kGroup, 0}, ana.key);
  EXPECT_EQ(path_verdict(p), Rule::encryption_key_not_new);
}
TEST_F(Rules, APathWhoseLeafDoesNotVouchForIt_MLS_5) {
  UpdatePath p = *path().path;
  p.nodes[0].encryption_key = crypto::hpke_generate(kem_of(kSuite), rng).public_key;
  EXPECT_EQ(path_verdict(p), Rule::path_leaf_parent_hash);
  LeafContent other = path().path->leaf.content();
  other.source = LeafSource::update;
  p.leaf = LeafNode::sign(kSuite, other, LeafPlace{kGroup, 0}, ana.key);
  EXPECT_EQ(path_verdict(p), Rule::leaf_source_wrong);
  LeafContent turned = state(*a).tree.leaf(0)->content();
  turned.credential = eve.credential;
  EXPECT_EQ(path_verdict(*path(turned).path), Rule::credential_not_accepted);
}
TEST_F(Rules, APathSecretThatDoesNotOpenOrDoesNotFit_MLS_5) {
  UpdatePath p = *path().path;
  for (auto& node : p.nodes)
    for (auto& ct : node.encrypted_path_secret) ct.ciphertext.back() ^= 1;
  EXPECT_EQ(path_verdict(p), Rule::path_decryption);
  // Well-formed, encrypted to us, but of other secrets than the public keys announce.
  MadePath m = path();
  const auto context = encryption_context(kSuite, "UpdatePathNode", m.next.context_bytes);
  for (auto& node : m.path->nodes)
    for (auto& ct : node.encrypted_path_secret)
      ct = crypto::hpke_seal(context, state(*b).tree.leaf(1)->encryption_key(), {}, Bytes(32, 4), rng).value();
  EXPECT_EQ(path_verdict(*m.path), Rule::path_key_differs);
}
TEST_F(Rules, AWrongConfirmationTag_MLS_5) { EXPECT_EQ(path_verdict(*path().path), Rule::confirmation_tag); }

// ---- section 12.4.3: trees and GroupInfo, as a joiner sees them

TEST_F(Rules, ATreeWhoseParentsNobodyVouchesFor_MLS_5) {
  RatchetTree tree = state(*a).tree;
  ASSERT_TRUE(check_parents(tree).ok());
  ParentNode planted = *tree.parent(1);
  planted.encryption_key = View(crypto::hpke_generate(kem_of(kSuite), rng).public_key);
  tree.set_parent(1, planted);
  EXPECT_EQ(check_parents(tree).error().rule, Rule::parent_hash_invalid);
}
TEST_F(Rules, ATreeWithAWrongUnmergedList_MLS_5) {
  for (const std::vector<LeafIndex>& list : {std::vector<LeafIndex>{3}, {2, 1}, {1, 1}, {9}}) {
    RatchetTree tree = state(*a).tree;
    ParentNode p = *tree.parent(root(tree.width()));
    p.unmerged = list;
    tree.set_parent(root(tree.width()), p);
    EXPECT_EQ(check_parents(tree).error().rule, Rule::unmerged_leaf_invalid);
  }
}
TEST_F(Rules, AGroupInfoWithAnotherTreeOrSignature_MLS_5) {
  const auto external = [&](GroupInfo info) {
    return GroupSteps::join_external(eq::encode(Message{std::move(info)}), eve.key, eve.credential, testing::options_now(),
                                     std::nullopt, std::nullopt, kTrust, rng).error().rule;
  };
  const EpochState& s = state(*a);
  GroupInfo info = testing::insider_group_info(s, s.tree);
  EXPECT_EQ(external(info), Rule::external_pub_missing);
  info.signature[3] ^= 1;
  EXPECT_EQ(external(info), Rule::group_info_signature);
  info = testing::insider_group_info(s, s.tree);
  info.context.tree_hash[0] ^= 1;
  info.sign(ana.key);
  EXPECT_EQ(external(info), Rule::tree_hash_differs);
  info.signer = 3;
  EXPECT_EQ(external(info), Rule::group_info_signer);
  RatchetTree planted = s.tree;
  ParentNode p = *planted.parent(1);
  p.encryption_key = View(crypto::hpke_generate(kem_of(kSuite), rng).public_key);
  planted.set_parent(1, p);
  EXPECT_EQ(external(testing::insider_group_info(s, planted)), Rule::parent_hash_invalid);
  info = testing::insider_group_info(s, s.tree);
  info.context.suite = 99;
  info.sign(ana.key);
  EXPECT_EQ(external(info), Rule::welcome_suite);
}
TEST_F(Rules, AWelcomeForSomebodyElseOrAltered_MLS_5) {
  const auto ke = eve.key_package(rng), other = eve.key_package(rng);
  auto staged = a->stage_commit({AddMember{ke.key_package}}, {}, kTrust, kNow, rng).take();
  EXPECT_EQ(GroupSteps::join(*staged.welcome(), other, std::nullopt, kTrust).error().rule, Rule::welcome_not_for_us);
  Bytes bad = *staged.welcome();
  bad.back() ^= 1;
  EXPECT_EQ(GroupSteps::join(bad, ke, std::nullopt, kTrust).error().rule, Rule::welcome_decryption);
  const AllBut not_cem(cem.credential);
  EXPECT_EQ(GroupSteps::join(*staged.welcome(), ke, std::nullopt, Trust{not_cem}).error().rule,
            Rule::credential_not_accepted);
}
TEST_F(Rules, ATreeBeyondTheBoundIsRefusedWhileItIsRead_MLS_5) {
  Writer w;
  w.vector([](Writer& in) { in.raw(Bytes(2 * kMaxLeaves + 10)); });
  EXPECT_EQ(eq::decode<RatchetTree>(w.bytes()).error(), Err::too_large);
}
TEST_F(Rules, AMemberCannotMakeUsKeepProposalsWithoutEnd_MLS_5) {
  for (std::size_t i = 0; i <= kMaxKnownProposals; ++i) {
    PskId id = PskId::external(be64(i));
    id.nonce = Bytes(32, 1);
    const auto r = b->process(testing::insider_proposal(*a, Proposal{PreSharedKey{id}}), kTrust);
    ASSERT_EQ(r.ok(), i < kMaxKnownProposals);
  }
  EXPECT_EQ(b->last_rule(), Rule::too_many_proposals);
}

}  // namespace
}  // namespace eq::mls
