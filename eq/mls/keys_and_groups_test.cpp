// More of rules_test.cpp: keys that are none, extensions and their form, groups that have moved on.
#include "eq/mls/outside.h"
#include "eq/mls/test_rules.h"

namespace eq::mls {
namespace {

class NoPsk final : public PskStore {
 public:
  std::optional<SecretBytes> find(const PskId&) const override { return std::nullopt; }
};
class OnePsk final : public PskStore {
 public:
  std::optional<SecretBytes> find(const PskId&) const override {
    return SecretBytes::from(view("known to both"));
  }
};

TEST_F(Rules, AKeyNobodyCouldSealToIsRefusedWhereverItAppears_MLS_5) {
  // Were it let in, every later commit would fail for everybody.
  for (const Bytes& bad : {Bytes(32, 0), Bytes(31, 9), Bytes(33, 9), Bytes()}) {
    EXPECT_RULE(add_verdict(changed([&](LeafContent& l) { l.encryption_key = bad; })),
                leaf_key_form);
    EXPECT_RULE(add_verdict(changed({}, [&](KeyPackage& k) { k.init_key = bad; })),
                key_package_init_key_form);
    UpdatePath p = *path().path;
    p.nodes[0].encryption_key = bad;
    EXPECT_RULE(path_verdict(p), path_key_form);
  }
  RatchetTree tree = state(*a).tree;
  ParentNode planted = *tree.parent(1);
  planted.encryption_key = View(Bytes(32, 0));
  tree.set_parent(1, planted);
  EXPECT_RULE(check_leaves(tree, kSuite, kGroup, testing::trust_all()).error().rule, tree_form);
}

TEST_F(Rules, ACredentialTypeThatSomeMemberDoesNotSupport_MLS_5) {
  Writer certificates;
  certificates.opaque(view("a certificate"));
  const Person dora(kSuite, "Dora", rng);
  KeyPackage poor = dora.key_package(rng).key_package;
  LeafContent c0 = poor.leaf.content();
  c0.capabilities.credentials = {credential_type::basic};
  poor.leaf = LeafNode::sign(kSuite, c0, std::nullopt, dora.key);
  poor.signature.clear();
  Bytes tbs = eq::encode(poor);
  tbs.pop_back();
  poor.signature = dora.key.sign_with_label("KeyPackageTBS", tbs);
  const KeyPackage rich = changed([&](LeafContent& l) {
    l.credential = {credential_type::x509, certificates.bytes()};
  });
  Commit commit;
  commit.proposals = {{Proposal{Add{poor}}}, {Proposal{Add{rich}}}};
  EXPECT_RULE(verdict(testing::insider_commit(*a, commit)), leaf_credential_not_supported_by_all);
}

TEST_F(Rules, APrivateMessageAlteredInEitherLayer_MLS_5) {
  auto m = eq::decode<Message>(a->protect({}, Bytes(100, 1), 0, rng).value()).take();
  auto& p = std::get<PrivateMessage>(m.body);
  p.encrypted_sender_data[3] ^= 1;
  EXPECT_RULE(verdict(eq::encode(m)), sender_data);
  p.encrypted_sender_data[3] ^= 1;
  p.ciphertext.back() ^= 1;
  EXPECT_RULE(verdict(eq::encode(m)), content_decryption);
}

TEST_F(Rules, AKeyIsUsedOnceAndNotTooFarAhead_MLS_4) {
  const Bytes once = a->protect({}, view("x"), 0, rng).value();
  ASSERT_TRUE(b->process(once, kTrust).ok());
  EXPECT_RULE(verdict(once), generation_replayed);
  EXPECT_FALSE(a->process(once, kTrust).ok());
  EXPECT_RULE(a->last_rule(), own_message);
  Group ahead = Group::load(a->save()).take();
  Bytes last;
  for (std::uint32_t i = 0; i <= kMaxAhead + 1; ++i) last = ahead.protect({}, {}, 0, rng).value();
  EXPECT_RULE(verdict(last), generation_too_far);
}

TEST_F(Rules, AReferenceToAProposalNobodySent_MLS_5) {
  Commit commit;
  commit.proposals = {{Bytes(32, 7)}};
  EXPECT_RULE(verdict(testing::insider_commit(*a, commit)), proposal_unknown_reference);
}

TEST_F(Rules, ExtensionsOfTheRfcInAnotherForm_MLS_5) {
  for (auto type : {extension_type::required_capabilities, extension_type::external_senders})
    EXPECT_RULE(commit_verdict({{GroupContextExtensions{{{type, Bytes{7, 1}}}}}}), extension_form);
}
TEST_F(Rules, MoreGroupExtensionsOrRequirementsThanAnybodyNeeds_MLS_5) {
  Extensions many;
  for (std::size_t i = 0; i <= kMaxGroupExtensions; ++i)
    many.push_back({static_cast<std::uint16_t>(0xf100 + i), {}});
  EXPECT_RULE(commit_verdict({{GroupContextExtensions{many}}}), extensions_too_many);
  many.pop_back();
  EXPECT_RULE(commit_verdict({{GroupContextExtensions{many}}}), extensions_unsupported);
  RequiredCapabilities needs{std::vector<std::uint16_t>(kMaxRequired, 1), {}, {}};
  const auto proposed = [&] {
    return std::vector<Proposal>{
        {GroupContextExtensions{{{extension_type::required_capabilities, eq::encode(needs)}}}}};
  };
  // taken: the path was encrypted for other extensions
  EXPECT_RULE(commit_verdict(proposed()), path_decryption);
  needs.credentials.push_back(1);
  EXPECT_RULE(commit_verdict(proposed()), extensions_too_many);
}
TEST_F(Rules, AnExternalSenderTheApplicationDoesNotKnow_MLS_5) {
  const AllBut not_eve(eve.credential);
  const std::vector<ExternalSender> senders{{eve.key.public_key(), eve.credential}};
  EXPECT_RULE(
      commit_verdict(
          {{GroupContextExtensions{{{extension_type::external_senders, eq::encode(senders)}}}}},
          Trust{not_eve}),
      external_sender_credential);
}

TEST_F(Rules, APskWeDoNotHaveAndTheSameCommitOnceWeDo_MLS_5) {
  const OnePsk store;
  const NoPsk nothing;
  auto staged = a->stage_commit({InjectPsk{PskId::external(view("x"))}}, {},
                                Trust{testing::trust_all(), &store}, kNow, rng)
                    .take();
  EXPECT_RULE(verdict(staged.commit(), Trust{testing::trust_all(), &nothing}), psk_missing);
  EXPECT_RULE(verdict(staged.commit()), psk_missing);
  // Its message key was not spent on the failure.
  EXPECT_TRUE(b->process(staged.commit(), Trust{testing::trust_all(), &store}).ok());
}

TEST_F(Rules, DataBeforeProposalsAreCommitted_MLS_5) {
  ASSERT_TRUE(b->process(a->propose(RemoveMember{2}, {}, kTrust, kNow, rng).value(), kTrust).ok());
  EXPECT_EQ(b->protect({}, view("too early"), 0, rng).error(), Err::refused);
  EXPECT_RULE(b->last_rule(), data_before_commit);
  auto staged = b->stage_commit({}, with_pending(*b), kTrust, kNow, rng).take();
  EXPECT_EQ(staged.effect().removed.size(), 1u);
  auto received = a->process(staged.commit(), kTrust).take();
  ASSERT_TRUE(a->merge(std::move(std::get<ReceivedCommit>(received))).ok());
  ASSERT_TRUE(b->merge(std::move(staged)).ok());
  EXPECT_TRUE(b->protect({}, view("now"), 0, rng).ok());
}

TEST_F(Rules, TheSecondOfTwoCommitsCannotBeMerged_MLS_7) {
  auto ours = b->stage_commit({}, {}, kTrust, kNow, rng).take();
  auto theirs = a->stage_commit({}, {}, kTrust, kNow, rng).take();
  auto received = b->process(theirs.commit(), kTrust).take();
  ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(received))).ok());
  EXPECT_EQ(b->merge(std::move(ours)).error(), Err::stale);
  EXPECT_RULE(b->last_rule(), staged_from_other_epoch);
  ASSERT_TRUE(a->merge(std::move(theirs)).ok());
}

