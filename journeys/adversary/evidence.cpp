#include "journeys/adversary/evidence.h"

#include "eq/order/book.h"
#include "eq/wire/authorities.h"
#include "journeys/adversary/move.h"
#include "journeys/adversary/office_life.h"
#include "parties/auditor/evidence_check.h"

namespace eq::adversary {
namespace {

constexpr int kTries = 6;  // falsified packages of one order

/// A message that somebody showed the agency, with its whole proof.
std::optional<franking::FullItem> found_elsewhere(World& world, Dice& dice) {
  const auto& conversations = world.people[dice.below(world.people.size())]->state().conversations;
  if (conversations.empty()) return std::nullopt;
  const auto& history = dice.pick(conversations).second.history;
  if (history.empty()) return std::nullopt;
  return std::get<franking::FullItem>(
      franking::show(history[dice.below(history.size())].record).content);
}

void falsify(World& world, Dice& dice, agency::Package& p) {
  auto& c = p.contents;
  switch (dice.below(7)) {
    case 0: {
      if (c.messages.empty()) break;
      auto& m = dice.pick(c.messages);
      auto content = franking::decode_content(m.f).take();
      content.content = to_bytes("I did it");
      m.f = encode(content);
      break;
    }
    case 1:
    case 2: {
      auto m = found_elsewhere(world, dice);
      if (!m) break;
      c.messages.push_back(*m);
      break;
    }
    case 3: p.facts.first = Day{p.facts.first.n - 3}; break;
    case 4:
      if (!c.record.empty())
        c.record.erase(c.record.begin() + static_cast<std::ptrdiff_t>(dice.below(c.record.size())));
      break;
    case 5: {
      for (Bytes& e : c.orders.entries) {
        auto entry = tlog::parse_entry<order::OrderEntry>(e);
        if (!entry.ok() || entry->terms.number != p.facts.order) continue;
        entry->terms.first = p.facts.first = Day{p.facts.first.n - 2};
        e = tlog::entry_of(*entry);
      }
      break;
    }
    default: {
      if (c.messages.empty()) break;
      auto& m = dice.pick(c.messages);
      m.stamp.time = m.stamp.time + kHour_ms;
    }
  }
  if (dice.one_in(3) && !c.messages.empty()) {
    if (auto m = found_elsewhere(world, dice); m && m->sender == c.account)
      c.messages.push_back(*m);
  }
}

/// Bytes of what was signed are changed on the way.
void tamper(Dice& dice, evidence::Items& items) {
  if (dice.one_in(4))
    items["data/messages/invented.txt"] = to_bytes("I did it");
  else if (dice.one_in(4))
    items.erase(std::next(items.begin(), static_cast<std::ptrdiff_t>(dice.below(items.size()))));
  else if (auto& bytes = dice.pick(items).second; !bytes.empty())
    bytes[dice.below(bytes.size())] ^= 1;
}

/// Whether something in the log speaks against what was opened: it was stopped before it was done
/// with, is held, or was an emergency that nobody confirmed.
bool is_doubtful(const Truth::Order& o, const order::Case& c) {
  return (c.stopped && !c.closed) || c.flagged() || c.reviewed() || c.waits_for_clarification() ||
         (o.emergency && !c.confirmed);
}

void check_contents(World& world, std::uint32_t number, const auditor::PackageReport& report,
                    const order::OrderBook& book) {
  const Truth::Order& o = world.truth.orders.at(number);
  const auto fail = [&](const char* what) { world.fail("evidence", what); };
  if (o.emergency && (!o.confirmed || report.packed->at < *o.confirmed))
    fail("a package verifies of an emergency that no judge had confirmed");
  if (report.facts->created > report.packed->at + kStale_ms)
    fail("a package verifies that says to be newer than its log");
  if (report.now && is_doubtful(o, *book.case_of(number)))
    fail("a package verifies although the log speaks against the order");
  if (report.facts->first != o.first || report.facts->last != o.last)
    fail("a package verifies that speaks of other days than the order's");
  for (const auto& m : report.contents->messages) {
    const auto content = franking::decode_content(m.f);
    const Day day = day_of(m.stamp.time);
    const std::size_t sender = world.index_of(m.sender);
    const auto said =
        content.ok() ? world.truth.said.find(to_string(content->content)) : world.truth.said.end();
    if (m.sender != o.account)
      fail("a package verifies with a message of another account than the order's");
    else if (world.honest(sender) &&
             (said == world.truth.said.end() || said->second.by != m.sender))
      fail("a package verifies with words that were never said");
    else if (book.opened_by(number, day) == nullptr &&
             book.opened_by(number, Day{day.n - 1}) == nullptr)
      fail("a package verifies with a message of a day that no custodians accounted for");
  }
}

}  // namespace

namespace {

/// Somebody who can ask the log, or cannot.
auditor::PackageReport verify(World& world, const evidence::Items& items, bool asks) {
  if (!asks) return auditor::verify_package(items, world.town.realm);
  journeys::Loopback line(*world.town.service);
  return auditor::verify_package(
      items, auditor::Trusted{{world.town.realm}, {}, auditor::PublicLog{line, world.town.now}});
}

/// A package as the agency made it, now or before.
void try_as_packed(World& world, const agency::Package& packed, const order::OrderBook& book) {
  const auto items = evidence::build(packed.contents, packed.facts, world.town.agency->signing);
  if (!items.ok()) return;
  for (const bool asks : {false, true})
    if (const auto seen = verify(world, *items, asks); seen.ok())
      check_contents(world, packed.facts.order, seen, book);
}

/// Said to be of today, or changed.
void try_falsely(World& world, Dice& dice, const agency::Package& packed,
                 const order::OrderBook& book) {
  auto p = agency::Package{packed.contents, packed.facts, {}, {}};
  if (dice.one_in(4))
    p.facts.created = world.town.now;
  else
    falsify(world, dice, p);
  const auto again = evidence::build(p.contents, p.facts, world.town.agency->signing);
  if (!again.ok()) return;
  auto changed = *again;
  if (dice.one_in(3)) tamper(dice, changed);
  const auto seen = verify(world, changed, dice.one_in(2));
  if (!seen.ok()) return;
  if (changed != *again)
    world.fail("evidence", "a package verifies that was changed after it was signed");
  check_contents(world, packed.facts.order, seen, book);
}

/// What the agency here has opened something of, as its own program packs it now.
std::vector<agency::Package> packages_of_now(World& world) {
  std::vector<agency::Package> out;
  for (const auto& [number, o] : world.truth.orders) {
    const Desk desk = desk_of(world, o);
    if (o.foreign || !std::ranges::any_of(desk.state.openings, [&](const auto& at) {
          return at.first.order == number && !at.second.messages.empty();
        }))
      continue;
    auto h = world.environment(desk.line);
    auto packed = agency::package(desk.state, h, number);
    if (packed.ok()) out.push_back(std::move(packed).take());
  }
  return out;
}

constexpr std::size_t kPackagesKept = 8;

/// An agency may pack at any time, and keep what it packed.
bool pack_for_later(World& world, Dice&) {
  if (world.packages.size() >= kPackagesKept) return false;
  auto packed = packages_of_now(world);
  for (auto& p : packed) world.packages.push_back(std::move(p));
  return !packed.empty();
}
constexpr Move kMoves[] = {{"pack for later", {Seat::agency}, 5, pack_for_later}};

}  // namespace

std::span<const Move> evidence_moves() { return kMoves; }

void keep_package(World& world, agency::State& agency, std::uint32_t number) {
  if (!world.held.has(Seat::agency) || world.packages.size() >= kPackagesKept) return;
  auto h = world.environment(kAgency);
  auto packed = agency::package(agency, h, number);
  if (packed.ok()) world.packages.push_back(std::move(packed).take());
}

void pack_evidence(World& world) {
  const auto log = world.true_log(wire::LogName::orders);
  if (!log.ok()) return;
  const auto book = order::OrderBook::read(*log, wire::authorities(world.town.realm));
  Dice dice(world.seed ^ 0xe71d);
  for (agency::Package& packed : packages_of_now(world)) {
    const std::uint32_t number = packed.facts.order;
    const Truth::Order& o = world.truth.orders.at(number);
    const auto items =
        evidence::build(packed.contents, packed.facts, desk_of(world, o).state.signing);
    if (!items.ok()) continue;
    ++world.tally.packages;
    const auto report = verify(world, *items, true);
    const bool doubtful = is_doubtful(o, *book.case_of(number)),
               only_that = doubtful && report.only_standing_fails();
    if (!report.ok() && !only_that)
      world.fail("evidence", "an honest package does not verify: " + report.first_failure()->item +
                                 " " + report.first_failure()->detail);
    if (report.ok()) check_contents(world, number, report, book);
    if (world.held.has(Seat::agency)) world.packages.push_back(std::move(packed));
  }
  if (!world.held.has(Seat::agency)) return;
  for (const auto& p : world.packages) {
    try_as_packed(world, p, book);
    for (int i = 0; i < kTries && !world.violation; ++i) try_falsely(world, dice, p, book);
  }
}

}  // namespace eq::adversary
