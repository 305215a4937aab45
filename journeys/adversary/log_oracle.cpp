#include "journeys/adversary/log_oracle.h"

#include "eq/order/life.h"

namespace eq::adversary {
namespace {

using order::Actor;

/// Whether the adversary holds a key with which this may be signed.
bool may_sign(const World& world, const order::ActEntry& e, const order::OrderBook& book) {
  if (e.actor == Actor::court) return world.held.has(Seat::court);
  if (e.actor == Actor::agency)
    return e.name == world.town.agency->name
               ? world.held.has(Seat::agency)
               : e.name == world.abroad.desk.name && world.held.has(Seat::foreign);
  if (world.held.has(Seat::custodian)) return true;
  // Who left has a say in orders of days on which it was in office.
  const order::Case* c = book.find_case(e.filing);
  const auto* o = c != nullptr && c->order ? book.find(*c->order) : nullptr;
  return world.held.has(Seat::former) && o != nullptr && world.change &&
         o->terms.first < *world.change;
}

std::string name_of(const order::ActEntry& e) { return std::string(order::to_text(e.act)); }

void look_at_act(World& world, const order::ActEntry& e, const order::OrderBook& book) {
  if (!may_sign(world, e, book))
    world.fail("act", "an act counts that nobody who may has signed: " + name_of(e));
}

void look_at_order(World& world, const order::OrderTerms& t) {
  if (!world.truth.orders.contains(t.number))
    world.fail("order", "an order is in the log that no judge granted");
  if (const char* how = beyond_the_law(world, t))
    world.fail("order", std::string("in the log ") + how);
  if (start_of(t.first) + kStale_ms < world.town.now)
    world.fail("order", "an order for a day that has begun");
}

}  // namespace

const char* beyond_the_law(const World& world, const order::OrderTerms& t) {
  const auto& p = world.town.realm.profile;
  if (t.last < t.first || t.last.n - t.first.n >= p.days_max)
    return "is an order for longer than the law allows";
  if (t.urgency == order::Urgency::emergency && !world.law.emergencies)
    return "is an emergency in a realm that knows none";
  if (t.basis == order::Basis::emergency && t.confirm_by > p.confirm_by(world.town.now + kStale_ms))
    return "is an emergency for longer than the law allows";
  return nullptr;
}

void look_at_entries(World& world, const tlog::ReplayedLog& log, const order::OrderBook& book,
                     std::uint64_t before) {
  std::set<std::uint64_t> voids;
  for (const auto& v : book.voids()) voids.insert(v.index);
  for (std::uint64_t i = before; i < log.size(); ++i) {
    const Bytes entry = to_bytes(log.entry(i));
    const crypto::Digest hash = crypto::sha256(entry);
    if (voids.contains(i)) {
      if (!world.held.has(Seat::service))
        world.fail("log", "an honest service took an entry that its readers do not take");
      continue;
    }
    if (const auto o = tlog::parse_entry<order::OrderEntry>(entry); o.ok())
      look_at_order(world, o->terms);
    const auto act = tlog::parse_entry<order::ActEntry>(entry);
    const bool again = !world.truth.in_the_log.insert(hash).second;
    if (act.ok() && again) world.fail("act", "an act counts twice: " + name_of(*act));
    if (world.truth.handed_in.contains(hash)) continue;
    if (act.ok()) look_at_act(world, *act, book);
    if (tlog::parse_entry<order::SuccessionEntry>(entry).ok())
      world.fail("office", "new custodians whom those before did not name");
    if (tlog::parse_entry<order::IntentEntry>(entry).ok() &&
        !world.held.meets({Seat::agency, Seat::foreign}))
      world.fail("log", "an intent counts that no agency declared");
    if (tlog::parse_entry<order::ReceiptEntry>(entry).ok() &&
        !world.held.meets({Seat::custodian, Seat::former}))
      world.fail("log", "a receipt counts that no custodian signed");
  }
}

void look_at_cases(World& world, const order::OrderBook& book) {
  const Time now = world.town.now;
  for (auto& [number, o] : world.truth.orders) {
    const order::Case* c = book.case_of(number);
    if (c == nullptr || c->filing != o.filing) continue;
    if (!o.logged) o.logged = now;
    if (c->confirmed && !o.confirmed) o.confirmed = now;
    if (c->cleared && !o.cleared) o.cleared = now;
    const bool is_held =
        c->stopped || c->flagged() || c->reviewed() || c->closed || c->waits_for_clarification();
    if (is_held && !o.held) o.held = now;
    if (c->stopped && !o.stopped) o.stopped = now;
    if (!is_held) o.held.reset();
    if (!c->postponements.empty() && order::month_of(day_of(now)) < o.notice) o.postponed = true;
  }
}

}  // namespace eq::adversary