TEST_F(Rules, AGroupThatHasEndedTakesAndGivesNothing_MLS_5) {
  Group g = Group::load(a->save()).take();
  auto end =
      g.stage_commit({EndForReInit{{Bytes(16, 2), kMls10, 3, {}}}}, {}, kTrust, kNow, rng).take();
  ASSERT_TRUE(g.merge(std::move(end)).ok());
  EXPECT_FALSE(g.protect({}, view("late"), 0, rng).ok());
  EXPECT_RULE(g.last_rule(), group_ended);
  EXPECT_FALSE(g.stage_commit({}, {}, kTrust, kNow, rng).ok());
  EXPECT_RULE(g.last_rule(), group_ended);
}

TEST_F(Rules, AResyncThatKeepsTheOldLeafKeyOrRepeatsAPsk_MLS_9) {
  const auto send = [&](Commit commit) {
    const Sender me{SenderType::new_member_commit, 0};
    FramedContent f{kGroup, a->epoch(), me, {}, commit};
    const Bytes tbs =
        content_tbs(WireFormat::public_message, eq::encode(f), me.type, state(*a).context_bytes);
    return eq::encode(Message{PublicMessage{f, {sign_content(cem.key, tbs), Bytes(32, 1)}, {}}});
  };
  LeafContent content = state(*a).tree.leaf(2)->content();
  content.source = LeafSource::commit;
  Commit commit;
  commit.path = UpdatePath{LeafNode::sign(kSuite, content, LeafPlace{kGroup, 2}, cem.key), {}};
  commit.proposals = {{Proposal{ExternalInit{}}}, {Proposal{Remove{2}}}};
  EXPECT_RULE(verdict(send(commit), kTrustOutsiders), encryption_key_not_new);
  PskId psk = PskId::external(view("x"));
  psk.nonce = Bytes(32, 1);
  commit.proposals = {
      {Proposal{ExternalInit{}}}, {Proposal{PreSharedKey{psk}}}, {Proposal{PreSharedKey{psk}}}};
  EXPECT_RULE(verdict(send(commit), kTrustOutsiders), psk_repeated);
}

