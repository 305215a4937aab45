// Life of a group: two and three people, removal, late and repeated messages, the store.
#include "eq/mls/group.h"

#include <gtest/gtest.h>

#include <set>

#include "eq/mls/group_steps.h"
#include "eq/mls/testing.h"

namespace eq::mls {
namespace {

using testing::kNow;
using testing::Person;

const Trust kTrust{testing::trust_all()};
const Bytes kGroup(16, 0xc0);

ApplicationMessage read(Group& g, View message) {
  auto p = g.process(message, kTrust);
  EXPECT_TRUE(p.ok()) << to_text(p.error()) << " rule " << static_cast<int>(g.last_rule());
  return p.ok() && std::holds_alternative<ApplicationMessage>(*p) ? std::get<ApplicationMessage>(*p)
                                                                  : ApplicationMessage{};
}
std::string text(const ApplicationMessage& m) { return to_string(m.plaintext); }

Bytes say(Group& g, std::string_view words, Random& rng) {
  return g.protect(view("aad"), view(words), 0, rng).value();
}

/// Process a commit, of somebody who joins by himself too, and merge it.  @return what it did
Effect follow(Group& g, View commit) {
  auto p = g.process(commit, testing::trust_outsiders());
  EXPECT_TRUE(p.ok()) << to_text(p.error()) << " rule " << static_cast<int>(g.last_rule());
  if (!p.ok()) return {};
  auto& c = std::get<ReceivedCommit>(*p);
  Effect e = c.effect();
  EXPECT_TRUE(g.merge(std::move(c)).ok());
  return e;
}

/// Ana, Ben and Cem in one group, everybody's state in step.
struct Trio : ::testing::TestWithParam<Suite> {
  eq::testing::SeededRandom rng{7};
  Person ana{GetParam(), "Ana", rng}, ben{GetParam(), "Ben", rng}, cem{GetParam(), "Cem", rng};
  std::optional<Group> a, b, c;

