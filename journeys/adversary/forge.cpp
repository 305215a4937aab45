#include "journeys/adversary/forge.h"

#include "eq/list/head.h"
#include "eq/order/answer.h"
#include "eq/order/succession.h"
#include "eq/order/tally.h"
#include "eq/voucher/opening.h"
#include "eq/wire/authorities.h"
#include "eq/wire/letter.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/vouchers.h"

namespace eq::adversary {
namespace {

/// Any time that a forger might find useful.
Time any_time(World& world, Dice& dice) {
  switch (dice.below(4)) {
    case 0: return world.town.now;
    case 1: return world.town.now - dice.below(60) * kDay_ms;
    case 2: return world.town.now + dice.below(60) * kDay_ms;
    default: return Time{dice.below(2) * kLastTime.ms};
  }
}

/// An entry that stands in the log, once more; or almost that entry.
std::optional<Bytes> once_more(World& world, Dice& dice) {
  const auto log = world.true_log(wire::LogName::orders);
  if (!log.ok() || log->size() == 0) return std::nullopt;
  Bytes entry = to_bytes(log->entry(dice.below(static_cast<std::size_t>(log->size()))));
  if (dice.one_in(4))
    entry[dice.below(entry.size())] ^= static_cast<std::uint8_t>(1 + dice.below(255));
  return entry;
}

std::uint32_t any_order(World& world, Dice& dice) {
  if (world.truth.orders.empty() || dice.one_in(8))
    return static_cast<std::uint32_t>(dice.below(4));
  return dice.pick(world.truth.orders).first;
}

crypto::Digest any_filing(World& world, Dice& dice) {
  const auto& granted = world.town.court->granted;
  if (granted.empty() || dice.one_in(8)) return dice.rng().array<32>();
  auto at = granted.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(dice.below(granted.size())));
  return at->second.file.terms.filing;
}

struct Office {
  order::Actor actor;
  std::string name;
  std::uint16_t number;
  const crypto::Signer* key;
};
std::vector<Office> held_offices(const World& world) {
  std::vector<Office> out;
  if (world.held.has(Seat::agency))
    out.push_back({order::Actor::agency, world.town.agency->name, 0, &world.town.agency->signing});
  if (world.held.has(Seat::court))
    out.push_back({order::Actor::court, {}, 0, &world.town.judge.signing()});
  if (world.held.has(Seat::custodian)) {
    const auto& c = world.town.custodians[world.bad_custodian()];
    out.push_back({order::Actor::custodian, {}, c.index, &c.signing});
  }
  if (world.held.has(Seat::former))
    out.push_back({order::Actor::custodian, {}, 1, &world.town.custodians[0].signing});
  if (world.held.has(Seat::foreign)) {
    out.push_back({order::Actor::agency, world.abroad.desk.name, 0, &world.abroad.desk.signing});
    out.push_back({order::Actor::court, {}, 0, &world.abroad.judge});
  }
  return out;
}

/// What does most harm, or good, to an order.
order::Act usual_act(Dice& dice) {
  using enum order::Act;
  constexpr order::Act kActs[] = {withdraw, confirm,  object, clear, flag,
                                  lift,     postpone, review, resume};
  return kActs[dice.below(std::size(kActs))];
}

/// Says to be somebody else, or to decide for somebody else.
void pretend(World& world, Dice& dice, order::ActEntry& e) {
  e.actor = static_cast<order::Actor>(1 + dice.below(3));
  e.name = e.actor == order::Actor::agency
               ? (dice.one_in(2) ? world.town.agency->name : world.abroad.desk.name)
               : "";
  e.custodian = e.actor == order::Actor::custodian ? static_cast<std::uint16_t>(1 + dice.below(3))
                                                   : std::uint16_t{0};
}

/// What such an act has to say besides, mostly: one that is malformed reaches no rule.
void complete(World& world, Dice& dice, order::ActEntry& e) {
  using enum order::Act;
  const bool anything = dice.one_in(8);
  e.ground = order::Ground::none, e.month = {}, e.until = {};
  if (anything || e.act == refuse || e.act == object)
    e.ground = static_cast<order::Ground>(dice.below(11));
  if (e.act == flag) e.ground = order::Ground::press_freedom;
  if (e.act == review || e.act == reject) e.ground = order::Ground::third_country;
  if (anything || e.act == postpone) e.month = order::month_of(day_of(any_time(world, dice)));
  if (anything || e.act == keep || e.act == extend) e.until = any_time(world, dice);
}

Bytes forge_act(World& world, Dice& dice, const std::vector<Office>& offices) {
  order::ActEntry e;
  e.act = static_cast<order::Act>(1 + dice.below(order::kActs));
  if (!offices.empty() && dice.one_in(2)) e.act = usual_act(dice);
  e.filing = any_filing(world, dice);
  e.at = any_time(world, dice);
  complete(world, dice, e);
  if (offices.empty()) return tlog::entry_of(e);
  const Office& by = offices[dice.below(offices.size())];
  e.actor = by.actor, e.name = by.name, e.custodian = by.number;
  if (e.actor == order::Actor::custodian && !dice.one_in(4)) {
    e.act = dice.one_in(2) ? order::Act::flag : order::Act::review;
    complete(world, dice, e);
  }
  if (dice.one_in(4)) pretend(world, dice, e);
  return tlog::entry_of(order::sign_act(e, *by.key, world.town.realm.name));
}

Bytes forge_intent(World& world, Dice& dice) {
  order::IntentEntry e{
      any_order(world, dice), day_of(any_time(world, dice)), any_time(world, dice), {}};
  if (world.held.has(Seat::agency) && !dice.one_in(4))
    e.agency = world.town.agency->signing.sign({order::intent_message(e, world.town.realm.name)});
  if (world.held.has(Seat::foreign) && !dice.one_in(4))
    e.agency = world.abroad.desk.signing.sign({order::intent_message(e, world.town.realm.name)});
  return tlog::entry_of(e);
}

Bytes forge_receipt(World& world, Dice& dice) {
  order::ReceiptEntry e;
  e.terms.order = any_order(world, dice);
  e.terms.epoch = day_of(any_time(world, dice));
  e.custodian.index = static_cast<std::uint16_t>(dice.below(4));
  if (world.held.meets({Seat::custodian, Seat::former}))
    e.custodian.signature =
        world.town.custodians[world.held.has(Seat::custodian) ? world.bad_custodian() : 0]
            .signing.sign({order::receipt_message(e.terms, world.town.realm.name)});
  return tlog::entry_of(e);
}

Bytes forge_order(World& world, Dice& dice) {
  order::OrderEntry e;
  const auto& granted = world.town.court->granted;
  if (!granted.empty()) {
    auto at = granted.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(dice.below(granted.size())));
    e.terms = at->second.file.terms;
  }
  e.terms.number += static_cast<std::uint32_t>(dice.below(3));
  if (world.held.has(Seat::court))
    e.judge =
        world.town.judge.signing().sign({order::judge_message(e.terms, world.town.realm.name)});
  return tlog::entry_of(e);
}

