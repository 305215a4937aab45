#include "journeys/adversary/evidence.h"

#include "eq/order/book.h"
#include "eq/wire/authorities.h"
#include "journeys/adversary/office_life.h"
#include "parties/auditor/evidence_check.h"

namespace eq::adversary {
namespace {

constexpr int kTries = 6;  // falsified packages of one order

/// A message that somebody showed the agency, with its whole proof.
std::optional<franking::FullItem> found_elsewhere(World& w, Dice& dice) {
  const auto& conversations = w.people[dice.below(w.people.size())]->state().conversations;
  if (conversations.empty()) return std::nullopt;
  const auto& history = dice.pick(conversations).second.history;
  if (history.empty()) return std::nullopt;
  return std::get<franking::FullItem>(franking::show(history[dice.below(history.size())].record).is);
}

void falsify(World& w, Dice& dice, agency::Package& p) {
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
      auto m = found_elsewhere(w, dice);
      if (!m) break;
      c.messages.push_back(*m);
      break;
    }
    case 3: p.facts.first = Day{p.facts.first.n - 3}; break;
    case 4:
      if (!c.record.empty()) c.record.erase(c.record.begin() + static_cast<std::ptrdiff_t>(dice.below(c.record.size())));
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
    if (auto m = found_elsewhere(w, dice); m && m->sender == c.account) c.messages.push_back(*m);
  }
}

/// Bytes of what was signed are changed on the way.
void tamper(Dice& dice, evidence::Items& items) {
  if (dice.one_in(4)) items["data/messages/invented.txt"] = to_bytes("I did it");
  else if (dice.one_in(4)) items.erase(std::next(items.begin(), static_cast<std::ptrdiff_t>(dice.below(items.size()))));
  else if (auto& bytes = dice.pick(items).second; !bytes.empty()) bytes[dice.below(bytes.size())] ^= 1;
}

void check_contents(World& w, std::uint32_t number, const evidence::Report& report, const order::OrderBook& book) {
  const Truth::Order& o = w.truth.orders.at(number);
  const auto fail = [&](const char* what) { w.fail("evidence", what); };
  if (report.facts->first != o.first || report.facts->last != o.last) fail("a package verifies that speaks of other days than the order's");
  for (const auto& m : report.contents->messages) {
    const auto content = franking::decode_content(m.f);
    const Day day = day_of(m.stamp.time);
    const std::size_t sender = w.index_of(m.sender);
    const auto said = content.ok() ? w.truth.said.find(to_string(content->content)) : w.truth.said.end();
    if (m.sender != o.account) fail("a package verifies with a message of another account than the order's");
    else if (w.honest(sender) && (said == w.truth.said.end() || said->second.by != m.sender)) fail("a package verifies with words that were never said");
    else if (book.opened_by(number, day) == nullptr && book.opened_by(number, Day{day.n - 1}) == nullptr)
      fail("a package verifies with a message of a day that no custodians accounted for");
  }
}

}  // namespace

void pack_evidence(World& w) {
  const auto log = w.true_log(wire::LogName::orders);
  if (!log.ok()) return;
  const auto book = order::OrderBook::read(*log, wire::authorities(w.town.realm));
  Dice dice(w.seed ^ 0xe71d);
  for (const auto& [number, o] : w.truth.orders) {
    const Desk desk = desk_of(w, o);
    if (o.foreign || !std::ranges::any_of(desk.state.openings, [&](const auto& at) { return at.first.order == number && !at.second.messages.empty(); })) continue;
    auto h = w.hands(desk.line);
    const auto packed = agency::package(desk.state, h, number);
    if (!packed.ok()) continue;
    const auto items = evidence::build(packed->contents, packed->facts, desk.state.signing);
    if (!items.ok()) continue;
    ++w.tally.packages;
    const auto report = auditor::verify_package(*items, w.town.realm);
    if (!report.ok()) w.fail("evidence", "an honest package does not verify: " + report.first_failure()->item + " " + report.first_failure()->detail);
    else check_contents(w, number, report, book);
    if (!w.held.has(Seat::agency)) continue;
    for (int i = 0; i < kTries && !w.violation; ++i) {
      auto p = agency::Package{packed->contents, packed->facts};
      falsify(w, dice, p);
      const auto again = evidence::build(p.contents, p.facts, desk.state.signing);
      if (!again.ok()) continue;
      auto changed = *again;
      if (dice.one_in(3)) tamper(dice, changed);
      const auto seen = auditor::verify_package(changed, w.town.realm);
      if (!seen.ok()) continue;
      if (changed != *again) w.fail("evidence", "a package verifies that was changed after it was signed");
      check_contents(w, number, seen, book);
    }
  }
}

}  // namespace eq::adversary