  void SetUp() override {
    a = ana.create(kGroup, rng);
    auto kb = ben.key_package(rng), kc = cem.key_package(rng);
    auto staged = a->stage_commit({AddMember{kb.key_package}}, {}, kTrust, kNow, rng).take();
    ASSERT_TRUE(staged.welcome());
    b = Group::join(*staged.welcome(), kb, std::nullopt, kTrust).take();
    ASSERT_TRUE(a->merge(std::move(staged)).ok());
    auto second = b->stage_commit({AddMember{kc.key_package}}, {}, kTrust, kNow, rng).take();
    follow(*a, second.commit());
    c = Group::join(*second.welcome(), kc, std::nullopt, kTrust).take();
    ASSERT_TRUE(b->merge(std::move(second)).ok());
  }
  void expect_in_step() {
    EXPECT_EQ(a->epoch(), b->epoch());
    EXPECT_EQ(a->epoch_authenticator(), b->epoch_authenticator());
    EXPECT_EQ(a->epoch_authenticator(), c->epoch_authenticator());
  }
};
INSTANTIATE_TEST_SUITE_P(Suites, Trio, ::testing::ValuesIn(testing::all_suites()),
                         [](const auto& i) { return "suite" + std::to_string(i.param.code); });

TEST_P(Trio, ThreePeopleTalkAndAgreeOnTheEpoch_MLS_2) {
  expect_in_step();
  EXPECT_EQ(a->members().size(), 3u);
  EXPECT_EQ(a->members()[2].credential, cem.credential);
  const Bytes m = c->protect(view("blob"), view("hello"), 100, rng).value();
  for (Group* g : {&*a, &*b}) {
    const auto got = read(*g, m);
    EXPECT_EQ(text(got), "hello");
    EXPECT_EQ(to_string(got.authenticated_data), "blob");
    EXPECT_EQ(got.sender, c->own_leaf());
    EXPECT_EQ(got.credential, cem.credential);
    EXPECT_EQ(got.signature_key, cem.key.public_key());
    EXPECT_EQ(got.epoch, c->epoch());
  }
  EXPECT_TRUE(equal_ct(a->exporter("eqp send", kGroup, 32).reveal("test"),
                       c->exporter("eqp send", kGroup, 32).reveal("test")));
  EXPECT_FALSE(equal_ct(a->exporter("eqp send", kGroup, 32).reveal("test"),
                        a->exporter("other", kGroup, 32).reveal("test")));
}

TEST_P(Trio, WhoWasRemovedReadsNothingNew_MLS_3) {
  const Bytes before = say(*a, "before", rng);
  auto staged = a->stage_commit({RemoveMember{c->own_leaf()}}, {}, kTrust, kNow, rng).take();
  EXPECT_EQ(staged.effect().removed.size(), 1u);
  EXPECT_EQ(follow(*b, staged.commit()).removed[0].credential, cem.credential);
  auto seen = c->process(staged.commit(), kTrust).take();
  auto& received = std::get<ReceivedCommit>(seen);
  EXPECT_TRUE(received.effect().removes_me);
  EXPECT_FALSE(received.exporter("x", {}, 32).ok());
  // A removed member who does not merge keeps the old epoch's keys, and these must open nothing
  // new.
  Group keeps = Group::load(c->save()).take();
  ASSERT_TRUE(c->merge(std::move(received)).ok());
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  const Bytes after = say(*a, "after", rng);
  EXPECT_EQ(text(read(*b, after)), "after");
  EXPECT_EQ(text(read(*b, before)), "before");
  EXPECT_EQ(keeps.process(after, kTrust).error(), Err::stale);
  EXPECT_EQ(c->process(after, kTrust).error(), Err::refused);
  EXPECT_EQ(c->protect({}, view("still here"), 0, rng).error(), Err::refused);
  EXPECT_FALSE(c->is_active());
  EXPECT_EQ(a->members().size(), 2u);
}

TEST_P(Trio, AReplayedMessageIsStale_MLS_4) {
  const Bytes m = say(*a, "once", rng);
  EXPECT_EQ(text(read(*b, m)), "once");
  EXPECT_EQ(b->process(m, kTrust).error(), Err::stale);
  EXPECT_EQ(b->last_rule(), Rule::generation_replayed);
  EXPECT_EQ(text(read(*c, m)), "once");
}

TEST_P(Trio, OurOwnMessagesAreRefused_MLS_4) {
  EXPECT_EQ(a->process(say(*a, "echo", rng), kTrust).error(), Err::refused);
  EXPECT_EQ(a->last_rule(), Rule::own_message);
}

TEST_P(Trio, MessagesMayArriveInAnyOrder_MLS_4) {
  std::vector<Bytes> sent;
  for (int i = 0; i < 20; ++i) sent.push_back(say(*a, std::to_string(i), rng));
  for (int i : {19, 3, 7, 0, 1, 2, 18, 17, 4, 5, 6, 16, 15, 8, 9, 10, 14, 13, 12, 11})
    EXPECT_EQ(text(read(*b, sent[static_cast<std::size_t>(i)])), std::to_string(i));
  for (const Bytes& m : sent) EXPECT_EQ(b->process(m, kTrust).error(), Err::stale);
}

TEST_P(Trio, SkippingIsBoundedInBothDirections_MLS_4) {
  std::vector<Bytes> sent;
  for (std::uint32_t i = 0; i <= kMaxAhead + 1; ++i)
    sent.push_back(say(*a, std::to_string(i), rng));
  // One too far ahead leaves everything as it was.
  EXPECT_EQ(b->process(sent[kMaxAhead + 1], kTrust).error(), Err::too_large);
  EXPECT_EQ(b->last_rule(), Rule::generation_too_far);
  EXPECT_EQ(text(read(*b, sent[kMaxAhead])), std::to_string(kMaxAhead));
  EXPECT_EQ(GroupSteps::state(*b).messages.kept_keys(), kMaxBack);
  EXPECT_EQ(text(read(*b, sent[kMaxAhead - kMaxBack])), std::to_string(kMaxAhead - kMaxBack));
  EXPECT_EQ(b->process(sent[kMaxAhead - kMaxBack - 1], kTrust).error(), Err::stale);
  EXPECT_EQ(text(read(*b, sent[kMaxAhead + 1])), std::to_string(kMaxAhead + 1));
  EXPECT_LE(GroupSteps::state(*b).messages.kept_keys(), kMaxBack);
}

TEST_P(Trio, NoBitOfAMessageCanBeChanged_MLS_5) {
  const Bytes m = say(*a, "payload", rng);
  for (std::size_t i = 0; i < m.size(); ++i) {
    Bytes bad = m;
    bad[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
    EXPECT_FALSE(b->process(bad, kTrust).ok()) << "byte " << i;
  }
  for (std::size_t n = 0; n < m.size(); ++n)
    EXPECT_FALSE(b->process(View(m).first(n), kTrust).ok());
  EXPECT_EQ(text(read(*b, m)), "payload");  // none of this spoiled the real one
}

TEST_P(Trio, NoBitOfACommitCanBeChangedInEitherForm_MLS_5) {
  for (WireFormat form : {WireFormat::private_message, WireFormat::public_message}) {
    CommitOptions o;
    o.handshake = form;
    auto staged = a->stage_commit({UpdateSelf{}}, o, kTrust, kNow, rng).take();
    const Bytes m = staged.commit();
    for (std::size_t i = 0; i < m.size(); i += 3) {
      Bytes bad = m;
      bad[i] ^= 0x10;
      EXPECT_FALSE(b->process(bad, kTrust).ok()) << "byte " << i;
    }
    const auto authenticator = b->epoch_authenticator();
    follow(*b, m);
    follow(*c, m);
    ASSERT_TRUE(a->merge(std::move(staged)).ok());
    EXPECT_NE(b->epoch_authenticator(), authenticator);
    expect_in_step();
  }
}

TEST_P(Trio, LateMessagesOfTwoPastEpochsOpenAndOlderOnesDoNot_MLS_6) {
  std::vector<Bytes> late;
  for (int i = 0; i < 3; ++i) {
    late.push_back(say(*a, std::to_string(i), rng));
    auto staged = c->stage_commit({}, {}, kTrust, kNow, rng).take();
    follow(*a, staged.commit());
    follow(*b, staged.commit());
    ASSERT_TRUE(c->merge(std::move(staged)).ok());
  }
  EXPECT_EQ(b->process(late[0], kTrust).error(), Err::stale);
  EXPECT_EQ(text(read(*b, late[1])), "1");
  EXPECT_EQ(text(read(*b, late[2])), "2");
  EXPECT_EQ(b->process(late[2], kTrust).error(), Err::stale);
}

TEST_P(Trio, OfTwoCommitsForOneEpochTheSecondIsStale_MLS_7) {
  auto from_a = a->stage_commit({}, {}, kTrust, kNow, rng).take();
  auto from_b = b->stage_commit({}, {}, kTrust, kNow, rng).take();
  follow(*c, from_a.commit());
  EXPECT_EQ(c->process(from_b.commit(), kTrust).error(), Err::stale);
  // Ben gives his own commit up and follows Ana's; his staged one can no longer be merged.
  follow(*b, from_a.commit());
  EXPECT_EQ(b->merge(std::move(from_b)).error(), Err::stale);
  ASSERT_TRUE(a->merge(std::move(from_a)).ok());
  expect_in_step();
}

TEST_P(Trio, AForkShowsInTheEpochAuthenticatorAndHealsNowhere_MLS_7) {
  auto from_a = a->stage_commit({}, {}, kTrust, kNow, rng).take();
  auto from_b = b->stage_commit({}, {}, kTrust, kNow, rng).take();
  follow(*c, from_b.commit());
  ASSERT_TRUE(a->merge(std::move(from_a)).ok());
  ASSERT_TRUE(b->merge(std::move(from_b)).ok());
  EXPECT_EQ(a->epoch(), b->epoch());
  EXPECT_NE(a->epoch_authenticator(), b->epoch_authenticator());
  EXPECT_EQ(b->process(say(*a, "other side", rng), kTrust).error(), Err::forged);
}

TEST_P(Trio, AGroupSurvivesTheStoreWithItsRatchets_MLS_8) {
  const Bytes first = say(*a, "first", rng), second = say(*a, "second", rng);
  EXPECT_EQ(text(read(*b, second)), "second");
  const Bytes saved = b->save();
  Group again = Group::load(saved).take();
  EXPECT_EQ(again.save().size(), saved.size());
  EXPECT_EQ(again.epoch_authenticator(), b->epoch_authenticator());
  EXPECT_EQ(again.process(second, kTrust).error(), Err::stale);
  EXPECT_EQ(text(read(again, first)), "first");
  EXPECT_EQ(text(read(*a, say(again, "reply", rng))), "reply");
  for (std::size_t n = 0; n < saved.size(); n += 7)
    EXPECT_FALSE(Group::load(View(saved).first(n)).ok());
  Bytes other_version = saved;
  other_version[1] = 99;
  EXPECT_EQ(Group::load(other_version).error(), Err::unsupported);
}

TEST_P(Trio, ACrashBetweenSendingAndMergingIsRecovered_MLS_8) {
  auto staged = a->stage_commit({UpdateSelf{}}, {}, kTrust, kNow, rng).take();
  const Bytes group = a->save(), commit = staged.save(), message = staged.commit();
  follow(*b, message);
  follow(*c, message);
  Group revived = Group::load(group).take();
  ASSERT_TRUE(revived.merge(StagedCommit::load(commit).take()).ok());
  a = std::move(revived);
  expect_in_step();
  EXPECT_EQ(text(read(*b, say(*a, "back", rng))), "back");
}

TEST_P(Trio, KeyPackageSecretsSurviveTheStore_MLS_8) {
  Person dora(GetParam(), "Dora", rng);
  const auto secrets = dora.key_package(rng);
  const auto loaded = eq::decode<KeyPackageSecrets>(eq::encode(secrets)).take();
  auto staged = a->stage_commit({AddMember{secrets.key_package}}, {}, kTrust, kNow, rng).take();
  EXPECT_TRUE(Group::join(*staged.welcome(), loaded, std::nullopt, kTrust).ok());
}

TEST_P(Trio, ProposalsAreCommittedByReferenceByAnybody_MLS_2) {
  Person dora(GetParam(), "Dora", rng);
  const auto kd = dora.key_package(rng);
  const Bytes update = b->propose(UpdateSelf{}, {}, kTrust, kNow, rng).value();
  CommitOptions in_public;
  in_public.handshake = WireFormat::public_message;
  const Bytes add = a->propose(AddMember{kd.key_package}, in_public, kTrust, kNow, rng).value();
  for (Group* g : {&*a, &*c})
    EXPECT_TRUE(std::holds_alternative<ReceivedProposal>(g->process(update, kTrust).value()));
  for (Group* g : {&*b, &*c}) EXPECT_TRUE(g->process(add, kTrust).ok());
  auto staged = c->stage_commit({}, testing::with_pending(*c), kTrust, kNow, rng).take();
  EXPECT_EQ(staged.effect().added.size(), 1u);
  const Effect seen = follow(*b, staged.commit());
  EXPECT_EQ(seen.committer, c->own_leaf());
  EXPECT_EQ(seen.updated.size(), 2u);  // Ben by proposal, Cem by path
  follow(*a, staged.commit());
  Group d = Group::join(*staged.welcome(), kd, std::nullopt, kTrust).take();
  ASSERT_TRUE(c->merge(std::move(staged)).ok());
  expect_in_step();
  EXPECT_EQ(d.epoch_authenticator(), c->epoch_authenticator());
  EXPECT_EQ(text(read(*b, say(d, "new here", rng))), "new here");
}

TEST_P(Trio, ACommitThatNamesAnUnknownProposalIsRefusedUntilItArrives_MLS_5) {
  const Bytes update = b->propose(UpdateSelf{}, {}, kTrust, kNow, rng).value();
  ASSERT_TRUE(a->process(update, kTrust).ok());
  auto staged = a->stage_commit({}, testing::with_pending(*a), kTrust, kNow, rng).take();
  EXPECT_EQ(c->process(staged.commit(), kTrust).error(), Err::missing);
  EXPECT_EQ(c->last_rule(), Rule::proposal_unknown_reference);
}

TEST_P(Trio, TheTreeMayTravelApartFromTheWelcome_MLS_2) {
  Person dora(GetParam(), "Dora", rng);
  const auto kd = dora.key_package(rng);
  CommitOptions o;
  o.tree = TreeDelivery::apart;
  auto staged = a->stage_commit({AddMember{kd.key_package}}, o, kTrust, kNow, rng).take();
  const Bytes welcome = *staged.welcome();
  const Bytes old_tree = a->ratchet_tree();
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  EXPECT_EQ(Group::join(welcome, kd, std::nullopt, kTrust).error(), Err::missing);
  EXPECT_FALSE(Group::join(welcome, kd, old_tree, kTrust).ok());
  const Bytes tree = a->ratchet_tree();
  EXPECT_EQ(Group::join(welcome, kd, tree, kTrust)->epoch_authenticator(),
            a->epoch_authenticator());
}

TEST_P(Trio, SomebodyJoinsByExternalCommit_MLS_9) {
  Person dora(GetParam(), "Dora", rng);
  const Bytes info = a->group_info(TreeDelivery::in_welcome);
  auto joined = Group::join_external(info, dora.key, dora.credential, testing::options_now(),
                                     std::nullopt, std::nullopt, kTrust, rng)
                    .take();
  for (Group* g : {&*a, &*b, &*c}) {
    const Effect e = follow(*g, joined.commit);
    ASSERT_EQ(e.added.size(), 1u);
    EXPECT_EQ(e.added[0].credential, dora.credential);
    EXPECT_FALSE(e.committer);
  }
  expect_in_step();
  EXPECT_EQ(joined.group.epoch_authenticator(), a->epoch_authenticator());
  EXPECT_EQ(text(read(*b, say(joined.group, "by myself", rng))), "by myself");
}

TEST_P(Trio, ALostDeviceComesBackByExternalCommitAndReplacesItself_MLS_9) {
  const LeafIndex old = c->own_leaf();
  auto joined =
      Group::join_external(a->group_info(TreeDelivery::in_welcome), cem.key, cem.credential,
                           testing::options_now(), std::nullopt, old, kTrust, rng)
          .take();
  const Effect e = follow(*a, joined.commit);
  EXPECT_EQ(e.removed.size(), 1u);
  follow(*b, joined.commit);
  EXPECT_EQ(a->members().size(), 3u);
  EXPECT_EQ(joined.group.epoch_authenticator(), b->epoch_authenticator());
  // Nobody may take another's place.
  Person eve(GetParam(), "Eve", rng);
  auto forged =
      Group::join_external(a->group_info(TreeDelivery::in_welcome), eve.key, eve.credential,
                           testing::options_now(), std::nullopt, a->own_leaf(), kTrust, rng)
          .take();
  EXPECT_EQ(b->process(forged.commit, testing::trust_outsiders()).error(), Err::forged);
  EXPECT_EQ(b->last_rule(), Rule::credential_not_accepted);
}

class OnePsk final : public PskStore {
 public:
  std::optional<SecretBytes> find(const PskId& id) const override {
    if (id.type != PskType::external || id.psk_id != to_bytes("shared")) return std::nullopt;
    return SecretBytes::from(view("a secret known to both"));
  }
};

TEST_P(Trio, PreSharedKeysEnterTheEpochAndMustBeKnown_MLS_9) {
  const OnePsk store;
  const Trust with_psk{testing::trust_all(), &store};
  auto staged =
      a->stage_commit({InjectPsk{PskId::external(view("shared"))},
                       InjectPsk{PskId::resumption(PskUsage::application, kGroup, a->epoch())}},
                      {}, with_psk, kNow, rng)
          .take();
  EXPECT_EQ(b->process(staged.commit(), kTrust).error(), Err::missing);
  auto received = c->process(staged.commit(), with_psk).take();
  ASSERT_TRUE(c->merge(std::move(std::get<ReceivedCommit>(received))).ok());
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  EXPECT_EQ(a->epoch_authenticator(), c->epoch_authenticator());
}

TEST_P(Trio, ReinitEndsTheGroupAndTheNextOneIsBoundToIt_MLS_9) {
  const ReInit to{Bytes(16, 0xd0), kMls10, code(GetParam()), {}};
  auto staged = a->stage_commit({EndForReInit{to}}, {}, kTrust, kNow, rng).take();
  follow(*b, staged.commit());
  follow(*c, staged.commit());
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  EXPECT_EQ(a->protect({}, view("late"), 0, rng).error(), Err::refused);
  EXPECT_EQ(b->stage_commit({}, {}, kTrust, kNow, rng).error(), Err::refused);

  const auto kb = ben.key_package(rng), kc = cem.key_package(rng);
  Group next = ana.create(to.group_id, rng);
  const Trust after_a{testing::trust_all(), nullptr, &*a};
  auto founding =
      next.stage_commit({InjectPsk{PskId::resumption(PskUsage::reinit, kGroup, a->epoch())},
                         AddMember{kb.key_package}, AddMember{kc.key_package}},
                        {}, after_a, kNow, rng)
          .take();
  EXPECT_EQ(Group::join(*founding.welcome(), kb, std::nullopt, kTrust).error(), Err::missing);
  const Trust after_b{testing::trust_all(), nullptr, &*b};
  Group nb = Group::join(*founding.welcome(), kb, std::nullopt, after_b).take();
  ASSERT_TRUE(next.merge(std::move(founding)).ok());
  EXPECT_EQ(nb.epoch_authenticator(), next.epoch_authenticator());

  // A successor that leaves somebody out is refused.
  Group smaller = ana.create(to.group_id, rng);
  auto partial =
      smaller
          .stage_commit({InjectPsk{PskId::resumption(PskUsage::reinit, kGroup, a->epoch())},
                         AddMember{kb.key_package}},
                        {}, after_a, kNow, rng)
          .take();
  EXPECT_EQ(Group::join(*partial.welcome(), kb, std::nullopt, after_b).error(), Err::refused);
}

TEST_P(Trio, ASubgroupIsBranchedFromItsParentOnly_MLS_9) {
  const auto kb = ben.key_package(rng);
  Group sub = ana.create(Bytes(16, 0xe0), rng);
  const Trust after_a{testing::trust_all(), nullptr, &*a},
      after_b{testing::trust_all(), nullptr, &*b};
  auto founding =
      sub.stage_commit({InjectPsk{PskId::resumption(PskUsage::branch, kGroup, a->epoch())},
                        AddMember{kb.key_package}},
                       {}, after_a, kNow, rng)
          .take();
  EXPECT_TRUE(Group::join(*founding.welcome(), kb, std::nullopt, after_b).ok());
  Person eve(GetParam(), "Eve", rng);
  const auto ke = eve.key_package(rng);
  Group wider = ana.create(Bytes(16, 0xe1), rng);
  auto bad = wider
                 .stage_commit({InjectPsk{PskId::resumption(PskUsage::branch, kGroup, a->epoch())},
                                AddMember{kb.key_package}, AddMember{ke.key_package}},
                               {}, after_a, kNow, rng)
                 .take();
  EXPECT_EQ(Group::join(*bad.welcome(), kb, std::nullopt, after_b).error(), Err::refused);
}

TEST_P(Trio, AStagedCommitTellsTheNextEpochsExporterBeforeItIsMerged_MLS_2) {
  auto staged = a->stage_commit({}, {}, kTrust, kNow, rng).take();
  const auto early = staged.exporter("eqp send", kGroup, 32).take();
  EXPECT_EQ(staged.epoch(), a->epoch() + 1);
  ASSERT_TRUE(a->merge(std::move(staged)).ok());
  EXPECT_TRUE(equal_ct(early.reveal("test"), a->exporter("eqp send", kGroup, 32).reveal("test")));
}

TEST_P(Trio, TheFrameShowsADeliveryServiceWhatItNeedsAndNoSender_MLS_10) {
  const Bytes m = c->protect(view("visible"), view("hidden"), 0, rng).value();
  const Frame f = read_frame(m).value();
  EXPECT_EQ(f.wire_format, WireFormat::private_message);
  EXPECT_EQ(to_bytes(f.group_id), kGroup);
  EXPECT_EQ(f.epoch, c->epoch());
  EXPECT_EQ(to_string(f.authenticated_data), "visible");
  EXPECT_FALSE(f.is_handshake());
  EXPECT_FALSE(f.sender_leaf);
  EXPECT_EQ(to_string(m).find("hidden"), std::string::npos);
  const auto kd = Person(GetParam(), "Dora", rng).key_package(rng);
  auto staged = a->stage_commit({AddMember{kd.key_package}}, {}, kTrust, kNow, rng).take();
  EXPECT_TRUE(read_frame(staged.commit())->is_handshake());
  const Frame w = read_frame(*staged.welcome()).value();
  ASSERT_EQ(w.welcome_refs.size(), 1u);
  EXPECT_TRUE(equal_var(w.welcome_refs[0], kd.ref()));
}

TEST_P(Trio, PaddingHidesTheLengthUpToItsPolicy_MLS_17) {
  const auto size = [&](std::size_t n, Padding p) {
    return a->protect({}, Bytes(n, 'x'), p, rng)->size();
  };
  // The signature is part of what is filled up, so even a varying one shows nothing.
  for (std::size_t n : {1u, 20u, 100u, 150u})
    EXPECT_EQ(size(n, Padding::block), size(0, Padding::block)) << n;
  EXPECT_EQ(size(200, Padding::block), size(0, Padding::block) + kPaddingBlock);
  EXPECT_EQ(size(150, Padding::padme), size(0, Padding::block));
  EXPECT_LT(size(0, Padding::none), size(0, Padding::block));
  const Bytes m = a->protect({}, view("yes"), Padding::padme, rng).value();
  EXPECT_EQ(text(read(*b, m)), "yes");
  CommitOptions padded;
  padded.padding = Padding::block;
  const std::size_t plain = a->stage_commit({}, {}, kTrust, kNow, rng)->commit().size();
  auto staged = a->stage_commit({}, padded, kTrust, kNow, rng).take();
  EXPECT_GT(staged.commit().size(), plain);
  follow(*b, staged.commit());
}

TEST(PaddingPolicy, FallsIntoFewLengthsAndCostsLittle_MLS_17) {
  for (Padding p : {Padding::block, Padding::padme}) {
    std::set<std::size_t> lengths;
    for (std::size_t n = 0; n <= 70000; ++n) {
      const std::size_t padded = n + padding_for(p, n);
      EXPECT_GE(padded, kPaddingBlock);
      if (p == Padding::block) {
        EXPECT_EQ(padded % kPaddingBlock, 0u);
      } else if (n > kPaddingBlock) {
        EXPECT_LE(padded * 100, n * 112) << n;
      }
      lengths.insert(padded);
    }
    EXPECT_LE(lengths.size(), p == Padding::block ? 274u : 150u);
  }
  EXPECT_EQ(padding_for(Padding::none, 77), 0u);
}

}  // namespace
}  // namespace eq::mls