TEST_F(Rules, ProposalsMadeOutsideAreTakenInAndCommitted_MLS_9) {
  const std::vector<ExternalSender> senders{{eve.key.public_key(), eve.credential}};
  auto invite =
      a->stage_commit({SetExtensions{{{extension_type::external_senders, eq::encode(senders)}}}},
                      {}, kTrust, kNow, rng)
          .take();
  auto r = b->process(invite.commit(), kTrust).take();
  ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(r))).ok());
  ASSERT_TRUE(a->merge(std::move(invite)).ok());
  const Person fay(kSuite, "Fay", rng);
  const auto kf = fay.key_package(rng);
  for (Group* g : {&*a, &*b}) {
    EXPECT_TRUE(
        g->process(external_proposal(kGroup, g->epoch(), 0, eve.key, {Remove{2}}), kTrustOutsiders)
            .ok());
    EXPECT_TRUE(g->process(join_proposal(kGroup, g->epoch(), kf), kTrustOutsiders).ok());
  }
  auto staged = b->stage_commit({}, with_pending(*b), kTrust, kNow, rng).take();
  EXPECT_EQ(staged.effect().removed.size(), 1u);
  EXPECT_EQ(staged.effect().added.size(), 1u);
  EXPECT_TRUE(Group::join(*staged.welcome(), kf, std::nullopt, kTrust).ok());
  auto seen = a->process(staged.commit(), kTrust).take();
  ASSERT_TRUE(a->merge(std::move(std::get<ReceivedCommit>(seen))).ok());
  ASSERT_TRUE(b->merge(std::move(staged)).ok());
}

// ---- section 13: what is not known

constexpr bool is_grease(std::uint16_t t) {
  return (t & 0x0f0f) == 0x0a0a && t >> 8 == (t & 0xff) && t != 0xfafa;
}

