// What a service can do to the post and to the directory: give what it has in another sequence,
// twice, elsewhere, under other stamps; answer a question about one with what is true of another.
#include "eq/franking/day_key.h"
#include "journeys/adversary/mail.h"
#include "journeys/adversary/move.h"
#include "parties/platform/rows.h"

namespace eq::adversary {

bool stamp_anew(wire::Delivery& d, const crypto::SigningKey& key,
                const std::function<void(franking::Stamp&)>& change) {
  if (!d.stamp) return false;
  auto stamp = decode<franking::Stamp>(*d.stamp);
  const auto frame = mls::read_frame(d.body);
  if (!stamp.ok() || !frame.ok()) return false;
  const auto data = decode<franking::AuthenticatedData>(frame->authenticated_data);
  if (!data.ok()) return false;
  change(*stamp);
  stamp->sigma3 = key.sign({view("eqp-stamp-v1"), d.conv.view(), be64(stamp->seq),
                            be64(stamp->time.ms), data->cf.bytes, stamp->chain});
  d.stamp = to_array<112>(encode(*stamp)).take();
  return true;
}

bool lay_into_mailbox(World& world, const AccountId& whose, wire::DeliveryKind kind,
                      const ConversationId& conv, const Bytes& body, Dice& dice) {
  auto& store = world.town.service->store();
  if (!store.begin_step().ok()) return false;
  const auto last = store.get(platform::Table::positions, {});
  const std::uint64_t seq = (last.ok() ? decode<std::uint64_t>(*last).take() : 0) + 1;
  const std::uint64_t ref = 1'000'000 + seq + dice.below(1000) * 1000;
  platform::DeliveryRow row{kind, world.town.now, conv, ref, {}};
  if (kind != wire::DeliveryKind::commit) row.body = body;
  const bool laid =
      store.put(platform::Table::positions, {}, encode(seq)).ok() &&
      store.put(platform::Table::handshakes, platform::key_of({conv.bytes, be64(ref)}), body)
          .ok() &&
      store.put(platform::Table::inbox, platform::key_of({whose.bytes, be64(seq)}), encode(row))
          .ok();
  return store.keep_step().ok() && laid;
}

namespace {

using Deliveries = std::vector<wire::Delivery>;

crypto::SigningKey true_day_key(const World& world, Time at) {
  return franking::derive_day_key(world.town.service_keys->stamp_master, franking::Role::delivery,
                                  day_of(at));
}

/// Every message under a true key of the day, with a stamp in which something is not what happened.
void restamp(World& world, std::uint64_t how, Deliveries& deliveries) {
  for (auto& d : deliveries) {
    auto stamp =
        d.stamp ? decode<franking::Stamp>(*d.stamp) : Result<franking::Stamp>(Err::missing);
    if (!stamp.ok()) continue;
    const auto change = [how](franking::Stamp& s) {
      if (how % 4 == 0) s.time = s.time - 30 * kMinute_ms;
      if (how % 4 == 1) s.time = s.time + 2 * kMinute_ms;
      if (how % 4 == 2) s.seq += 1 + how % 3;
      if (how % 4 == 3) s.chain[how % 32] ^= 1;
    };
    franking::Stamp changed = *stamp;
    change(changed);
    stamp_anew(d, true_day_key(world, changed.time), change);
  }
}

/// What was delivered before, once more, with its stamp of then.
void deliver_again(std::vector<wire::Delivery> before, Deliveries& deliveries) {
  for (auto& d : before) {
    d.seq = (deliveries.empty() ? d.seq : deliveries.back().seq) + 1;
    deliveries.push_back(std::move(d));
  }
}

void in_another_order(Deliveries& deliveries) {
  std::vector<std::uint64_t> places;
  for (const auto& d : deliveries) places.push_back(d.seq);
  std::reverse(deliveries.begin(), deliveries.end());
  for (std::size_t i = 0; i < places.size(); ++i) deliveries[i].seq = places[i];
}

/// For a while somebody's post is not given as it is.
bool change_the_post(World& world, Dice& dice) {
  const std::size_t victim = dice.below(world.people.size());
  const std::uint64_t how = dice.below(1000);
  switch (dice.below(5)) {
    case 0: world.mail[victim] = in_another_order; break;
    case 1: world.mail[victim] = [&world, how](Deliveries& d) { restamp(world, how, d); }; break;
    case 2: {
      if (world.conversations.empty()) return false;
      const auto id = dice.pick(world.conversations);
      world.mail[victim] = [id](Deliveries& all) {
        for (auto& d : all)
          if (d.kind == wire::DeliveryKind::message) d.conv = id;
      };
      break;
    }
    case 3: {
      Deliveries before;
      for (const auto& body : world.seen.replies["mailbox.fetch"])
        if (auto contents = decode<wire::MailboxContents>(body); contents.ok())
          for (auto& d : contents->deliveries) before.push_back(std::move(d));
      world.mail[victim] = [before](Deliveries& d) { deliver_again(before, d); };
      break;
    }
    default:
      world.mail[victim] = [how](Deliveries& d) {
        if (!d.empty() && d[how % d.size()].stamp) (*d[how % d.size()].stamp)[how % 112] ^= 1;
      };
  }
  return true;
}

/// Somebody is asked for; what comes is another's, or has another's key in it.
bool answer_with_another_person(World& world, Dice& dice) {
  const std::size_t victim = dice.below(kMallory);
  const AccountId asked = world.people[dice.below(world.people.size())]->id();
  auto& other = *world.people[dice.one_in(2) ? kMallory : dice.below(world.people.size())];
  Bytes answer = world.shown_of(other.id());
  if (dice.one_in(2)) {
    const std::size_t i = world.index_of(asked);
    auto record = world.people[i]->state().me.record;
    record.device_keys.push_back(world.mallory().state().me.device.verify_key());
    auto shown = decode<wire::ProvenRecord>(world.shown_of(asked)).value();
    if (shown.newest) shown.newest->value = encode(record);
    answer = encode(shown);
  }
  if (world.replaced && dice.one_in(2)) answer = world.replaced->shown_before;
  world.lies.push_back({victim, "accounts.get", answer, 1 + static_cast<unsigned>(dice.below(3))});
  return true;
}

/// A key package under a key that the adversary has, in anybody's name.
bool answer_with_another_package(World& world, Dice& dice) {
  auto& maker = world.replaced && !dice.one_in(4) ? *world.replaced->found : world.mallory();
  const AccountId name = world.replaced && !dice.one_in(4)
                             ? world.replaced->account
                             : world.people[dice.below(world.people.size())]->id();
  const std::uint64_t now_s = world.town.now.ms / kSecond_ms;
  const mls::KeyPackageOptions options{.lifetime = {now_s - 3600, now_s + 86400},
                                       .leaf_extensions = {},
                                       .extensions = {},
                                       .extra_extensions = {},
                                       .extra_proposals = {}};
  const auto made =
      mls::make_key_package(mls::Suite::x25519_chacha20poly1305_sha256_ed25519,
                            mls::SignatureKey::ed25519(maker.state().me.device),
                            mls::Credential::basic(name.view()), options, world.town.rng);
  Bytes package = mls::to_message(made.key_package);
  if (world.replaced && !world.replaced->found->state().key_packages.empty() && dice.one_in(3))
    package = mls::to_message(dice.pick(world.replaced->found->state().key_packages).key_package);
  const Bytes answer = encode(wire::KeyPackagesTaken{{package}});
  for (std::size_t i = 0; i < kMallory; ++i)
    if (!dice.one_in(3))
      world.lies.push_back(
          {i, "key_packages.take", answer, 1 + static_cast<unsigned>(dice.below(6))});
  return true;
}

/// Somebody gets an answer in which a byte is another.
bool change_a_byte(World& world, Dice& dice) {
  if (world.seen.replies.empty() || world.seen.documents.empty()) return false;
  if (dice.one_in(2)) {
    const auto& [path, versions] = dice.pick(world.seen.documents);
    Bytes body = versions.back();
    if (body.empty()) return false;
    body[dice.below(body.size())] ^= static_cast<std::uint8_t>(1 << dice.below(8));
    world.lies.push_back({dice.below(world.people.size()), path, body, 3});
    world.lies.push_back({kCustodians + dice.below(world.town.custodians.size()), path, body, 3});
    return true;
  }
  auto& [verb, bodies] = dice.pick(world.seen.replies);
  Bytes body = bodies.back();
  if (body.empty()) return false;
  body[dice.below(body.size())] ^= static_cast<std::uint8_t>(1 << dice.below(8));
  world.lies.push_back({dice.below(world.people.size()), verb, body, 2});
  return true;
}

/// A conversation goes on at the service without what its members do: somebody removed is still
/// served, or nobody may post.
bool deliver_beside(World& world, Dice& dice) {
  if (world.seen.messages.empty() || world.conversations.empty()) return false;
  const auto& [none, message] = dice.pick(world.seen.messages);
  return lay_into_mailbox(world, world.people[dice.below(kMallory)]->id(),
                          wire::DeliveryKind::message, dice.pick(world.conversations), message,
                          dice);
}

constexpr Seats kService{Seat::service};
constexpr Move kMoves[] = {
    {"change the post", kService, 9, change_the_post},
    {"answer with another person", kService, 4, answer_with_another_person},
    {"answer with another package", kService, 6, answer_with_another_package},
    {"change a byte", kService, 4, change_a_byte},
    {"deliver beside", kService, 2, deliver_beside},
};

}  // namespace

std::span<const Move> mail_moves() { return kMoves; }

}  // namespace eq::adversary