/// What the service has of an order: everything, nothing, or a question.
Bytes forge_answer(World& world, Dice& dice) {
  order::AnswerEntry e;
  e.order = any_order(world, dice);
  e.at = any_time(world, dice);
  const auto granted = world.town.court->granted.find(e.order);
  if (granted == world.town.court->granted.end()) return tlog::entry_of(e);
  const auto& terms = granted->second.file.terms;
  order::Item item;
  item.disposition = static_cast<order::Disposition>(1 + dice.below(4));
  if (item.disposition == order::Disposition::produced) item.bucket = 1;
  if (item.disposition == order::Disposition::refused) item.ground = order::Ground::third_country;
  if (item.disposition == order::Disposition::unclear) item.ground = order::Ground::incomplete;
  for (item.day = terms.first; item.day <= terms.last; item.day = item.day + 1)
    e.items.push_back(item);
  const auto& key =
      world.held.has(Seat::service) ? world.town.service_keys->stamp : world.second_stamp;
  const auto answered =
      order::answer(terms, e.items, key, e.at, wire::authorities(world.town.realm));
  return tlog::entry_of(answered.ok() ? *answered : e);
}

Bytes forge_opening(World& world, Dice& dice) {
  voucher::OpeningEntry e;
  e.commitment = dice.rng().array<32>();
  e.pictures = static_cast<std::uint16_t>(1 + dice.below(8));
  e.at = any_time(world, dice);
  return tlog::entry_of(e);
}

}  // namespace

