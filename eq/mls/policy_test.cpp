// What a group takes in, and what goes into a commit of ours: what its caller named, and nothing
// that happened to arrive.
#include "eq/mls/outside.h"
#include "eq/mls/test_rules.h"

namespace eq::mls {
namespace {

struct Policy : Rules {
  const std::vector<Incoming> all{Incoming::message,           Incoming::commit,
                                  Incoming::proposal,          Incoming::join_proposal,
                                  Incoming::external_proposal, Incoming::external_commit};

  /// One of this kind that is good in every other respect.
  Bytes genuine(Incoming kind) {
    switch (kind) {
      case Incoming::message: return a->protect({}, view("hello"), 0, rng).take();
      case Incoming::commit: return a->stage_commit({}, {}, kTrust, kNow, rng).take().commit();
      case Incoming::proposal: return testing::insider_proposal(*a, Proposal{Remove{2}});
      case Incoming::join_proposal: return join_proposal(kGroup, a->epoch(), eve.key_package(rng));
      case Incoming::external_proposal:
        return external_proposal(kGroup, a->epoch(), 0, ben.key, {Remove{2}});
      case Incoming::external_commit:
        return Group::join_external(a->group_info(TreeDelivery::in_welcome), eve.key,
                                    eve.credential, testing::options_now(), std::nullopt,
                                    std::nullopt, kTrust, rng)
            .take()
            .commit;
    }
    return {};
  }
  /// Ben may propose from outside.
  void invite_proposals() {
    const std::vector<ExternalSender> senders{{ben.key.public_key(), ben.credential}};
    auto staged =
        a->stage_commit({SetExtensions{{{extension_type::external_senders, eq::encode(senders)}}}},
                        {}, kTrust, kNow, rng)
            .take();
    EXPECT_EQ(staged.effect().extensions->size(), 1u);
    auto received = b->process(staged.commit(), kTrust).take();
    ASSERT_TRUE(b->merge(std::move(std::get<ReceivedCommit>(received))).ok());
    ASSERT_TRUE(a->merge(std::move(staged)).ok());
  }
};

TEST_F(Policy, AKindThatTheCallerDidNotNameIsRefusedAndNothingOfItStays_MLS_18) {
  invite_proposals();
  for (const Incoming kind : all) {
    const Bytes message = genuine(kind);
    Trust others = kTrust;
    others.accepts = {};
    for (const Incoming k : all)
      if (k != kind) others.accepts.add(k);
    EXPECT_RULE(verdict(message, others), kind_not_accepted);
    Group copy = Group::load(b->save()).take();
    EXPECT_TRUE(copy.process(message, kTrustOutsiders).ok()) << "it is good but for its kind";
  }
}

TEST_F(Policy, FromOutsideTheGroupNothingIsTakenUnasked_MLS_18) {
  invite_proposals();
  for (const Incoming kind :
       {Incoming::join_proposal, Incoming::external_proposal, Incoming::external_commit})
    EXPECT_RULE(verdict(genuine(kind), Trust{testing::trust_all()}), kind_not_accepted);
  EXPECT_TRUE(b->protect({}, view("still fine"), 0, rng).ok());
}

TEST_F(Policy, ACommitHoldsWhatItsMakerNamedAndNothingThatArrived_MLS_19) {
  ASSERT_TRUE(b->process(genuine(Incoming::join_proposal), kTrustOutsiders).ok());
  ASSERT_TRUE(b->process(genuine(Incoming::proposal), kTrustOutsiders).ok());
  ASSERT_EQ(b->pending().size(), 2u);
  const auto alone = b->stage_commit({}, {}, kTrust, kNow, rng).take();
  EXPECT_FALSE(alone.welcome());
  Effect keys_alone;
  keys_alone.committer = b->own_leaf();
  keys_alone.updated = alone.effect().updated;
  EXPECT_EQ(eq::encode(alone.effect()), eq::encode(keys_alone));
  EXPECT_EQ(eq::encode(alone.members()), eq::encode(b->members()));
  for (const auto& p : b->pending()) {
    CommitOptions one;
    one.proposals = {p.ref};
    const auto staged = b->stage_commit({}, one, kTrust, kNow, rng).take();
    const bool joins = !p.sender;
    EXPECT_EQ(staged.effect().added.size(), joins ? 1u : 0u);
    EXPECT_EQ(staged.effect().removed.size(), joins ? 0u : 1u);
    EXPECT_EQ(staged.members().size(), joins ? 4u : 2u);
  }
}

TEST_F(Policy, AWelcomeTellsWhoMadeIt_MLS_19) {
  const auto ke = eve.key_package(rng);
  const auto staged = b->stage_commit({AddMember{ke.key_package}}, {}, kTrust, kNow, rng).take();
  ASSERT_TRUE(Group::join(*staged.welcome(), ke, std::nullopt, kTrust).ok());
  EXPECT_EQ(*Group::welcomed_by(*staged.welcome(), ke, kTrust), b->own_leaf());
  EXPECT_EQ(Group::welcomed_by(*staged.welcome(), eve.key_package(rng), kTrust).error(),
            Err::missing);
}

TEST_F(Policy, AMessageOpensAgainUntilItIsUsedUp_MLS_4) {
  const Bytes first = genuine(Incoming::message), second = genuine(Incoming::message);
  const Bytes before = b->save();
  OpenedMessage kept = b->open(first).take();
  EXPECT_EQ(b->save(), before);
  OpenedMessage again = b->open(first).take();
  EXPECT_EQ(to_string(again.message().plaintext), "hello");
  b->use_up(b->open(second).take());
  b->use_up(std::move(kept));  // in another order than they were opened
  EXPECT_EQ(b->open(first).error(), Err::stale);
  EXPECT_EQ(b->open(second).error(), Err::stale);
  EXPECT_TRUE(b->process(genuine(Incoming::message), kTrust).ok());
  EXPECT_EQ(b->open(genuine(Incoming::commit)).error(), Err::malformed);
}

TEST_F(Policy, WhoLeavesOpensNothingAnyMore_MLS_3) {
  const Bytes sent = genuine(Incoming::message);
  c->leave();
  EXPECT_FALSE(c->is_active());
  EXPECT_EQ(c->process(sent, kTrust).error(), Err::refused);
  EXPECT_EQ(c->protect({}, view("x"), 0, rng).error(), Err::refused);
  const Group again = Group::load(c->save()).take();
  EXPECT_FALSE(again.is_active());
  EXPECT_EQ(again.members().size(), 3u);
}

}  // namespace
}  // namespace eq::mls
