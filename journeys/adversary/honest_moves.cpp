// The life in which the adversary looks for its chance.
#include "journeys/adversary/move.h"
#include "journeys/adversary/office_life.h"
#include "journeys/adversary/people_life.h"
#include "journeys/lists.h"
#include "parties/client/chat.h"
#include "parties/client/matching.h"

namespace eq::adversary {
namespace {

std::size_t somebody_honest(World& w, Dice& dice) {
  const auto people = w.honest_people();
  return dice.pick(people);
}

bool talk(World& w, Dice& dice) {
  const std::size_t person = dice.below(w.people.size());
  const auto ours = conversations_of(w, person);
  if (ours.empty()) return false;
  const auto id = dice.pick(ours);
  const bool said = say_something(w, person, id, "words " + std::to_string(w.tally.said));
  for (std::size_t i = 0; said && i < w.people.size(); ++i)
    if (!dice.one_in(4)) read_post(w, i);
  return said;
}

bool read(World& w, Dice& dice) { return read_post(w, dice.below(w.people.size())); }

bool meet(World& w, Dice& dice) {
  const std::size_t person = dice.below(w.people.size());
  std::vector<std::size_t> with;
  for (std::size_t i = 0; i < w.people.size(); ++i)
    if (i != person && dice.one_in(2)) with.push_back(i);
  if (with.empty() || w.conversations.size() > 5) return false;
  if (!begin(w, person, with)) return false;
  for (const std::size_t i : with) read_post(w, i);
  return true;
}

bool invite(World& w, Dice& dice) {
  const std::size_t person = dice.below(w.people.size()), guest = dice.below(w.people.size());
  const auto ours = conversations_of(w, person);
  if (ours.empty() || guest == person) return false;
  const auto id = dice.pick(ours);
  read_post(w, person);
  auto h = w.people[person]->hands();
  // What was meant is meant from the request on: a commit may get through although its answer does not.
  w.truth.meant[id].insert(w.people[guest]->id());
  w.truth.told[{w.people[person]->id(), id}].insert(w.people[guest]->id());
  return client::add(w.people[person]->state(), h, id, w.people[guest]->id()).ok();
}

bool part(World& w, Dice& dice) {
  const std::size_t person = dice.below(w.people.size()), other = dice.below(w.people.size());
  const auto ours = conversations_of(w, person);
  if (ours.empty() || other == person) return false;
  read_post(w, person);
  auto h = w.people[person]->hands();
  return client::remove(w.people[person]->state(), h, dice.pick(ours), w.people[other]->id()).ok();
}

/// Hours pass.  On a new day people fetch tokens, and the court sees to it that tomorrow has an object.
bool wait(World& w, Dice& dice) {
  const Day before = day_of(w.town.now);
  w.town.advance((1 + dice.below(14)) * kHour_ms);
  if (day_of(w.town.now) != before) fetch_tokens(w);
  publish_days(w, day_of(w.town.now) + 1);
  return true;
}

bool order_somebody(World& w, Dice& dice) {
  if (w.town.agency->filings.size() >= 5) return false;
  const Day first = day_of(w.town.now) + 1 + static_cast<std::uint32_t>(dice.below(2));
  return apply(w, dice.below(w.people.size()), first, first + static_cast<std::uint32_t>(dice.below(3)), dice.one_in(3));
}

bool desks(World& w, Dice&) {
  work_at_desks(w);
  return true;
}

bool intend(World& w, Dice& dice) {
  std::vector<std::uint32_t> numbers;
  for (const auto& f : w.town.agency->filings)
    if (f.granted) numbers.push_back(f.granted->number);
  if (numbers.empty()) return false;
  const std::uint32_t number = dice.pick(numbers);
  const auto at = w.truth.orders.find(number);
  if (at == w.truth.orders.end()) return false;
  const Truth::Order& o = at->second;
  const Day day = o.first + static_cast<std::uint32_t>(dice.below(o.last.n - o.first.n + 1));
  return day <= day_of(w.town.now) && ask_to_open(w, number, day);
}

/// An office that may, stops or holds an order.
bool stop(World& w, Dice& dice) {
  if (w.truth.orders.empty()) return false;
  const std::uint32_t number = dice.pick(w.truth.orders).first;
  auto court = w.office<court::Hands>();
  auto custodian = w.office<custodian::Hands>();
  bool done = false;
  switch (dice.below(5)) {
    case 0: done = court::end_early(*w.town.court, court, number).ok(); break;
    case 1: done = court::lapse(*w.town.court, court, number).ok(); break;
    case 2: done = court::lift(*w.town.court, court, number).ok(); break;
    case 3: done = court::confirm(*w.town.court, court, number).ok(); break;
    default:
      done = custodian::flag(dice.pick(w.town.custodians), custodian, number, order::Ground::press_freedom).ok();
  }
  w.tally.acts += done;
  return done;
}

bool report(World& w, Dice& dice) {
  const std::size_t person = somebody_honest(w, dice);
  if (w.conversations.empty()) return false;
  return report_latest(w, person, dice.pick(w.conversations));
}

/// Somebody's device dies and comes back with what it had saved.
bool restart(World& w, Dice& dice) {
  dice.pick(w.people)->crash();
  return true;
}

client::PictureSeen drawn(Dice& dice) {
  client::PictureSeen p;
  p.fingerprint.quality = 100;
  p.fingerprint.hash.bytes = dice.rng().array<32>();
  p.second.bytes = dice.rng().array<32>();
  p.derivative = to_bytes(view("small"));
  return p;
}

/// Two hotlines publish another version of the list.
bool publish_list(World& w, Dice& dice) {
  if (w.tally.lists >= 3) return false;
  auto& a = w.town.curators[0];
  auto& b = w.town.curators[1];
  const auto picture = drawn(dice);
  auto h = w.office<curator::Hands>();
  for (auto* c : {&a, &b}) {
    const curator::Assessment seen{journeys::kUsual, "analyst 1", "drill", w.town.now, w.town.now + curator::kUsualLife_ms};
    if (!curator::add(*c, {100, {{picture.fingerprint.hash, picture.second}}}, curator::Turns::none, seen).ok()) return false;
  }
  const std::vector<list::RegionRule> rules{journeys::rule(w.town, "*", list::Mode::warn_user_only)};
  if (!curator::propose(a, h, b.name, {journeys::kUsual, rules, 300, {}}).ok()) return false;
  if (!curator::certify(b, h).ok()) return false;
  const auto published = curator::publish(a, h, journeys::kUsual);
  if (!published.ok()) return false;
  w.truth.lists[published->signed_head.head.version] = w.town.now;
  ++w.tally.lists;
  return true;
}

/// A device reads the list: the newest that the log has had for longer than a view may be old.
bool read_list(World& w, Dice& dice) {
  const std::size_t person = somebody_honest(w, dice);
  auto h = w.people[person]->hands();
  const auto list = client::current_list(w.people[person]->state(), h, journeys::kUsual);
  if (!list.ok()) return false;
  ++w.tally.looked_up;
  for (const auto& [version, since] : w.truth.lists)
    if (version > list->head().version && since + kHour_ms + 10 * kMinute_ms < w.town.now)
      w.fail("list", "a device uses a list that another followed long before");
  return true;
}

constexpr Move kMoves[] = {
    {"talk", {}, 30, talk},          {"read", {}, 10, read},       {"meet", {}, 6, meet},
    {"invite", {}, 6, invite},       {"part", {}, 3, part},        {"wait", {}, 12, wait},
    {"apply", {}, 6, order_somebody}, {"desks", {}, 14, desks},    {"intend", {}, 10, intend},
    {"stop", {}, 4, stop},           {"report", {}, 3, report},    {"restart", {}, 2, restart},
    {"publish list", {}, 2, publish_list}, {"read list", {}, 3, read_list},
};

}  // namespace

std::span<const Move> honest_moves() { return kMoves; }

}  // namespace eq::adversary
