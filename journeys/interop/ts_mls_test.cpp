// Live interoperability with ts-mls, another implementation of RFC 9420.
#include "eq/mls/rule.h"
#include "journeys/interop/cast.h"
#include "journeys/interop/history.h"

namespace eq::interop {
namespace {

using mls::Path;
using mls::TreeDelivery;
using mls::WireFormat;

const Bytes kData = to_bytes("authenticated, not encrypted");

class TsMls : public CastTest {
 protected:
  TsMls() : CastTest(running("ts_mls.mjs")) {}
};
INSTANTIATE_TEST_SUITE_P(Live, TsMls, kEveryCase, case_name);

TEST_P(TsMls, members_are_added_updated_and_removed_and_all_agree_on_every_epoch_MLS_2) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there(), &erin = there(),
       &frank = here();
  Conversation c(alice, "membership", tally_);
  c.commit(alice, {}, {&bob});
  c.everyone_speaks(kData);
  c.commit(alice, {.handshake = WireFormat::public_message, .tree = TreeDelivery::apart},
           {&carol, &dave});
  c.everyone_speaks(kData);
  for (auto* m : {&alice, &bob, &carol, &dave})
    for (const auto format : {WireFormat::private_message, WireFormat::public_message})
      c.commit(*m, {.handshake = format, .authenticated_data = kData});
  c.everyone_speaks({});
  c.commit(bob, {.path = Path::if_required}, {&erin});
  c.commit(carol, {.tree = TreeDelivery::apart, .path = Path::if_required}, {&frank});
  c.everyone_speaks({});
  c.commit(dave, {.remove = {carol.name()}});
  c.commit(alice, {.remove = {erin.name()}, .handshake = WireFormat::public_message});
  c.everyone_speaks(kData);
  c.commit(bob, {.remove = {dave.name(), frank.name()}});
  // ts-mls does not see that it was removed if its leaf is taken in the same commit: only ours
  // leaves that way.
  auto& olga = on_our_engine();
  for (auto* committer : {&alice, &bob}) {
    c.commit(*committer, {}, {&olga});
    if (committer == &alice)
      c.commit(alice, {.remove = {olga.name()}}, {&dave, &erin});
    else
      c.commit(bob, {.remove = {olga.name()}}, {&carol, &frank});
    c.everyone_speaks(kData);
  }
  EXPECT_EQ(c.members().size(), 6u);
}

TEST_P(TsMls, proposals_of_one_engine_are_committed_by_the_other_MLS_2) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there();
  Conversation c(alice, "by reference", tally_);
  c.commit(alice, {}, {&bob});
  for (auto* proposer : {&alice, &bob}) {
    auto* committer = proposer == &alice ? &bob : &alice;
    for (const auto format : {WireFormat::private_message, WireFormat::public_message}) {
      c.propose(*proposer, adding({&carol}, {.handshake = format}));
      c.propose(*committer, adding({&dave}, {.handshake = format}));
      c.commit_pending(*committer, {.handshake = format}, {&carol, &dave});
      c.everyone_speaks(kData);
      c.propose(*proposer, {.remove = {carol.name()}, .handshake = format});
      c.commit_pending(*committer, {.remove = {dave.name()}, .handshake = format});
      c.everyone_speaks({});
    }
  }
  // Only our engine makes Update proposals; the other commits them.
  auto &us = we_create() ? alice : bob, &them = we_create() ? bob : alice;
  for (const auto format : {WireFormat::private_message, WireFormat::public_message}) {
    c.propose(us, {.update = true, .handshake = format});
    c.commit_pending(them, {});
    c.everyone_speaks(kData);
  }
}

TEST_P(TsMls, either_engine_joins_the_other_by_external_commit_MLS_9) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there(), &erin = there();
  Conversation c(alice, "external", tally_);
  c.join_external(bob, alice, TreeDelivery::in_welcome);
  c.everyone_speaks(kData);
  c.join_external(carol, bob, TreeDelivery::apart);
  c.everyone_speaks(kData);
  c.join_external(dave, carol, TreeDelivery::apart);
  c.join_external(erin, bob, TreeDelivery::in_welcome);
  c.commit(alice, {.remove = {dave.name()}});
  c.commit(bob, {});
  // Back after losing their state: the old appearance goes with the same commit.
  c.join_external(carol, bob, TreeDelivery::in_welcome, /*replaces=*/true);
  c.everyone_speaks({});
  c.join_external(erin, alice, TreeDelivery::apart, /*replaces=*/true);
  c.everyone_speaks(kData);
  for (auto* m : {&alice, &bob, &carol, &erin}) c.commit(*m, {});
  c.everyone_speaks(kData);
}