std::vector<const crypto::Signer*> held_keys(const World& world) {
  std::vector<const crypto::Signer*> out;
  for (const auto& o : held_offices(world)) out.push_back(o.key);
  if (world.replaced) out.push_back(&world.replaced->found->state().me.device);
  if (world.held.has(Seat::hotline)) out.push_back(&world.town.hotlines[0].signing);
  if (world.held.has(Seat::service)) out.push_back(&world.town.service_keys->stamp);
  return out;
}

std::optional<Bytes> forge_entry(World& world, Dice& dice) {
  const auto offices = held_offices(world);
  switch (dice.below(12)) {
    case 10:
    case 11: return once_more(world, dice);
    case 0:
    case 1:
    case 2: return forge_act(world, dice, offices);
    case 3: return forge_intent(world, dice);
    case 4: return forge_receipt(world, dice);
    case 5: return forge_order(world, dice);
    case 6: return forge_answer(world, dice);
    case 7: return forge_opening(world, dice);
    case 8: return tlog::entry_of(order::SuccessionEntry{});
    default: {  // decodable to nobody
      Bytes entry(1 + dice.below(64));
      dice.rng().fill(entry);
      entry[0] = static_cast<std::uint8_t>(1 + dice.below(12));
      return entry;
    }
  }
}

bool hand_in(World& world, Dice& dice, const Bytes& entry, std::vector<Bytes> blobs) {
  const auto keys = held_keys(world);
  if (keys.empty()) return false;
  const wire::LogAppend append{wire::LogName::orders, std::nullopt, entry, std::move(blobs)};
  journeys::Loopback line(*world.town.service);
  return wire::ask(line, {*keys[dice.below(keys.size())], world.town.realm.name}, world.town.now,
                   world.town.rng, append)
      .ok();
}

bool post_forged_letter(World& world, Dice& dice) {
  const auto keys = held_keys(world);
  if (keys.empty()) return false;
  const auto& realm = world.town.realm;
  std::vector<const wire::Organisation*> offices{&realm.moderator, &realm.court, &realm.agency};
  for (const auto& c : realm.custodians) offices.push_back(&c.org);
  for (const auto& c : realm.hotlines) offices.push_back(&c.org);
  const wire::Organisation& to = *offices[dice.below(offices.size())];
  Bytes body;
  auto kind = static_cast<wire::LetterKind>(1 + dice.below(45));
  if (dice.one_in(3)) {
    // Pictures that nobody sent, of an account that did nothing, as if the log had their opening.
    wire::MatchedPictures found;
    found.account = dice.pick(world.people)->id();
    found.log_index = dice.below(static_cast<std::size_t>(world.truth.orders_size) + 1);
    found.vouchers.resize(3);
    found.entries.resize(3, crypto::Digest{});
    kind = wire::LetterKind::matched_pictures;
    body = encode(found);
  } else {
    body.resize(dice.below(200));
    dice.rng().fill(body);
  }
  if (!wire::is_valid(kind)) return false;
  const auto& key = *keys[dice.below(keys.size())];
  const auto letter = wire::seal_letter(wire::Address::of(to.signing), to.hpke, kind, body, key,
                                        world.town.now, world.town.rng);
  if (!letter.ok()) return false;
  journeys::Loopback line(*world.town.service);
  return wire::ask(line, {world.mallory().state().me.device, realm.name}, world.town.now,
                   world.town.rng, wire::DeskPost{wire::Address::of(to.signing), *letter})
      .ok();
}

}  // namespace eq::adversary
