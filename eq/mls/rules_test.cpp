// One broken rule per test: an insider with all keys signs what the rule forbids, and the victim
// must refuse it for that very reason and go on as before.  rule_coverage_test.cpp sees that none
// is left out.
#include "eq/mls/test_rules.h"

namespace eq::mls {
namespace {

// ---- sections 7.3 and 10.1: key packages and leaves

TEST_F(Rules, AKeyPackageOfAnotherSuiteOrVersion_MLS_5) {
  EXPECT_RULE(add_verdict(changed({}, [](KeyPackage& k) { k.suite = 1; })), key_package_suite);
  EXPECT_RULE(add_verdict(changed({}, [](KeyPackage& k) { k.version = 2; })), key_package_suite);
}
TEST_F(Rules, AKeyPackageWithABrokenSignature_MLS_5) {
  KeyPackage k = changed({});
  k.signature[5] ^= 1;
  EXPECT_RULE(add_verdict(k), key_package_signature);
}
TEST_F(Rules, AKeyPackageWhoseInitKeyIsItsLeafKey_MLS_5) {
  EXPECT_RULE(add_verdict(changed(
                  {}, [](KeyPackage& k) { k.init_key = to_bytes(k.leaf.encryption_key()); })),
              key_package_init_key_reused);
}
TEST_F(Rules, AKeyPackageThatRepeatsAnExtension_MLS_5) {
  EXPECT_RULE(
      add_verdict(changed({}, [](KeyPackage& k) { k.extensions.push_back(k.extensions[0]); })),
      key_package_extension_repeated);
}
TEST_F(Rules, AKeyPackageWithUnknownExtensionsIsWelcome_MLS_5) {
  const KeyPackage k = changed({}, [](KeyPackage& kp) {
    kp.extensions.push_back({0xff77, Bytes{1, 2}});
  });
  EXPECT_TRUE(b->process(testing::insider_proposal(*a, Proposal{Add{k}}), kTrust).ok());
}
TEST_F(Rules, ALeafOfTheWrongSource_MLS_5) {
  EXPECT_RULE(add_verdict(changed([](LeafContent& l) { l.source = LeafSource::update; })),
              leaf_source_wrong);
}
TEST_F(Rules, ALeafWithAForeignSignature_MLS_5) {
  KeyPackage k = changed({});
  LeafContent content = k.leaf.content();
  content.signature_key = ana.key.public_key();
  const LeafNode foreign = LeafNode::sign(kSuite, content, std::nullopt, ana.key);
  Bytes bytes = to_bytes(foreign.bytes());
  bytes.back() ^= 1;
  EXPECT_RULE(add_verdict(changed(
                  {}, [&](KeyPackage& kp) { kp.leaf = eq::decode<LeafNode>(bytes).value(); })),
              leaf_signature);
}
TEST_F(Rules, ALeafThatDoesNotListWhatItUses_MLS_5) {
  EXPECT_RULE(add_verdict(changed([](LeafContent& l) { l.capabilities.suites = {1}; })),
              leaf_version_or_suite);
  EXPECT_RULE(add_verdict(changed([](LeafContent& l) { l.capabilities.versions = {}; })),
              leaf_version_or_suite);
  EXPECT_RULE(add_verdict(changed([](LeafContent& l) { l.capabilities.credentials = {2}; })),
              leaf_credential_not_listed);
  EXPECT_RULE(add_verdict(changed([](LeafContent& l) {
                l.extensions = {{0xff01, {}}};
              })),
              leaf_extension_not_listed);
  EXPECT_RULE(
      add_verdict(changed([](LeafContent& l) {
        l.extensions = {{extension_type::application_id, {}}, {extension_type::application_id, {}}};
      })),
      leaf_extension_repeated);
}
TEST_F(Rules, ACredentialTheApplicationDoesNotKnow_MLS_5) {
  const AllBut not_eve(eve.credential);
  const Trust trust{not_eve};
  EXPECT_RULE(verdict(testing::insider_proposal(*a, Proposal{Add{changed({})}}), trust),
              credential_not_accepted);
  EXPECT_EQ(check_key_package(changed({}), kSuite, not_eve, kNow).error(), Err::forged);
}
TEST_F(Rules, AnExpiredOrFarTooLongKeyPackageIsNotAddedByUs_MLS_5) {
  for (Lifetime l : {Lifetime{0, 1}, Lifetime{kNow.ms / 1000 + 10, kNow.ms / 1000 + 20},
                     Lifetime{0, UINT64_MAX}}) {
    const KeyPackage k = changed([&](LeafContent& c0) { c0.lifetime = l; });
    EXPECT_EQ(a->stage_commit({AddMember{k}}, {}, kTrust, kNow, rng).error(), Err::stale);
    EXPECT_RULE(a->last_rule(), leaf_lifetime);
    EXPECT_EQ(check_key_package(k, kSuite, testing::trust_all(), kNow).error(), Err::stale);
  }
}

// ---- section 6: framing

TEST_F(Rules, AMessageOfAnotherGroupOrEpoch_MLS_5) {
  Group other = ana.create(Bytes(16, 0xee), rng);
  EXPECT_RULE(verdict(other.protect({}, view("x"), 0, rng).value()), wrong_group);
  EXPECT_RULE(verdict(testing::insider_proposal(other, Proposal{Remove{1}})), wrong_group);
  auto staged = a->stage_commit({}, {}, kTrust, kNow, rng).take();
  Group ahead = Group::load(a->save()).take();
  ASSERT_TRUE(ahead.merge(std::move(staged)).ok());
  EXPECT_RULE(verdict(ahead.protect({}, view("x"), 0, rng).value()), wrong_epoch);
  EXPECT_RULE(verdict(testing::insider_proposal(ahead, Proposal{Remove{2}})), wrong_epoch);
}
TEST_F(Rules, AMessageInAnothersNameIsForgedAndBurnsNoKey_MLS_4) {
  // Ana holds every ratchet, so she can encrypt as Cem, but not sign as Cem.
  const EpochState& s = state(*a);
  SecretTree keys = eq::decode<SecretTree>(eq::encode(s.messages)).take();
  Writer body;
  body.opaque(view("I am Cem"));
  const Bytes tbs = content_tbs(
      WireFormat::private_message,
      framed_content(
          {kGroup, s.context.epoch, Sender::member(c->own_leaf()), {}, ContentType::application},
          body.bytes()),
      SenderType::member, s.context_bytes);
  body.opaque(sign_content(ana.key, tbs));
  EXPECT_RULE(verdict(testing::insider_private(s, keys, c->own_leaf(), 0, ContentType::application,
                                               body.bytes(), rng)),
              message_signature);
  EXPECT_TRUE(b->process(c->protect({}, view("the real Cem"), 0, rng).value(), kTrust).ok());
}
TEST_F(Rules, PaddingThatIsNotZeroIsMalformed_MLS_5) {
  const EpochState& s = state(*a);
  SecretTree keys = eq::decode<SecretTree>(eq::encode(s.messages)).take();
  Writer content;
  content.opaque(view("text"));
  content.opaque(Bytes(64, 9));
  content.raw(Bytes{0, 0, 1});
  EXPECT_RULE(verdict(testing::insider_private(s, keys, s.own(), 5, ContentType::application,
                                               content.bytes(), rng)),
              padding_not_zero);
}
TEST_F(Rules, ASenderWhoIsNoMember_MLS_5) {
  const EpochState& s = state(*a);
  SecretTree keys = eq::decode<SecretTree>(eq::encode(s.messages)).take();
  EXPECT_RULE(verdict(testing::insider_private(s, keys, 3, 0, ContentType::application, {}, rng)),
              sender_blank);
}
TEST_F(Rules, ApplicationDataInPublic_MLS_5) {
  EXPECT_RULE(verdict(testing::insider_public(*a, ContentType::application,
                                              eq::encode(ApplicationData{{1}}))),
              application_in_public);
}
TEST_F(Rules, AWrongMembershipTagOrSignature_MLS_5) {
  Bytes m = testing::insider_proposal(*a, Proposal{Remove{2}});
  m.back() ^= 1;
  EXPECT_RULE(verdict(m), membership_tag);
  auto decoded = eq::decode<Message>(testing::insider_proposal(*a, Proposal{Remove{2}})).take();
  auto& p = std::get<PublicMessage>(decoded.body);
  p.auth.signature[0] ^= 1;
  const EpochState& s = state(*a);
  p.membership_tag =
      to_bytes(membership_tag(s.secrets.membership,
                              content_tbs(WireFormat::public_message, eq::encode(p.content),
                                          SenderType::member, s.context_bytes),
                              p.auth, ContentType::proposal));
  EXPECT_RULE(verdict(eq::encode(decoded)), message_signature);
}
TEST_F(Rules, ProposalsOfOutsidersNeedAnInvitation_MLS_5) {
  auto send = [&](Sender sender, Proposal p) {
    FramedContent f{kGroup, a->epoch(), sender, {}, std::move(p)};
    const Bytes tbs = content_tbs(WireFormat::public_message, eq::encode(f), sender.type, {});
    return eq::encode(Message{PublicMessage{f, {sign_content(eve.key, tbs), {}}, {}}});
  };
  const Sender external{SenderType::external, 0}, newcomer{SenderType::new_member_proposal, 0};
  EXPECT_RULE(verdict(send(external, {Remove{2}}), kTrustOutsiders), external_sender_unknown);
  EXPECT_RULE(verdict(send(external, {ExternalInit{}}), kTrustOutsiders), external_proposal_type);
  EXPECT_RULE(verdict(send(newcomer, {Remove{2}}), kTrustOutsiders), sender_kind);
  // Once Eve is among the external senders, she may propose what the RFC lets her, and newcomers
  // may ask.
  const std::vector<ExternalSender> senders{{eve.key.public_key(), eve.credential}};
  auto staged =
      a->stage_commit({SetExtensions{{{extension_type::external_senders, eq::encode(senders)}}}},
                      {}, kTrust, kNow, rng)
          .take();
  auto r = b->process(staged.commit(), kTrust).take();
  ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(r))).ok());
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  EXPECT_TRUE(b->process(send(external, {Remove{2}}), kTrustOutsiders).ok());
  EXPECT_RULE(verdict(send(external, {Update{state(*a).tree.leaf(0)[0]}}), kTrustOutsiders),
              external_proposal_type);
  EXPECT_RULE(verdict(send({SenderType::external, 1}, {Remove{2}}), kTrustOutsiders),
              external_sender_unknown);
  EXPECT_TRUE(b->process(send(newcomer, {Add{changed({})}}), kTrustOutsiders).ok());
}