TEST_F(Rules, GreaseStandsInEveryListThatMayHaveIt_MLS_14) {
  for (int i = 0; i < 20; ++i) {
    KeyPackageOptions options = testing::options_now();
    options.use = i % 2 ? KeyPackageUse::last_resort : KeyPackageUse::once;
    const KeyPackage kp =
        make_key_package(kSuite, eve.key, eve.credential, options, rng).key_package;
    const Capabilities c = kp.leaf.capabilities();
    for (const auto* list : {&c.suites, &c.extensions, &c.proposals, &c.credentials})
      EXPECT_EQ(std::count_if(list->begin(), list->end(), is_grease), 1);
    for (const Extensions& list : {kp.extensions, kp.leaf.extensions()})
      EXPECT_EQ(std::count_if(list.begin(), list.end(),
                              [](const Extension& e) { return is_grease(e.type); }),
                1);
    EXPECT_EQ(is_last_resort(kp), i % 2 == 1);
    EXPECT_TRUE(check_key_package(kp, kSuite, testing::trust_all(), kNow).ok());
  }
  const auto info =
      std::get<GroupInfo>(eq::decode<Message>(a->group_info(TreeDelivery::apart))->body);
  EXPECT_EQ(std::count_if(info.extensions.begin(), info.extensions.end(),
                          [](const Extension& e) { return is_grease(e.type); }),
            1);
  EXPECT_TRUE(info.context.extensions.empty());
}

TEST_F(Rules, UnknownValuesAreKeptAsTheyCame_MLS_14) {
  const KeyPackage k = changed(
      [](LeafContent& l) {
        l.capabilities.extensions.insert(l.capabilities.extensions.begin(), {0x3a3a, 0xff77});
        l.capabilities.suites.push_back(0x5a5a);
        l.capabilities.credentials.push_back(0xeaea);
        l.extensions = {{0x3a3a, Bytes(9, 1)}, {0xff77, Bytes(3, 2)}};
      },
      [](KeyPackage& kp) {
        kp.extensions.push_back({0xff78, Bytes(5, 5)});
      });
  EXPECT_EQ(to_message(key_package_from_message(to_message(k)).value()), to_message(k));
  auto staged = a->stage_commit({AddMember{k}}, {}, kTrust, kNow, rng).take();
  auto received = b->process(staged.commit(), kTrust).take();
  ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(received))).ok());
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  const Group again = Group::load(b->save()).take();
  EXPECT_EQ(*state(again).tree.leaf(3), k.leaf);
  // An unknown extension of the GroupInfo is ignored by one who joins with it.
  auto info =
      std::get<GroupInfo>(eq::decode<Message>(a->group_info(TreeDelivery::in_welcome))->body);
  info.extensions.push_back({0xff79, Bytes(7, 7)});
  info.sign(ana.key);
  const Bytes bytes = eq::encode(Message{info});
  EXPECT_EQ(eq::encode(eq::decode<Message>(bytes).value()), bytes);
  const Person fay(kSuite, "Fay", rng);
  EXPECT_TRUE(Group::join_external(bytes, fay.key, fay.credential, testing::options_now(),
                                   std::nullopt, std::nullopt, kTrust, rng)
                  .ok());
}

TEST_F(Rules, UnknownProposalAndCredentialTypesAreUnsupported_MLS_14) {
  for (std::uint16_t unknown : {0x0a0a, 0xff01, 0}) {
    Writer proposal;
    proposal.u16(unknown);
    proposal.opaque(view("whatever it means"));
    EXPECT_EQ(
        b->process(testing::insider_public(*a, ContentType::proposal, proposal.bytes()), kTrust)
            .error(),
        Err::unsupported);
    Bytes kp = to_message(changed({}));
    const Bytes credential = eq::encode(eve.credential);
    auto at = std::search(kp.begin(), kp.end(), credential.begin(), credential.end());
    ASSERT_NE(at, kp.end());
    at[0] = static_cast<std::uint8_t>(unknown >> 8);
    at[1] = static_cast<std::uint8_t>(unknown);
    EXPECT_EQ(key_package_from_message(kp).error(), Err::unsupported);
  }
  // An extension in the GroupContext binds everybody: one that somebody does not support is
  // refused.
  EXPECT_RULE(commit_verdict({{GroupContextExtensions{{{0x0a0a, {}}}}}}), extensions_unsupported);
}

}  // namespace
}  // namespace eq::mls
