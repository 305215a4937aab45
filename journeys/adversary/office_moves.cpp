// What an office can do with its key beyond its office.
#include "eq/gate/make_epoch.h"
#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "journeys/adversary/forge.h"
#include "journeys/adversary/move.h"
#include "journeys/adversary/office_life.h"
#include "journeys/offices.h"

namespace eq::adversary {
namespace {

bool log_anything(World& world, Dice& dice) {
  const auto entry = forge_entry(world, dice);
  return entry && hand_in(world, dice, *entry);
}

bool write_a_letter(World& world, Dice& dice) { return post_forged_letter(world, dice); }

Day near_day(World& world, Dice& dice) {
  return Day{day_of(world.town.now).n + 2 - static_cast<std::uint32_t>(dice.below(6))};
}

const agency::Filing* some_granted(agency::State& state, Dice& dice) {
  std::vector<const agency::Filing*> granted;
  for (const auto& f : state.filings)
    if (f.granted) granted.push_back(&f);
  return granted.empty() ? nullptr : dice.pick(granted);
}

/// An agency that the adversary has.
Desk held_desk(World& world) {
  return world.held.has(Seat::agency) ? Desk{*world.town.agency, kAgency}
                                      : Desk{world.abroad.desk, kForeign};
}

/// The agency asks custodians to let go for whatever it has of this order, that account, another
/// day.
bool ask_for_a_mixture(World& world, Dice& dice) {
  const Desk desk = held_desk(world);
  const auto* one = some_granted(desk.state, dice);
  const auto* two = some_granted(desk.state, dice);
  if (one == nullptr || desk.state.openings.empty()) return false;
  const auto& [at, opening] = dice.pick(desk.state.openings);
  for (const auto& f : desk.state.filings)
    if (f.granted && f.granted->number == at.order && !dice.one_in(4)) one = &f;
  const auto& [from, other] = dice.pick(desk.state.openings);
  const auto proof = other.court     ? other.court->root
                     : opening.court ? opening.court->root
                                     : gate::RootProof{};
  const auto& names = dice.one_in(2) ? *one : *two;
  const AccountId account = dice.one_in(2) ? names.application.scope.account
                                           : world.people[dice.below(world.people.size())]->id();
  const wire::ReleaseRequest mixed{one->granted->log_index,
                                   opening.intent_index,
                                   {account, names.granted->blind},
                                   dice.one_in(4) ? from.day : at.day,
                                   proof};
  const wire::Clerk clerk{world.town.realm,   world.line(desk.line), desk.state.signing,
                          desk.state.letters, world.town.now,        world.town.rng};
  bool posted = false;
  for (auto& c : world.town.custodians)
    if (const auto* org = world.town.realm.find(c.signing.verify_key()))
      posted |= wire::post(clerk, *org, wire::LetterKind::release_request, encode(mixed)).ok();
  if (posted && dice.one_in(2))
    for (std::size_t i = 0; i < world.town.custodians.size(); ++i) custodian_works(world, i);
  return posted;
}

/// It asks for what it asked for before, whatever the service hands over by now.
bool ask_all_the_same(World& world, Dice& dice) {
  const Desk desk = held_desk(world);
  std::vector<agency::OrderDay> with_part;
  for (const auto& [at, opening] : desk.state.openings)
    if (opening.court) with_part.push_back(at);
  if (with_part.empty()) return false;
  const auto at = dice.pick(with_part);
  journeys::ask_every_custodian(world.town, desk.state, at.order, at.day);
  for (std::size_t i = 0; i < world.town.custodians.size(); ++i) custodian_works(world, i);
  return true;
}

/// The agency asks the court for its part of any order's key of any day under any intent.
bool ask_the_court_for_anything(World& world, Dice& dice) {
  const Desk desk = held_desk(world);
  const auto* f = some_granted(desk.state, dice);
  if (f == nullptr) return false;
  const order::OrderScope& scope = f->application.scope;
  const Day of_the_order =
      scope.first + static_cast<std::uint32_t>(dice.below(scope.last.n - scope.first.n + 1));
  wire::DayKeyRequest request{f->granted->number,
                              dice.one_in(2) ? of_the_order : near_day(world, dice),
                              dice.below(static_cast<std::size_t>(world.truth.orders_size) + 1)};
  if (!desk.state.openings.empty() && dice.one_in(2))
    request.intent_index = dice.pick(desk.state.openings).second.intent_index;
  if (dice.one_in(2)) {
    const order::IntentEntry unsigned_intent{request.order, request.epoch, world.town.now, {}};
    order::IntentEntry intent = unsigned_intent;
    intent.agency = desk.state.signing.sign({order::intent_message(intent, world.town.realm.name)});
    const wire::LogAppend append{wire::LogName::orders, std::nullopt, tlog::entry_of(intent), {}};
    const auto at = wire::ask(world.line(desk.line), {desk.state.signing, world.town.realm.name},
                              world.town.now, world.town.rng, append);
    if (at.ok()) {
      request.intent_index = at->index;
      desk.state.openings[{request.order, request.epoch}].intent_index = at->index;
    }
  }
  const wire::Clerk clerk{world.town.realm,   world.line(desk.line), desk.state.signing,
                          desk.state.letters, world.town.now,        world.town.rng};
  return wire::post(clerk, world.town.realm.court, wire::LetterKind::opening_request,
                    encode(request))
      .ok();
}

/// Custodians are asked for an order that no judge has seen.
bool ask_without_judge(World& world, Dice& dice) {
  auto h = world.environment(kAgency);
  const Day first = Day{near_day(world, dice).n + 2};
  return agency::ask_without_judge(
             *world.town.agency, h,
             journeys::form(world.people[dice.below(world.people.size())]->id(), first, first + 2))
      .ok();
}

/// An application for any days, for somebody or for several at once, under any word.
bool apply_for_anything(World& world, Dice& dice) {
  const Desk desk = held_desk(world);
  if (desk.state.filings.size() >= 8) return false;
  const AccountId account = world.people[dice.below(world.people.size())]->id();
  const Day first = near_day(world, dice);
  const Day last = first + static_cast<std::uint32_t>(dice.below(dice.one_in(2) ? 5 : 60));
  auto form = dice.one_in(3) ? journeys::emergency_form(account, first, last)
                             : journeys::form(account, first, last);
  if (dice.one_in(6))
    form.account += "," + world.people[dice.below(world.people.size())]->id().hex();
  if (dice.one_in(6)) form.account = "everybody";
  auto h = world.environment(desk.line);
  const std::size_t filed = desk.state.filings.size();
  (void)agency::file(desk.state, h, form);
  if (desk.state.filings.size() == filed) return false;
  if (!dice.one_in(3)) work_at_desks(world), work_at_desks(world);
  return true;
}

/// The court signs whatever it likes about an application, beyond its own program, and asks
/// custodians to consent.
bool grant_anything(World& world, Dice& dice) {
  auto& s = *world.town.court;
  if (s.granted.empty()) return false;
  court::Granted g = dice.pick(s.granted).second;
  std::uint32_t next = 1;
  for (const auto& [number, other] : s.granted) next = std::max(next, number + 1);
  auto& t = g.file.terms;
  t.number = next;
  switch (dice.below(6)) {
    case 0: t.confirm_by = t.confirm_by + kDay_ms; break;
    case 1: t.first = Day{day_of(world.town.now).n}; break;
    case 2: t.last = t.last + 60; break;
    case 3:
      g.file.application.scope.account = world.people[dice.below(world.people.size())]->id();
      break;
    case 4:
      if (t.object_by == Time{}) return false;
      t.object_by = t.object_by - 3 * kDay_ms;
      break;
    default: t.basis = order::Basis::judge;
  }
  g.file.judge = s.signing.sign(order::judge_message(t, world.town.realm.name));
  g.consents.clear();
  g.log_index.reset();
  s.granted.insert_or_assign(next, g);
  note_order(world, g.file);
  auto h = world.environment(kCourt);
  return court::send_order(s, h, next).ok();
}

/// The court makes a day now and publishes it when it likes.
bool prepare_early(World& world, Dice& dice) {
  auto h = world.environment(kCourt);
  const Day day = day_of(world.town.now) + 1 + static_cast<std::uint32_t>(dice.below(3));
  if (!court::prepare_day(*world.town.court, h, day).ok()) return false;
  world.old_proposals.push_back(world.town.court->days.at(day).proposal);
  return true;
}

/// What it proposed once it proposes again.
bool propose_again(World& world, Dice& dice) {
  auto& s = *world.town.court;
  if (world.old_proposals.empty()) return false;
  const auto& p = dice.one_in(2) ? world.old_proposals.back() : dice.pick(world.old_proposals);
  const auto at = s.days.find(p.terms.epoch);
  if (p.terms.epoch <= day_of(world.town.now)) return false;
  if (at != s.days.end() && !at->second.published) {
    at->second.proposal = p;
    at->second.consents.clear();
  }
  const wire::Clerk clerk{world.town.realm, world.line(kCourt), s.signing,
                          s.letters,        world.town.now,     world.town.rng};
  for (auto& c : world.town.custodians)
    if (const auto* org = world.town.realm.find(c.signing.verify_key()))
      (void)wire::post(clerk, *org, wire::LetterKind::epoch_for_signature, encode(p));
  if (dice.one_in(2))
    for (std::size_t i = 0; i < world.town.custodians.size(); ++i) custodian_works(world, i);
  return true;
}

/// The court puts another account into a day than the log's orders name, or leaves one out.
bool prepare_falsely(World& world, Dice& dice) {
  auto& s = *world.town.court;
  auto h = world.environment(kCourt);
  const Day day = day_of(world.town.now) + 1 + static_cast<std::uint32_t>(dice.below(2));
  if (!court::prepare_day(s, h, day).ok()) return false;
  const auto log = world.true_log(wire::LogName::orders);
  if (!log.ok()) return false;
  const auto realm = order::OrderBook::read(*log, wire::authorities(world.town.realm)).realm();
  auto& prepared = s.days.at(day);
  const auto& d = s.dealt.at(day);
  const auto dealt = gate::Dealt::verify(d.body, d.terms.id, d.terms.signatures,
                                         order::dealt_pins(realm, day, order::kWholeLog));
  if (!dealt.ok()) return false;
  std::vector<gate::OrderOpening> in;
  for (const auto& k : prepared.keys) {
    const auto& file = s.granted.at(k.order).file;
    in.push_back({gate::tag(world.town.realm.name, file.application.scope.account),
                  gate::Scalar::decode(file.blind).take()});
  }
  const gate::OrderOpening hidden{
      gate::tag(world.town.realm.name, world.people[dice.below(world.people.size())]->id()),
      gate::Scalar::random(world.town.rng)};
  if (in.empty() || dice.one_in(2))
    in.push_back(hidden);
  else
    in.back() = hidden;
  auto made = gate::make_epoch(*dealt, in, world.town.rng);
  if (!made.ok()) return false;
  auto& p = prepared.proposal;
  p.blobs.w = made->object.encode(), p.blobs.proof = made->proof.encode();
  p.terms.w = crypto::sha256(p.blobs.w), p.terms.proof = crypto::sha256(p.blobs.proof),
  p.terms.wid = made->object.wid();
  if (dice.one_in(2)) p.terms.m = static_cast<std::uint16_t>(in.size());
  prepared.consents.clear();
  world.truth.false_objects.insert(p.terms.wid);
  const wire::Clerk clerk{world.town.realm, world.line(kCourt), s.signing,
                          s.letters,        world.town.now,     world.town.rng};
  for (const auto& c : realm.custodians_on(day, order::kWholeLog).members)
    (void)wire::post(clerk, *world.town.realm.find(c.signing),
                     wire::LetterKind::epoch_for_signature, encode(p));
  for (std::size_t i = 0; i < world.town.custodians.size(); ++i) custodian_works(world, i);
  return true;
}

/// The court postpones a notice whenever, and says that it did earlier.
bool postpone(World& world, Dice& dice) {
  if (world.truth.orders.empty()) return false;
  const auto& [number, o] = dice.pick(world.truth.orders);
  order::ActEntry e;
  e.act = order::Act::postpone;
  e.filing = o.filing;
  e.at = world.town.now - dice.below(40) * kDay_ms;
  e.actor = order::Actor::court;
  e.month = o.notice + 1 + static_cast<unsigned>(dice.below(3));
  const auto entry =
      tlog::entry_of(order::sign_act(e, world.town.judge.signing(), world.town.realm.name));
  const wire::LogAppend append{wire::LogName::orders, std::nullopt, entry, {}};
  return wire::ask(world.line(kCourt), {world.town.court->signing, world.town.realm.name},
                   world.town.now, world.town.rng, append)
      .ok();
}

/// A custodian gives a scalar that is not its own to give.
bool spoil_a_share(World& world, Dice& dice) {
  auto& c = world.town.custodians[world.bad_custodian()];
  if (c.days.empty()) return false;
  auto& shares = dice.pick(c.days).second.shares;
  if (shares.y.empty()) return false;
  dice.pick(shares.y) = gate::Scalar::random(world.town.rng);
  return true;
}

/// An application under the word "emergency", from abroad.
bool emergency_from_abroad(World& world, Dice& dice) {
  const Day first = day_of(world.town.now) + 1;
  const bool done = apply_from_abroad(world, world.people[dice.below(world.people.size())]->id(),
                                      first, first + 3, true);
  work_at_desks(world);
  return done;
}

/// The agency packs what it has opened, and keeps the package for when it may be of more use.
bool pack(World& world, Dice& dice) {
  const auto* f = some_granted(*world.town.agency, dice);
  if (f == nullptr) return false;
  auto h = world.environment(kAgency);
  auto packed = agency::package(*world.town.agency, h, f->granted->number);
  if (!packed.ok()) return false;
  world.packages.push_back(std::move(packed).take());
  return true;
}

constexpr Seats kOfficeSeats{Seat::agency, Seat::court,   Seat::custodian, Seat::hotline,
                             Seat::former, Seat::foreign, Seat::lost};
constexpr Seats kAgencies{Seat::agency, Seat::foreign};
constexpr Move kMoves[] = {
    {"log anything", kOfficeSeats, 12, log_anything},
    {"write a letter", kOfficeSeats, 3, write_a_letter},
    {"ask for a mixture", kAgencies, 8, ask_for_a_mixture},
    {"ask all the same", kAgencies, 8, ask_all_the_same},
    {"ask the court for anything", kAgencies, 5, ask_the_court_for_anything},
    {"ask without a judge", {Seat::agency}, 2, ask_without_judge},
    {"apply for anything", kAgencies, 4, apply_for_anything},
    {"pack", {Seat::agency}, 5, pack},
    {"grant anything", {Seat::court}, 5, grant_anything},
    {"prepare a day early", {Seat::court}, 5, prepare_early},
    {"propose again", {Seat::court}, 6, propose_again},
    {"prepare a day falsely", {Seat::court}, 4, prepare_falsely},
    {"postpone", {Seat::court}, 4, postpone},
    {"spoil a share", {Seat::custodian}, 2, spoil_a_share},
    {"call it an emergency", {Seat::foreign}, 4, emergency_from_abroad},
};

}  // namespace

std::span<const Move> office_moves() { return kMoves; }

}  // namespace eq::adversary
