// What a member of a conversation can do whose program follows no rule.
#include "eq/gate/ratchet.h"
#include "journeys/adversary/move.h"
#include "journeys/adversary/people_life.h"
#include "journeys/attacks/modified_client.h"
#include "parties/client/chat.h"
#include "parties/client/directory.h"

namespace eq::adversary {
namespace {

client::Conversation* some_conversation(World& world, Dice& dice) {
  const auto ours = conversations_of(world, kMallory);
  if (ours.empty()) return nullptr;
  return &world.mallory().state().conversations.at(dice.pick(ours));
}

/// Between two things that she says, steps of the access chain are left out.
bool jump_the_chain(World& world, Dice& dice) {
  client::Conversation* c = some_conversation(world, dice);
  if (c == nullptr) return false;
  const ConversationId id = c->id;
  if (!c->sealer && !say_something(world, kMallory, id)) return false;
  if (!c->sealer) return false;
  const std::size_t steps = 1 + dice.below(3000);
  for (std::size_t i = 0; i < steps; ++i) (void)c->sealer->ratchet.next(Secret<32>());
  if (dice.one_in(2)) say_something(world, kMallory, id);
  return true;
}

/// A commit whose description for the service is not true.
bool commit_with_a_lie(World& world, Dice& dice) {
  read_post(world, kMallory);
  client::Conversation* c = some_conversation(world, dice);
  if (c == nullptr) return false;
  auto h = world.mallory().environment();
  const client::DirectoryCheck directory(world.mallory().state(), h);
  auto staged = c->group->stage_commit({mls::UpdateSelf{}}, {}, {directory}, h.now, h.rng);
  if (!staged.ok()) return false;
  wire::ConversationCommit r;
  r.conv = c->id;
  r.epoch = c->group->epoch();
  r.commit = staged->commit();
  const auto key = client::send_key(*staged, c->id);
  if (!key.ok()) return false;
  r.send_key = *key;
  r.leaf_count = dice.one_in(2) ? static_cast<std::uint32_t>(dice.below(3))
                                : static_cast<std::uint32_t>(dice.below(100000));
  if (dice.one_in(4)) r.commit[dice.below(r.commit.size())] ^= 1;
  r.tag = wire::commit_tag(client::send_key(*c->group), r);
  c->pending = std::move(*staged);
  const bool taken = wire::ask(world.mallory().line, r).ok();
  read_post(world, kMallory);
  return taken;
}

/// Bytes that are no message, or a message put together from parts that do not belong together.
bool post_rubbish(World& world, Dice& dice) {
  client::Conversation* c = some_conversation(world, dice);
  if (c == nullptr || !c->group->is_active()) return false;
  franking::AuthenticatedData data;
  data.header = journeys::header_of(world.mallory(), c->id);
  data.cf.bytes = dice.rng().array<32>();
  data.b.resize(256);
  franking::ApplicationData inside{franking::Version::v1, dice.rng().secret<32>(),
                                   static_cast<std::uint32_t>(dice.below(5)), std::nullopt};
  auto message = c->group->protect(
      encode(data), franking::encode_application_data(inside).reveal("sent"), 0, world.town.rng);
  if (!message.ok()) return false;
  if (dice.one_in(2)) (*message)[dice.below(message->size())] ^= 1;
  return journeys::post_raw(world.mallory(), c->id, *message).ok();
}

/// Takes everything that would let others meet somebody.
bool drain_key_packages(World& world, Dice& dice) {
  const AccountId victim = world.people[dice.below(kMallory)]->id();
  auto h = world.mallory().environment();
  bool taken = false;
  for (int i = 0; i < 20; ++i) {
    const auto packages = client::ask(world.mallory().state(), h, wire::KeyPackagesTake{victim});
    if (!packages.ok() || packages->packages.empty()) break;
    taken = true;
  }
  return taken;
}

/// Sends what another sent once more, as if new.
bool post_again(World& world, Dice& dice) {
  client::Conversation* c = some_conversation(world, dice);
  if (c == nullptr || world.seen.messages.empty()) return false;
  return journeys::post_raw(world.mallory(), c->id, dice.pick(world.seen.messages).second).ok();
}

/// A message of parts that do not belong together: words that the commitment is not of, another
/// key's signature, a token that was used, or another's, the header of another conversation.
bool put_together(World& world, Dice& dice) {
  client::Conversation* c = some_conversation(world, dice);
  if (c == nullptr || !c->group->is_active()) return false;
  auto& s = world.mallory().state();
  const auto spendable = s.purse.take(day_of(world.town.now));
  if (!spendable.ok()) return false;
  franking::Token token = spendable->token;
  crypto::SigningKey signer = spendable->ske.clone();
  const std::size_t how = dice.below(7);
  if (how == 1 && world.spent) token = world.spent->token, signer = world.spent->key.clone();
  if (how == 2 && !c->history.empty()) {
    const auto other = franking::decode_content(c->history[dice.below(c->history.size())].record.f);
    if (other.ok()) token = other->token;
  }
  if (how == 3) signer = s.me.device.clone();
  journeys::Parts parts;
  parts.header = journeys::header_of(world.mallory(), c->id);
  if (how == 4) parts.header.conversation = dice.pick(world.conversations);
  const std::string words = "whatever " + std::to_string(dice.below(1000));
  parts.shown = encode(journeys::text_content(words, token));
  parts.committed =
      how == 5 ? encode(journeys::text_content("something else", token)) : parts.shown;
  parts.signer = &signer;
  world.spent.emplace(SpentToken{token, signer.clone()});
  return journeys::post(world.mallory(), c->id, journeys::craft(parts, world.town.rng),
                        world.town.rng)
      .ok();
}

/// Her program remembers how it was, and goes on from there: perhaps she was removed since.
bool remember(World& world, Dice&) {
  world.old_states.push_back(world.mallory().state().save());
  if (world.old_states.size() > 6) world.old_states.erase(world.old_states.begin());
  return true;
}
/// Whether a member who is up to date has seen her removed.
bool is_removed(const World& world, const ConversationId& id) {
  for (std::size_t i = 0; i < kMallory; ++i) {
    const auto members = client::members(world.people[i]->state(), id);
    if (members.ok() &&
        std::find(members->begin(), members->end(), world.people[kMallory]->id()) == members->end())
      return true;
  }
  return false;
}

bool post_from_an_old_state(World& world, Dice& dice) {
  if (world.old_states.empty()) return false;
  auto old = client::State::load(dice.pick(world.old_states));
  if (!old.ok() || old->conversations.empty()) return false;
  auto& [id, c] = dice.pick(old->conversations);
  const auto spendable = world.mallory().state().purse.take(day_of(world.town.now));
  if (!c.group || !spendable.ok()) return false;
  const franking::Header header{franking::Version::v1, id, c.group->epoch()};
  const Bytes f = encode(journeys::text_content("from before", spendable->token));
  const auto made = journeys::craft({header, f, f, &spendable->ske}, world.town.rng);
  const franking::AuthenticatedData data{
      made.header,  made.cf, world.town.rng.array<32>(), world.town.rng.array<8>(),
      std::nullopt, made.b};
  const franking::ApplicationData inside{franking::Version::v1, made.ck.clone(), 0, std::nullopt};
  auto message = c.group->protect(
      encode(data), franking::encode_application_data(inside).reveal("sent"), 0, world.town.rng);
  if (!message.ok()) return false;
  if (is_removed(world, id)) world.from_before.insert(crypto::sha256(*message));
  return wire::ask(
             world.mallory().line,
             wire::MessageSend{*message, wire::message_tag(client::send_key(*c.group), *message)})
      .ok();
}

constexpr Seats kMember{Seat::member};
constexpr Move kMoves[] = {
    {"jump the access chain", kMember, 6, jump_the_chain},
    {"commit with a lie", kMember, 6, commit_with_a_lie},
    {"post rubbish", kMember, 5, post_rubbish},
    {"drain key packages", kMember, 3, drain_key_packages},
    {"post again", kMember, 2, post_again},
    {"put a message together", kMember, 8, put_together},
    {"remember", kMember, 3, remember},
    {"post from an old state", kMember, 4, post_from_an_old_state},
};

}  // namespace

std::span<const Move> member_moves() { return kMoves; }

std::vector<const Move*> moves_for(Seats held) {
  std::vector<const Move*> out;
  for (const auto moves : {honest_moves(), service_moves(), mail_moves(), office_moves(),
                           evidence_moves(), list_moves(), member_moves(), reporter_moves()})
    for (const Move& m : moves)
      if (m.by.none() || m.by.meets(held)) out.push_back(&m);
  return out;
}

}  // namespace eq::adversary
