#include "journeys/adversary/oracles.h"

#include "eq/order/extract.h"
#include "journeys/adversary/evidence.h"
#include "journeys/adversary/list_life.h"
#include "journeys/adversary/office_life.h"
#include "journeys/adversary/people_life.h"
#include "parties/auditor/audit.h"
#include "parties/client/chat.h"
#include "parties/client/directory.h"
#include "parties/client/notices.h"
#include "parties/client/outbox.h"

namespace eq::adversary {
namespace {

AccountId account_of(const mls::Member& m) {
  const auto account = client::account_of(m.credential);
  return account.ok() ? *account : AccountId{};
}
bool same(View a, View b) { return std::ranges::equal(a, b); }

/// For an hour a service can show the directory of before to whom it has never shown the new one
/// (docs/threat-model.md), so that the lost device comes into a conversation.  It has to do that:
/// who was shown nothing is not excused.
bool could_not_know(World& world, std::size_t person, const ConversationId& id) {
  const auto& seen = world.people[person]->state().records_seen.newest;
  const auto known = seen.find(world.replaced->account);
  const bool knows = known != seen.end() && known->second.version > world.replaced->before.version;
  auto& deceived = world.truth.deceived;
  if (world.truth.shown_before.contains(person) && !knows) deceived.insert({person, id});
  return deceived.contains({person, id});
}

/// Nobody is in a conversation whom its honest members did not choose; with a dishonest member in
/// it, nobody of whom they were not told.  And nobody is in it with a device that its owner
/// replaced.
void look_at_members(World& world) {
  for (const std::size_t i : world.honest_people()) {
    const auto& s = world.people[i]->state();
    for (const auto& [id, c] : s.conversations) {
      const auto members = client::members(s, id);
      if (!members.ok()) continue;
      const auto& meant = world.truth.meant[id];
      const auto& told = world.truth.told[{world.people[i]->id(), id}];
      const bool infiltrated =
          !world.honest(kMallory) && meant.contains(world.people[kMallory]->id());
      for (const auto& m : *members) {
        if (infiltrated ? told.contains(m) || meant.contains(m) : meant.contains(m)) continue;
        world.fail("member", infiltrated
                                 ? "somebody is in a conversation of whom a member was not told"
                                 : "somebody is in a conversation whom no member chose");
      }
      for (const auto& m : c.group->members()) {
        const std::size_t p = world.index_of(account_of(m));
        const bool own =
            p != kNobody
                ? same(m.signature_key, world.people[p]->state().me.device.verify_key().bytes)
                : !world.replaced ||
                      !same(m.signature_key,
                            world.replaced->found->state().me.device.verify_key().bytes) ||
                      could_not_know(world, i, id);
        if (!own)
          world.fail("member",
                     "somebody is in a conversation with another device than its owner's");
      }
    }
  }
}

bool one_hears_the_other(World& world, std::size_t a, std::size_t b, const ConversationId& id) {
  if (!say_something(world, a, id)) return false;
  read_post(world, b);
  const std::string words = "words " + std::to_string(world.truth.said.size() - 1);
  const auto at = world.people[b]->state().conversations.find(id);
  if (at == world.people[b]->state().conversations.end() || at->second.history.empty())
    return false;
  const auto content = franking::decode_content(at->second.history.back().record.f);
  return content.ok() && to_string(content->content) == words;
}

/// A service may keep from anybody what it carries; what it lays into mailboxes keeps nobody from
/// sealing what he says.
void nobody_is_silenced(World& world, const std::vector<std::size_t>& people) {
  for (const std::size_t a : people)
    for (const auto& id : conversations_of(world, a)) {
      const auto& c = world.people[a]->state().conversations.at(id);
      if (c.standing != client::Membership::member || !c.unexpected.empty()) continue;
      auto h = world.people[a]->environment();
      const auto posted =
          client::send(world.people[a]->state(), h, id, new_words(world, a, id), {});
      if (!posted.ok() && posted.error() == Err::refused)
        world.fail("stopped", "a member cannot say anything any more");
    }
}

/// Two honest people can begin a conversation and hear each other in it, and in those that they
/// have among themselves.
void people_can_talk(World& world) {
  const auto people = world.honest_people();
  if (world.held.has(Seat::service)) return nobody_is_silenced(world, people);
  const auto id = begin(world, people[0], std::vector<std::size_t>{people[1]});
  if (!id) return world.fail("stopped", "an honest person can begin no conversation with another");
  read_post(world, people[1]);
  if (!one_hears_the_other(world, people[0], people[1], *id) ||
      !one_hears_the_other(world, people[1], people[0], *id))
    return world.fail("stopped", "two honest people do not hear each other");
  if (world.held.has(Seat::member)) return;  // who may stop a conversation that they are in
  for (const std::size_t a : people) {
    read_post(world, a);
    for (const auto& mine : conversations_of(world, a))
      if (!say_something(world, a, mine))
        world.fail("stopped", "a member of a conversation of honest people cannot write in it");
  }
}

void offices_can_work(World& world) {
  if (world.held.has(Seat::court)) return;
  const Day tomorrow = day_of(world.town.now) + 1;
  publish_days(world, tomorrow);
  const auto& days = world.town.court->days;
  const auto made = days.find(tomorrow);
  if (made == days.end() || !made->second.published)
    world.fail("stopped", "honest court and custodians can publish no day");
}

/// If two hotlines have published a list, everybody can use the one in force.
void lists_can_be_read(World& world) {
  if (world.truth.lists.empty() || world.held.has(Seat::service)) return;
  for (const std::size_t i : world.honest_people())
    if (!read_list(world, i))
      world.fail("stopped", "an honest person can use no list although hotlines published one");
}

void what_was_shown_can_be_reported(World& world) {
  for (const std::size_t i : world.honest_people())
    for (const auto& id : world.conversations) (void)report_latest(world, i, id);
}

void look_whether_it_opened(World& world, std::uint32_t number, const Truth::Order& o, Day day) {
  std::set<Array<32>> opened;
  const auto& openings = desk_of(world, o).state.openings;
  const auto at = openings.find({number, day});
  if (at != openings.end())
    for (const auto& m : at->second.messages) opened.insert(m.message_hash);
  for (const std::size_t i : world.honest_people())
    for (const auto& [id, c] : world.people[i]->state().conversations)
      for (const auto& shown : c.history) {
        if (shown.access != client::AccessMark::sealed || shown.record.sender != o.account ||
            day_of(shown.record.stamp.time) != day)
          continue;
        // the service forgets after seven days; what was opened before is here
        if (opened.empty() && shown.record.stamp.time + 6 * kDay_ms < world.town.now) continue;
        if (!opened.contains(shown.record.message_hash))
          world.fail("sealed", "a message marked as sealed does not open for order " +
                                   std::to_string(number) + " of " + to_text(day) + ", " +
                                   std::to_string(opened.size()) + " others do");
      }
}

/// Of each order that stands, on each of its days: what an honest recipient saw marked as sealed
/// opens.  So many custodians are honest that one who is not cannot prevent it.
void what_is_sealed_opens(World& world) {
  if (world.held.meets({Seat::agency, Seat::court, Seat::service, Seat::foreign})) return;
  ask_for_what_is_over(world, Again::yes);
  // An office decides a few things in each, and more may wait.
  for (int round = 0; round < 8; ++round) work_at_desks(world);
  for (const auto& [number, o] : world.truth.orders) {
    if (!o.logged || o.foreign || o.held || (o.emergency && !o.confirmed)) continue;
    for (Day day = o.first; day <= o.last && order::end_of(day) < world.town.now; day = day + 1)
      if (in_the_object(world, number, day)) look_whether_it_opened(world, number, o, day);
  }
}

/// Nobody whom the adversary holds writes into a log of which the audit must be clean.
bool must_be_clean(const World& world) {
  return world.held.within({Seat::member, Seat::lost, Seat::former, Seat::hotline, Seat::foreign});
}

bool is_bad(const auditor::Finding& f, std::string_view step) {
  return f.step == step && f.severity == auditor::Severity::violation;
}

void the_audit_speaks(World& world, const auditor::AuditReport& report) {
  for (const auto& f : report.findings)
    if (is_bad(f, "orders_log"))
      world.fail("audit", "the audit stops at the order log: " + f.detail);
  const auto* first = report.first_violation();
  if (first != nullptr && must_be_clean(world))
    world.fail("audit", "the audit names what nobody did: " + first->step + ": " + first->detail);
}

/// The notices that are found, or what the audit says.
void those_concerned_are_told(World& world, const auditor::AuditReport& report) {
  const auto named = [&](std::uint32_t number) {
    const std::string order = "of order " + std::to_string(number) + " ";
    return std::ranges::any_of(report.findings, [&](const auto& f) {
      return is_bad(f, "notices") && f.detail.find(order) != std::string::npos;
    });
  };
  std::set<std::uint32_t> told;
  for (auto& p : world.people) {
    auto h = p->environment();
    const auto found = client::find_notices(p->state(), h);
    if (found.ok())
      for (const auto& n : *found)
        if (n.account == p->id()) told.insert(n.number);
  }
  world.tally.notices += static_cast<std::uint32_t>(told.size());
  for (const auto& [number, o] : world.truth.orders) {
    if (!o.logged || o.postponed ||
        world.town.now <= start_of(order::first_day_of(o.notice)) + 8 * kDay_ms)
      continue;
    if (!told.contains(number) && !named(number))
      world.fail("notice", "a person is not told of an order, and the audit names nobody for it");
  }
}

}  // namespace

void look(World& world) {
  world.look_at_the_log();
  look_at_members(world);
}

void settle_accounts(World& world) {
  world.make_peace();
  let_time_pass(world, 2 * kHour_ms);
  // One round for what waits, one for what that set free.
  for (int round = 0; round < 2; ++round) fetch_tokens(world);
  look(world);
  what_was_shown_can_be_reported(world);
  people_can_talk(world);
  lists_can_be_read(world);
  offices_can_work(world);
  // The days that are sealed end, with the hours in which late messages still count.
  publish_days(world, day_of(world.town.now) + 2);
  world.town.advance(kDay_ms + 3 * kHour_ms);
  publish_days(world, day_of(world.town.now) + 1);
  what_is_sealed_opens(world);
  pack_evidence(world);
}

void grow_old(World& world) {
  order::Month due = order::month_of(day_of(world.town.now));
  for (const auto& [number, o] : world.truth.orders) due = std::max(due, o.notice);
  const Time then = start_of(order::first_day_of(due)) + kHour_ms;
  if (world.town.now < then) world.town.advance(then.ms - world.town.now.ms);
  auto h = world.environment(kCourt);
  if (!world.held.has(Seat::court) || world.seed % 2 == 0)
    (void)court::disclose(*world.town.court, h, due);
  world.town.advance(9 * kDay_ms);
}

void look_back(World& world) {
  world.make_peace();
  world.look_at_the_log();
  journeys::Loopback line(*world.town.service);
  const auto report = auditor::audit(line, world.town.realm, {}, world.town.now);
  those_concerned_are_told(world, report);
  the_audit_speaks(world, report);
}

}  // namespace eq::adversary