// ---- sections 12.1 and 12.2: proposals and lists

TEST_F(Rules, AListThatRemovesTheCommitterOrNobody_MLS_5) {
  EXPECT_RULE(commit_verdict({{Remove{a->own_leaf()}}}), remove_of_committer);
  EXPECT_RULE(commit_verdict({{Remove{3}}}), remove_of_blank);
  EXPECT_RULE(commit_verdict({{Remove{4000000}}}), remove_of_blank);
}
TEST_F(Rules, AListThatTouchesALeafTwice_MLS_5) {
  EXPECT_RULE(commit_verdict({{Remove{2}}, {Remove{2}}}), same_leaf_twice);
}
TEST_F(Rules, AListWithAnUpdateOfItsCommitter_MLS_5) {
  LeafContent content = state(*a).tree.leaf(0)->content();
  content.source = LeafSource::update;
  content.encryption_key = Bytes(32, 9);
  const LeafNode leaf = LeafNode::sign(kSuite, content, LeafPlace{kGroup, 0}, ana.key);
  EXPECT_RULE(commit_verdict({{Update{leaf}}}), update_by_committer);
}
TEST_F(Rules, AnUpdateThatKeepsItsKeyOrComesFromElsewhere_MLS_5) {
  LeafContent content = state(*a).tree.leaf(0)->content();
  content.source = LeafSource::update;
  auto signed_for = [&](View group, LeafIndex i) {
    return LeafNode::sign(kSuite, content, LeafPlace{group, i}, ana.key);
  };
  EXPECT_RULE(verdict(testing::insider_proposal(*a, {Update{signed_for(kGroup, 0)}})),
              encryption_key_not_new);
  content.encryption_key = crypto::hpke_generate(kem_of(kSuite), rng).public_key;
  EXPECT_RULE(verdict(testing::insider_proposal(*a, {Update{signed_for(kGroup, 1)}})),
              leaf_signature);
  EXPECT_RULE(verdict(testing::insider_proposal(*a, {Update{signed_for(Bytes(16, 1), 0)}})),
              leaf_signature);
  content.credential = eve.credential;
  EXPECT_RULE(verdict(testing::insider_proposal(*a, {Update{signed_for(kGroup, 0)}})),
              credential_not_accepted);
  EXPECT_RULE(
      verdict(testing::insider_proposal(*a, {Update{eve.key_package(rng).key_package.leaf}})),
      leaf_source_wrong);
}
TEST_F(Rules, AListThatAddsSomebodyTwiceOrAMember_MLS_5) {
  EXPECT_RULE(commit_verdict({{Add{changed({})}}, {Add{changed({})}}}), add_twice);
  Commit commit;
  commit.proposals.push_back({Proposal{Add{cem.key_package(rng).key_package}}});
  EXPECT_RULE(verdict(testing::insider_commit(*a, commit)), signature_key_not_unique);
}
TEST_F(Rules, AnAddWhoseLeafKeyIsInTheTree_MLS_5) {
  Commit commit;
  commit.proposals.push_back({Proposal{Add{changed([&](LeafContent& l) {
    l.encryption_key = to_bytes(state(*a).tree.leaf(2)->encryption_key());
  })}}});
  EXPECT_RULE(verdict(testing::insider_commit(*a, commit)), encryption_key_not_unique);
}
TEST_F(Rules, PskProposalsOutsideTheirUse_MLS_5) {
  PskId id = PskId::external(view("x"));
  id.nonce = Bytes(31, 1);
  EXPECT_RULE(commit_verdict({{PreSharedKey{id}}}), psk_nonce_length);
  id.nonce = Bytes(32, 1);
  EXPECT_RULE(commit_verdict({{PreSharedKey{id}}, {PreSharedKey{id}}}), psk_repeated);
  for (PskUsage u : {PskUsage::reinit, PskUsage::branch}) {
    PskId r = PskId::resumption(u, kGroup, a->epoch());
    r.nonce = Bytes(32, 1);
    EXPECT_RULE(commit_verdict({{PreSharedKey{r}}}), psk_usage);
  }
}
TEST_F(Rules, GroupExtensionsTwiceRepeatedOrUnsupported_MLS_5) {
  const Extension e{extension_type::application_id, {}}, unknown{0xff05, {}};
  EXPECT_RULE(commit_verdict({{GroupContextExtensions{{e, e}}}}), extensions_repeated);
  EXPECT_RULE(commit_verdict({{GroupContextExtensions{}}, {GroupContextExtensions{}}}),
              extensions_twice);
  EXPECT_RULE(commit_verdict({{GroupContextExtensions{{unknown}}}}), extensions_unsupported);
  const RequiredCapabilities needs{{0xff05}, {}, {}};
  EXPECT_RULE(
      commit_verdict(
          {{GroupContextExtensions{{{extension_type::required_capabilities, eq::encode(needs)}}}}}),
      extensions_unsupported);
}
TEST_F(Rules, ANewMemberWhoLacksARequiredCapability_MLS_5) {
  Group g = Group::create(kSuite, Bytes(16, 5), ana.key, ana.credential,
                          {{extension_type::required_capabilities,
                            eq::encode(RequiredCapabilities{{}, {}, {credential_type::x509}})}},
                          testing::options_now(), rng)
                .take();
  const KeyPackage poor =
      changed([](LeafContent& l) { l.capabilities.credentials = {credential_type::basic}; });
  EXPECT_FALSE(g.stage_commit({AddMember{poor}}, {}, kTrust, kNow, rng).ok());
  EXPECT_RULE(g.last_rule(), leaf_lacks_required_capability);
  EXPECT_TRUE(g.stage_commit({AddMember{changed({})}}, {}, kTrust, kNow, rng).ok());
}
TEST_F(Rules, ReinitMustStandAloneAndNotGoBack_MLS_5) {
  EXPECT_RULE(commit_verdict({{ReInit{Bytes(16, 1), kMls10, 3, {}}}, {Remove{2}}}),
              reinit_with_others);
  EXPECT_RULE(commit_verdict({{ReInit{Bytes(16, 1), 0, 3, {}}}}), reinit_version);
}
TEST_F(Rules, ExternalInitInAMembersCommit_MLS_5) {
  EXPECT_RULE(commit_verdict({{ExternalInit{Bytes(32, 1)}}}), external_init_in_member_commit);
}
TEST_F(Rules, AnExternalCommitWithAnythingElseInIt_MLS_9) {
  auto send = [&](Commit commit) {
    const Sender me{SenderType::new_member_commit, 0};
    FramedContent f{kGroup, a->epoch(), me, {}, commit};
    const Bytes tbs =
        content_tbs(WireFormat::public_message, eq::encode(f), me.type, state(*a).context_bytes);
    return eq::encode(Message{PublicMessage{f, {sign_content(eve.key, tbs), Bytes(32, 1)}, {}}});
  };
  LeafContent content = eve.key_package(rng).key_package.leaf.content();
  content.source = LeafSource::commit;
  Commit commit;
  EXPECT_RULE(verdict(send(commit), kTrustOutsiders), path_missing);
  commit.path = UpdatePath{LeafNode::sign(kSuite, content, LeafPlace{kGroup, 3}, eve.key), {}};
  EXPECT_RULE(verdict(send(commit), kTrustOutsiders), external_commit_list);
  commit.proposals = {{Proposal{ExternalInit{}}}, {Proposal{ExternalInit{}}}};
  EXPECT_RULE(verdict(send(commit), kTrustOutsiders), external_commit_list);
  commit.proposals = {{Proposal{ExternalInit{}}}, {Proposal{Add{changed({})}}}};
  EXPECT_RULE(verdict(send(commit), kTrustOutsiders), external_commit_list);
  commit.proposals = {{Proposal{ExternalInit{}}}, {Bytes(32, 1)}};
  EXPECT_RULE(verdict(send(commit), kTrustOutsiders), external_commit_list);
}

