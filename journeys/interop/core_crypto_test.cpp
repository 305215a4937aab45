// Live interoperability with core-crypto, which is built on OpenMLS.  Its interface is a client's:
// it decides the form of its commits by itself, makes no proposals, and sends no authenticated
// data.
#include "journeys/interop/cast.h"
#include "journeys/interop/history.h"

namespace eq::interop {
namespace {

using mls::Path;
using mls::TreeDelivery;
using mls::WireFormat;

class CoreCrypto : public CastTest {
 protected:
  CoreCrypto() : CastTest(running("core_crypto.mjs")) {}
};
INSTANTIATE_TEST_SUITE_P(Live, CoreCrypto, kEveryCase, case_name);

// Handshakes in the clear are all that core-crypto takes and sends.
const Plan kUpdate{.handshake = WireFormat::public_message};

Plan removing(std::vector<std::string> names) {
  return {.remove = std::move(names), .handshake = WireFormat::public_message};
}

TEST_P(CoreCrypto, members_are_added_updated_and_removed_and_all_agree_on_every_epoch_MLS_2) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there(), &erin = there(),
       &frank = here();
  const Plan no_path{.handshake = WireFormat::public_message, .path = Path::if_required};
  Conversation c(alice, "membership", tally_);
  c.commit(alice, kUpdate, {&bob});
  c.everyone_speaks({});
  c.commit(bob, kUpdate, {&carol, &dave});
  c.everyone_speaks({});
  for (auto* m : {&alice, &bob, &carol, &dave}) c.commit(*m, kUpdate);
  c.everyone_speaks({});
  c.commit(bob, no_path, {&erin});
  c.commit(carol, no_path, {&frank});
  c.everyone_speaks({});
  c.commit(dave, removing({carol.name()}));
  c.commit(alice, removing({erin.name(), frank.name()}));
  c.everyone_speaks({});
  c.commit(bob, kUpdate, {&carol, &frank});
  for (auto* m : {&alice, &bob, &carol, &dave, &frank}) c.commit(*m, kUpdate);
  c.everyone_speaks({});
  // Only our engine removes and adds at once.  The newcomer takes the leaf of who is removed.
  auto &us = we_create() ? alice : bob, &them = we_create() ? dave : carol;
  c.commit(us, removing({them.name()}), {&on_theirs()});
  c.carry(c.write(us, to_bytes("hello"), to_bytes("authenticated, not encrypted")));
  c.everyone_speaks({});
  EXPECT_EQ(c.members().size(), 5u);
}

TEST_P(CoreCrypto, either_engine_joins_the_other_by_external_commit_MLS_9) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there();
  Conversation c(alice, "external", tally_);
  c.commit(alice, kUpdate);
  c.join_external(bob, alice, TreeDelivery::in_welcome);
  c.everyone_speaks({});
  c.commit(bob, kUpdate);
  c.join_external(carol, bob, TreeDelivery::in_welcome);
  c.everyone_speaks({});
  c.commit(alice, kUpdate, {&dave});
  // Back after losing their state: the old appearance goes with the same commit.
  c.join_external(bob, alice, TreeDelivery::in_welcome, /*replaces=*/true);
  c.everyone_speaks({});
  c.commit(dave, kUpdate);
  c.join_external(carol, dave, TreeDelivery::in_welcome, /*replaces=*/true);
  c.everyone_speaks({});
  for (auto* m : {&alice, &bob, &carol, &dave}) c.commit(*m, kUpdate);
  c.everyone_speaks({});
}

TEST_P(CoreCrypto, proposals_of_ours_are_committed_by_theirs_MLS_2) {
  auto &us = on_our_engine(), &another = on_our_engine();
  auto &them = on_theirs(), &newcomer = on_theirs();
  Conversation c(we_create() ? static_cast<Participant&>(us) : them, "by reference", tally_);
  if (we_create())
    c.commit(us, kUpdate, {&them, &another});
  else
    c.commit(them, kUpdate, {&us, &another});
  c.propose(us, adding({&newcomer}, kUpdate));
  c.commit_pending(them, kUpdate, {&newcomer});
  c.everyone_speaks({});
  c.propose(us, {.update = true, .handshake = WireFormat::public_message});
  c.propose(another, removing({newcomer.name()}));
  c.commit_pending(them, kUpdate);
  c.everyone_speaks({});
  EXPECT_EQ(c.members().size(), 3u);
}

TEST_P(CoreCrypto, messages_out_of_order_and_of_past_epochs_open_MLS_4_MLS_6) {
  auto &alice = here(), &bob = there(), &carol = here(), &dave = there();
  Conversation c(alice, "late", tally_);
  c.commit(alice, kUpdate, {&bob, &carol, &dave});
  for (auto* committer : {&alice, &bob}) {
    std::vector<Letter> late;
    for (int epoch = 0; epoch < 2; ++epoch) {
      // it opens one message behind the newest, not two
      for (auto* m : {&alice, &bob, &carol, &dave})
        for (const auto* words : {"one", "two"}) late.push_back(c.write(*m, to_bytes(words)));
      c.commit(*committer, kUpdate);
    }
    for (auto it = late.rbegin(); it != late.rend(); ++it) c.carry(*it);
    for (const auto& letter : late)
      for (auto* m : letter.to) EXPECT_THROW(m->receive(letter.message), Disagreement);
    c.everyone_speaks({});
  }
}

TEST_P(CoreCrypto, a_drawn_history_of_both_engines_ends_in_agreement_MLS_2) {
  std::vector<Participant*> outside;
  for (int i = 0; i < 5; ++i) outside.push_back(&here()), outside.push_back(&there());
  Conversation c(here(), "history", tally_);
  EXPECT_EQ(draw_history(c, outside, rng_, {}), 0);
}

}  // namespace
}  // namespace eq::interop
