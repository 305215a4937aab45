// What a member of a conversation can do whose program follows no rule.
#include "eq/gate/ratchet.h"
#include "journeys/adversary/move.h"
#include "journeys/adversary/people_life.h"
#include "journeys/attacks/modified_client.h"
#include "parties/client/directory.h"

namespace eq::adversary {
namespace {

client::Conversation* some_conversation(World& w, Dice& dice) {
  const auto ours = conversations_of(w, kMallory);
  if (ours.empty()) return nullptr;
  return &w.mallory().state().conversations.at(dice.pick(ours));
}

/// Steps of the access chain are left out.
bool jump_the_chain(World& w, Dice& dice) {
  client::Conversation* c = some_conversation(w, dice);
  if (c == nullptr || !c->sealer) return false;
  const std::size_t steps = 1 + dice.below(3000);
  for (std::size_t i = 0; i < steps; ++i) (void)c->sealer->ratchet.next(Secret<32>());
  return true;
}

/// A commit whose description for the service is not true.
bool commit_with_a_lie(World& w, Dice& dice) {
  read_post(w, kMallory);
  client::Conversation* c = some_conversation(w, dice);
  if (c == nullptr) return false;
  auto h = w.mallory().hands();
  const client::DirectoryCheck directory(w.mallory().state(), h);
  auto staged = c->group->stage_commit({mls::UpdateSelf{}}, {}, {directory}, h.now, h.rng);
  if (!staged.ok()) return false;
  wire::ConversationCommit r;
  r.conv = c->id;
  r.epoch = c->group->epoch();
  r.commit = staged->commit();
  const auto key = client::send_key(*staged, c->id);
  if (!key.ok()) return false;
  r.send_key = *key;
  r.leaf_count = dice.one_in(2) ? static_cast<std::uint32_t>(dice.below(3)) : static_cast<std::uint32_t>(dice.below(100000));
  if (dice.one_in(4)) r.commit[dice.below(r.commit.size())] ^= 1;
  r.tag = wire::commit_tag(client::send_key(*c->group), r);
  c->pending = std::move(*staged);
  const bool taken = wire::ask(w.mallory().line, r).ok();
  read_post(w, kMallory);
  return taken;
}

/// Bytes that are no message, or a message put together from parts that do not belong together.
bool post_rubbish(World& w, Dice& dice) {
  client::Conversation* c = some_conversation(w, dice);
  if (c == nullptr || !c->group->is_active()) return false;
  franking::AuthenticatedData data;
  data.header = journeys::header_of(w.mallory(), c->id);
  data.cf.bytes = dice.rng().array<32>();
  data.b.resize(256);
  franking::ApplicationData inside{franking::Version::v1, dice.rng().secret<32>(), static_cast<std::uint32_t>(dice.below(5)), std::nullopt};
  auto message = c->group->protect(encode(data), franking::encode_application_data(inside).reveal("sent"), 0, w.town.rng);
  if (!message.ok()) return false;
  if (dice.one_in(2)) (*message)[dice.below(message->size())] ^= 1;
  return journeys::post_raw(w.mallory(), c->id, *message).ok();
}

/// Takes everything that would let others meet somebody.
bool drain_key_packages(World& w, Dice& dice) {
  const AccountId victim = w.people[dice.below(kMallory)]->id();
  auto h = w.mallory().hands();
  bool taken = false;
  for (int i = 0; i < 20; ++i) {
    const auto packages = client::ask(w.mallory().state(), h, wire::KeyPackagesTake{victim});
    if (!packages.ok() || packages->packages.empty()) break;
    taken = true;
  }
  return taken;
}

/// Sends what another sent once more, as if new.
bool post_again(World& w, Dice& dice) {
  client::Conversation* c = some_conversation(w, dice);
  if (c == nullptr || w.seen.messages.empty()) return false;
  return journeys::post_raw(w.mallory(), c->id, dice.pick(w.seen.messages).second).ok();
}

constexpr Seats kMember{Seat::member};
constexpr Move kMoves[] = {
    {"jump the access chain", kMember, 6, jump_the_chain},
    {"commit with a lie", kMember, 6, commit_with_a_lie},
    {"post rubbish", kMember, 5, post_rubbish},
    {"drain key packages", kMember, 3, drain_key_packages},
    {"post again", kMember, 2, post_again},
};

}  // namespace

std::span<const Move> member_moves() { return kMoves; }

std::vector<const Move*> moves_for(Seats held) {
  std::vector<const Move*> out;
  for (const auto moves : {honest_moves(), service_moves(), office_moves(), member_moves()})
    for (const Move& m : moves)
      if (m.by.none() || m.by.meets(held)) out.push_back(&m);
  return out;
}

}  // namespace eq::adversary