// ---- section 12.4: paths and confirmation

TEST_F(Rules, ACommitWithoutThePathItNeeds_MLS_5) {
  Commit commit;
  EXPECT_RULE(verdict(testing::insider_commit(*a, commit)), path_missing);
  commit.proposals.push_back({Proposal{Remove{2}}});
  EXPECT_RULE(verdict(testing::insider_commit(*a, commit)), path_missing);
}
TEST_F(Rules, APathOfTheWrongShape_MLS_5) {
  UpdatePath p = *path().path;
  p.nodes.pop_back();
  EXPECT_RULE(path_verdict(p), path_length);
  p = *path().path;
  p.nodes.back().encrypted_path_secret.push_back(p.nodes.back().encrypted_path_secret[0]);
  EXPECT_RULE(path_verdict(p), path_ciphertexts);
  p = *path().path;
  p.nodes[0].encryption_key = Bytes(80, 1);
  EXPECT_RULE(path_verdict(p), path_key_form);
}
TEST_F(Rules, APathThatReusesAKey_MLS_5) {
  UpdatePath p = *path().path;
  p.nodes[0].encryption_key = to_bytes(state(*a).tree.parent(1)->encryption_key);
  EXPECT_RULE(path_verdict(p), path_key_in_tree);
  LeafContent same = state(*a).tree.leaf(0)->content();
  same.source = LeafSource::commit;
  p = *path().path;
  p.leaf = LeafNode::sign(kSuite, same, LeafPlace{kGroup, 0}, ana.key);
  EXPECT_RULE(path_verdict(p), encryption_key_not_new);
}
TEST_F(Rules, APathWhoseLeafDoesNotVouchForIt_MLS_5) {
  UpdatePath p = *path().path;
  p.nodes[0].encryption_key = crypto::hpke_generate(kem_of(kSuite), rng).public_key;
  EXPECT_RULE(path_verdict(p), path_leaf_parent_hash);
  LeafContent other = path().path->leaf.content();
  other.source = LeafSource::update;
  p.leaf = LeafNode::sign(kSuite, other, LeafPlace{kGroup, 0}, ana.key);
  EXPECT_RULE(path_verdict(p), leaf_source_wrong);
  LeafContent turned = state(*a).tree.leaf(0)->content();
  turned.credential = eve.credential;
  EXPECT_RULE(path_verdict(*path(turned).path), credential_not_accepted);
}
TEST_F(Rules, APathSecretThatDoesNotOpenOrDoesNotFit_MLS_5) {
  UpdatePath p = *path().path;
  for (auto& node : p.nodes)
    for (auto& ct : node.encrypted_path_secret) ct.ciphertext.back() ^= 1;
  EXPECT_RULE(path_verdict(p), path_decryption);
  // Well-formed, encrypted to us, but of other secrets than the public keys announce.
  MadePath m = path();
  const auto context = encryption_context(kSuite, "UpdatePathNode", m.next.context_bytes);
  for (auto& node : m.path->nodes)
    for (auto& ct : node.encrypted_path_secret)
      ct = crypto::hpke_seal(context, state(*b).tree.leaf(1)->encryption_key(), {}, Bytes(32, 4),
                             rng)
               .value();
  EXPECT_RULE(path_verdict(*m.path), path_key_differs);
}
TEST_F(Rules, AWrongConfirmationTag_MLS_5) {
  EXPECT_RULE(path_verdict(*path().path), confirmation_tag);
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
  EXPECT_RULE(b->last_rule(), too_many_proposals);
}

}  // namespace
}  // namespace eq::mls
