#include "journeys/adversary/oracles.h"

#include "journeys/adversary/office_life.h"
#include "journeys/adversary/people_life.h"
#include "parties/auditor/audit.h"
#include "parties/client/chat.h"

namespace eq::adversary {
namespace {

/// Nobody is in a conversation whom its honest members did not choose; with a dishonest member in it, nobody of whom
/// they were not told.
void look_at_members(World& w) {
  for (const std::size_t i : w.honest_people()) {
    const auto& s = w.people[i]->state();
    for (const auto& [id, c] : s.conversations) {
      const auto members = client::members(s, id);
      if (!members.ok()) continue;
      const auto& meant = w.truth.meant[id];
      const auto& told = w.truth.told[{w.people[i]->id(), id}];
      const bool infiltrated = !w.honest(kMallory) && meant.contains(w.people[kMallory]->id());
      for (const auto& m : *members) {
        if (infiltrated ? told.contains(m) || meant.contains(m) : meant.contains(m)) continue;
        w.fail("member", infiltrated ? "somebody is in a conversation of whom a member was not told"
                                     : "somebody is in a conversation whom no member chose");
      }
    }
  }
}

/// Nobody in this town sends listed pictures under vouchers.
void look_at_cases(World& w) {
  for (const auto& [number, c] : w.town.moderator->cases)
    if (c.matched) w.fail("case", "a case of matched pictures against somebody who sent none");
}

bool one_hears_the_other(World& w, std::size_t a, std::size_t b, const ConversationId& id) {
  const std::string words = "in the end " + std::to_string(w.tally.said);
  if (!say_something(w, a, id, words)) return false;
  read_post(w, b);
  const auto at = w.people[b]->state().conversations.find(id);
  if (at == w.people[b]->state().conversations.end() || at->second.history.empty()) return false;
  const auto content = franking::decode_content(at->second.history.back().record.f);
  return content.ok() && to_string(content->content) == words;
}

/// Two honest people can begin a conversation, and hear each other in it.
void people_can_talk(World& w) {
  const auto people = w.honest_people();
  const auto id = begin(w, people[0], {people[1]});
  if (!id) return w.fail("stopped", "an honest person can begin no conversation with another");
  read_post(w, people[1]);
  if (!one_hears_the_other(w, people[0], people[1], *id) || !one_hears_the_other(w, people[1], people[0], *id))
    w.fail("stopped", "two honest people do not hear each other");
}

void offices_can_work(World& w) {
  if (w.held.has(Seat::court)) return;
  const Day tomorrow = day_of(w.town.now) + 1;
  publish_days(w, tomorrow);
  const auto& days = w.town.court->days;
  const auto made = days.find(tomorrow);
  if (made == days.end() || !made->second.published) w.fail("stopped", "honest court and custodians can publish no day");
}

void what_was_shown_can_be_reported(World& w) {
  for (const std::size_t i : w.honest_people())
    for (const auto& [id, c] : w.people[i]->state().conversations)
      if (report_latest(w, i, id)) break;
}

/// An order that was logged too late for a day's object does not reach that day.
bool in_the_object(const World& w, std::uint32_t number, Day day) {
  const auto made = w.town.court->days.find(day);
  if (made == w.town.court->days.end() || !made->second.published) return false;
  const auto& orders = made->second.proposal.terms.orders;
  return std::find(orders.begin(), orders.end(), number) != orders.end();
}

/// Of each order that stands, on each of its days: what an honest recipient saw marked as sealed opens.
void what_is_sealed_opens(World& w) {
  if (w.held.has(Seat::agency) || w.held.has(Seat::court) || w.held.has(Seat::custodian) || w.held.has(Seat::service)) return;
  for (const auto& [number, o] : w.truth.orders) {
    if (!o.logged || o.held || (o.emergency && !o.confirmed)) continue;
    for (Day day = o.first; day <= o.last && day < day_of(w.town.now); day = day + 1) {
      if (!in_the_object(w, number, day) || !ask_to_open(w, number, day)) continue;
      for (int round = 0; round < 3; ++round) work_at_desks(w);
      const auto at = w.town.agency->openings.find({number, day});
      if (at == w.town.agency->openings.end()) continue;
      std::set<Array<32>> opened;
      for (const auto& m : at->second.messages) opened.insert(m.message_hash);
      for (const std::size_t i : w.honest_people())
        for (const auto& [id, c] : w.people[i]->state().conversations)
          for (const auto& shown : c.history) {
            if (shown.access != client::AccessMark::sealed || shown.record.sender != o.account || day_of(shown.record.stamp.time) != day) continue;
            if (shown.record.stamp.time + 6 * kDay_ms < w.town.now) continue;  // the service forgets after seven days
            if (!opened.contains(shown.record.message_hash)) w.fail("sealed", "a message marked as sealed does not open for the order");
          }
    }
  }
}

void the_audit_speaks(World& w) {
  journeys::Loopback line(*w.town.service);
  const auto report = auditor::audit(line, w.town.realm, {}, w.town.now);
  for (const auto& f : report.findings)
    if (f.step == "orders_log" && f.severity == auditor::Severity::violation) w.fail("audit", "the audit stops at the order log: " + f.detail);
}

}  // namespace

void look(World& w) {
  w.look_at_the_log();
  look_at_members(w);
  look_at_cases(w);
}

void settle_accounts(World& w) {
  w.make_peace();
  w.town.advance(2 * kHour_ms);
  // One round for what waits, one for what that set free.
  for (int round = 0; round < 2; ++round) fetch_tokens(w);
  look(w);
  what_was_shown_can_be_reported(w);
  people_can_talk(w);
  offices_can_work(w);
  // The days that are sealed end, with the hours in which late messages still count.
  w.town.advance(kDay_ms + 3 * kHour_ms);
  publish_days(w, day_of(w.town.now) + 1);
  what_is_sealed_opens(w);
  the_audit_speaks(w);
}

}  // namespace eq::adversary
