// The life in which the adversary looks for its chance.
#include "eq/order/application.h"
#include "journeys/adversary/decisions.h"
#include "journeys/adversary/move.h"
#include "journeys/adversary/office_life.h"
#include "journeys/adversary/people_life.h"
#include "parties/client/chat.h"
#include "parties/client/removal.h"

namespace eq::adversary {
namespace {

bool talk(World& world, Dice& dice) {
  const std::size_t person = dice.below(world.people.size());
  const auto ours = conversations_of(world, person);
  if (ours.empty()) return false;
  const bool said = say_something(world, person, dice.pick(ours));
  for (std::size_t i = 0; said && i < world.people.size(); ++i)
    if (!dice.one_in(4)) read_post(world, i);
  return said;
}

bool read(World& world, Dice& dice) { return read_post(world, dice.below(world.people.size())); }

bool meet(World& world, Dice& dice) {
  const std::size_t person = dice.below(world.people.size());
  std::vector<std::size_t> with;
  for (std::size_t i = 0; i < world.people.size(); ++i)
    if (i != person && dice.one_in(2)) with.push_back(i);
  if (with.empty() || world.conversations.size() > 4) return false;
  if (!begin(world, person, with)) return false;
  for (const std::size_t i : with) read_post(world, i);
  return true;
}

bool invite(World& world, Dice& dice) {
  const std::size_t person = dice.below(world.people.size()),
                    guest = dice.below(world.people.size());
  const auto ours = conversations_of(world, person);
  if (ours.empty() || guest == person) return false;
  const auto id = dice.pick(ours);
  read_post(world, person);
  auto h = world.people[person]->environment();
  // What was meant is meant from the request on: a commit may get through although its answer does
  // not.
  world.truth.meant[id].insert(world.people[guest]->id());
  world.truth.told[{world.people[person]->id(), id}].insert(world.people[guest]->id());
  return client::add(world.people[person]->state(), h, id, world.people[guest]->id()).ok();
}

bool part(World& world, Dice& dice) {
  const std::size_t person = dice.below(world.people.size()),
                    other = dice.below(world.people.size());
  const auto ours = conversations_of(world, person);
  if (ours.empty() || other == person) return false;
  read_post(world, person);
  auto h = world.people[person]->environment();
  const auto id = dice.pick(ours);
  const AccountId leaves = world.people[other]->id();
  if (!client::remove(world.people[person]->state(), h, id, leaves).ok()) return false;
  const auto members = client::members(world.people[person]->state(), id);
  if (members.ok() && std::find(members->begin(), members->end(), leaves) != members->end() &&
      world.honest(person))
    world.fail("member", "somebody who was removed is still a member");
  return true;
}

/// On a new day people fetch tokens and agencies ask for what is over.
void a_day_begins(World& world) {
  fetch_tokens(world);
  ask_for_what_is_over(world, Again::no);
}

bool wait(World& world, Dice& dice) {
  const Day before = day_of(world.town.now);
  let_time_pass(world, (1 + dice.below(8)) * kHour_ms);
  if (day_of(world.town.now) != before) a_day_begins(world);
  return true;
}

/// A day in the town: what was granted is entered, people write to each other, and an hour of the
/// next day comes, from six in the morning to five in the afternoon.
bool live_a_day(World& world, Dice& dice) {
  work_at_desks(world);
  for (std::size_t i = 0; i < world.people.size(); ++i) {
    const auto ours = conversations_of(world, i);
    if (!ours.empty() && !dice.one_in(4)) say_something(world, i, dice.pick(ours));
  }
  for (std::size_t i = 0; i < world.people.size(); ++i) read_post(world, i);
  const Time tomorrow = start_of(day_of(world.town.now) + 1) + (6 + dice.below(12)) * kHour_ms;
  let_time_pass(world, tomorrow.ms - world.town.now.ms);
  a_day_begins(world);
  return true;
}

/// Whoever the adversary has among the people is under an order as often as all others together.
AccountId somebody(World& world, Dice& dice) {
  const bool target = world.held.has(Seat::member) && dice.one_in(2);
  return world.people[target ? kMallory : dice.below(world.people.size())]->id();
}

bool order_somebody(World& world, Dice& dice) {
  if (world.town.agency->filings.size() >= 6) return false;
  const Day soon = day_of(world.town.now) + 1;
  const Day first =
      dice.one_in(2) ? soon : soon + static_cast<std::uint32_t>(dice.below(dice.one_in(2) ? 2 : 8));
  const Day last = first + static_cast<std::uint32_t>(dice.below(5));
  const bool done = apply(world, somebody(world, dice), first, last, dice.one_in(3));
  if (done && !dice.one_in(3)) work_at_desks(world), work_at_desks(world);
  return done;
}

bool order_from_abroad(World& world, Dice& dice) {
  if (world.abroad.desk.filings.size() >= 2) return false;
  const Day first = day_of(world.town.now) + 2;
  const bool done = apply_from_abroad(world, somebody(world, dice), first,
                                      first + static_cast<std::uint32_t>(dice.below(7)), false);
  if (done && !dice.one_in(3)) work_at_desks(world), work_at_desks(world);
  return done;
}

bool desks(World& world, Dice&) {
  work_at_desks(world);
  return true;
}

bool intend(World& world, Dice& dice) {
  if (world.truth.orders.empty()) return false;
  const auto& [number, o] = dice.pick(world.truth.orders);
  const Day day = o.first + static_cast<std::uint32_t>(dice.below(o.last.n - o.first.n + 1));
  return day <= day_of(world.town.now) && in_the_object(world, number, day) &&
         ask_to_open(world, number, day);
}

bool report(World& world, Dice& dice) {
  const auto people = world.honest_people();
  if (world.conversations.empty()) return false;
  return report_latest(world, dice.pick(people), dice.pick(world.conversations));
}

/// Somebody's device dies and comes back with what it had saved.
bool restart(World& world, Dice& dice) {
  dice.pick(world.people)->crash();
  return true;
}

/// Somebody writes to an old acquaintance, whose device may be another by now.
bool write_to_an_acquaintance(World& world, Dice& dice) {
  const auto people = world.honest_people();
  const std::size_t person = dice.pick(people);
  const auto id = begin(world, person, std::vector<AccountId>{world.replaced->account});
  return id && say_something(world, person, *id);
}

/// An hour or two go by in which nothing is done.
bool hesitate(World& world, Dice& dice) {
  if (world.in_haste) return false;
  let_time_pass(world, (1 + dice.below(2)) * kHour_ms + 15 * kMinute_ms);
  return true;
}

constexpr Move kSudden[] = {{"decide meanwhile", {}, 12, decide}, {"hesitate", {}, 25, hesitate}};
constexpr Move kMoves[] = {
    {"talk", {}, 24, talk},
    {"read", {}, 6, read},
    {"meet", {}, 8, meet},
    {"invite", {}, 6, invite},
    {"part", {}, 3, part},
    {"wait", {}, 8, wait},
    {"live a day", {}, 22, live_a_day},
    {"apply", {}, 8, order_somebody},
    {"apply from abroad", {}, 2, order_from_abroad},
    {"desks", {}, 8, desks},
    {"intend", {}, 5, intend},
    {"decide", {}, 9, decide},
    {"report", {}, 3, report},
    {"restart", {}, 2, restart},
    {"write to an acquaintance", {Seat::lost}, 14, write_to_an_acquaintance},
};

}  // namespace

std::span<const Move> honest_moves() { return kMoves; }
std::span<const Move> sudden_moves() { return kSudden; }

}  // namespace eq::adversary