TEST_P(TsMls, pre_shared_keys_of_either_engine_enter_the_key_schedule_MLS_9) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there();
  const Bytes id = to_bytes("spoken on the telephone"), other = to_bytes("printed on paper");
  for (auto* m : {&alice, &bob, &carol, &dave}) {
    m->learn_psk(id, Bytes(32, 0x17));
    m->learn_psk(other, Bytes(100, 0x42));
  }
  Conversation c(alice, "psk", tally_);
  c.commit(alice, {.psks = {id}}, {&bob});
  c.commit(bob, {.psks = {other, id}}, {&carol});
  c.commit(carol, {.psks = {other}, .path = Path::if_required}, {&dave});
  c.everyone_speaks(kData);
  for (auto* m : {&alice, &bob}) {
    const auto now = m->epoch().epoch;
    c.commit(*m, {.resume = {now}});  // of this epoch
    // of a past one too, and an external one
    c.commit(*m, {.psks = {id}, .resume = {now, now + 1}});
  }
  c.everyone_speaks({});
}

TEST_P(TsMls, a_group_is_replaced_and_branched_by_either_engine_MLS_9) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there();
  Conversation first(alice, "first", tally_);
  first.commit(alice, {}, {&bob, &carol, &dave});
  first.commit(bob, {.reinit = to_bytes("second")});
  Conversation second = first.move_on(alice, mls::PskUsage::reinit, "second");
  second.everyone_speaks(kData);
  second.commit(alice, {.reinit = to_bytes("third")});
  Conversation third = second.move_on(bob, mls::PskUsage::reinit, "third");
  third.everyone_speaks({});
  Conversation fourth = third.move_on(carol, mls::PskUsage::branch, "fourth");
  fourth.commit(dave, {});
  Conversation fifth = fourth.move_on(dave, mls::PskUsage::branch, "fifth");
  for (auto* m : fifth.members()) fifth.commit(*m, {});
  fifth.everyone_speaks(kData);
}

TEST_P(TsMls, messages_out_of_order_and_of_past_epochs_open_MLS_4_MLS_6) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there();
  Conversation c(alice, "late", tally_);
  c.commit(alice, {}, {&bob, &carol, &dave});
  for (int round = 0; round < 2; ++round) {
    std::vector<Letter> late;
    for (int epoch = 0; epoch < 2; ++epoch) {
      for (auto* m : {&alice, &bob, &carol, &dave})
        for (const auto* words : {"one", "two", "three"})
          late.push_back(c.write(*m, to_bytes(words), kData));
      c.commit(round == 0 ? alice : bob, {});
    }
    for (auto it = late.rbegin(); it != late.rend(); ++it) c.carry(*it);
    // Nobody reads anything twice.
    for (const auto& letter : late)
      for (auto* m : letter.to) EXPECT_THROW(m->receive(letter.message), Disagreement);
    c.everyone_speaks(kData);
  }
}

TEST_P(TsMls, a_stranger_on_their_engine_proposes_to_be_added_and_is_MLS_9) {
  auto &alice = here(), &bob = there();
  auto& erin = on_theirs();
  Conversation c(alice, "knocking", tally_);
  c.commit(alice, {}, {&bob});
  for (auto* committer : {&alice, &bob}) {
    c.carry_proposal(erin, erin.propose_oneself(alice.group_info(TreeDelivery::in_welcome)));
    c.commit_pending(*committer, {}, {&erin});
    c.everyone_speaks(kData);
    c.commit(*committer, {.remove = {erin.name()}});
  }
}

mls::Extension requiring(const mls::RequiredCapabilities& required) {
  return {mls::extension_type::required_capabilities, encode(required)};
}

TEST_P(TsMls, extensions_of_the_group_are_set_by_us_and_kept_by_them_MLS_2) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there();
  auto& us = we_create() ? alice : bob;
  Conversation c(alice, "extensions", tally_);
  c.commit(alice, {}, {&bob});
  c.commit(us, {.extensions = mls::Extensions{requiring({{}, {}, {mls::credential_type::basic}})}});
  c.commit(alice, {}, {&carol});
  c.commit(bob, {}, {&dave});
  c.everyone_speaks(kData);
  // Never none: ts-mls takes an empty list for no change.
  c.commit(us, {.extensions = mls::Extensions{requiring({})}});
  c.everyone_speaks(kData);
}

// ts-mls leaves the path out, which section 17.4 asks for; a later version that sends it fails
// here.
TEST_P(TsMls, their_change_of_group_extensions_without_a_path_is_refused_MLS_5) {
  auto& us = on_our_engine();
  auto& them = on_theirs();
  Conversation c(us, "no path", tally_);
  c.commit(us, {}, {&them});
  const auto commit = them.commit({.extensions = mls::Extensions{requiring({})}}).commit;
  EXPECT_THROW(us.receive(commit), Disagreement);
  EXPECT_EQ(us.group().last_rule(), mls::Rule::path_missing);
}

TEST_P(TsMls, a_drawn_history_of_both_engines_ends_in_agreement_MLS_2) {
  std::vector<Participant*> outside;
  for (int i = 0; i < 5; ++i) outside.push_back(&here()), outside.push_back(&there());
  Conversation c(here(), "history", tally_);
  const int refused =
      draw_history(c, outside, rng_,
                   {.handshakes = {WireFormat::public_message, WireFormat::private_message},
                    .trees = {TreeDelivery::in_welcome, TreeDelivery::apart},
                    .known_fault = is_unmerged_leaves_fault});
  std::cout << "ts-mls refused " << refused << " valid trees" << std::endl;
}

}  // namespace
}  // namespace eq::interop
