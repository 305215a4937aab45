#include "journeys/adversary/people_life.h"

#include "eq/franking/accept.h"
#include "eq/wire/letter.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/enrol.h"
#include "parties/client/outbox.h"
#include "parties/client/reporting.h"

namespace eq::adversary {
namespace {

constexpr std::size_t kTokensEnough = 20;

std::set<AccountId> members_of(World& world, std::size_t person, const ConversationId& id) {
  const auto members = client::members(world.people[person]->state(), id);
  return members.ok() ? std::set(members->begin(), members->end()) : std::set<AccountId>{};
}

void look_at_shown(World& world, std::size_t person, const ConversationId& id,
                   const client::Shown& shown, const client::Shown* before) {
  ++world.tally.shown;
  world.tally.sealed += shown.access == client::AccessMark::sealed;
  if (!world.honest(person)) return;
  const auto& r = shown.record;
  if (before != nullptr && r.stamp.seq <= before->record.stamp.seq)
    world.fail("shown", "messages are shown in another order than they have");
  if (world.from_before.contains(r.message_hash))
    world.fail("shown", "what somebody posted after her removal is shown");
  const std::size_t sender = world.index_of(r.sender);
  if (sender != kNobody && !world.honest(sender)) return;
  const auto content = franking::decode_content(r.f);
  const auto said =
      content.ok() ? world.truth.said.find(to_string(content->content)) : world.truth.said.end();
  if (said == world.truth.said.end() || said->second.by != r.sender)
    world.fail("shown", "words are shown as an honest person's who never said them");
  else if (said->second.conversation != id)
    world.fail("shown", "words are shown in another conversation than they were said in");
}

/// What was shown since the last look.
void look_at_histories(World& world, std::size_t person) {
  const AccountId self = world.people[person]->id();
  for (const auto& [id, c] : world.people[person]->state().conversations) {
    std::size_t& looked = world.truth.looked[{self, id}];
    for (; looked < c.history.size(); ++looked)
      look_at_shown(world, person, id, c.history[looked],
                    looked > 0 ? &c.history[looked - 1] : nullptr);
  }
}

/// Nothing leaves to who is there unexpected before its owner has said that he knows; then he goes
/// on.
void read_who_came(World& world, std::size_t person, const ConversationId& id,
                   const std::vector<AccountId>& unexpected) {
  const auto members = members_of(world, person, id);
  const bool there =
      std::ranges::any_of(unexpected, [&](const AccountId& a) { return members.contains(a); });
  auto& s = world.people[person]->state();
  auto h = world.people[person]->environment();
  const auto posted = client::send(s, h, id, new_words(world, person, id), {});
  if (posted.ok() && there && world.honest(person))
    world.fail("member", "something is said to somebody unexpected before its sender knew");
  (void)client::acknowledge(s, id);
}

void hold(World& world, std::size_t person, const client::Event& event) {
  const AccountId self = world.people[person]->id();
  if (const auto* joined = std::get_if<client::Joined>(&event)) {
    world.truth.told[{self, joined->conversation}] =
        members_of(world, person, joined->conversation);
  } else if (const auto* changed = std::get_if<client::MembersChanged>(&event)) {
    auto& told = world.truth.told[{self, changed->conversation}];
    for (const auto& a : changed->added) told.insert(a);
    for (const auto& a : changed->removed) told.erase(a);
    if (!changed->unexpected.empty())
      read_who_came(world, person, changed->conversation, changed->unexpected);
  } else if (const auto* again = std::get_if<client::InvitedAgain>(&event)) {
    auto& told = world.truth.told[{self, again->conversation}];
    told = members_of(world, person, again->conversation);
    std::vector<AccountId> others(told.begin(), told.end());
    std::erase(others, self);
    read_who_came(world, person, again->conversation, others);
  }
}

}  // namespace

bool read_post(World& world, std::size_t person) {
  auto h = world.people[person]->environment();
  if (!client::sync(world.people[person]->state(), h).ok()) return false;
  const auto events = world.people[person]->state().untold.tell();
  for (const auto& e : events) hold(world, person, e);
  h.keep();
  look_at_histories(world, person);
  return !events.empty();
}

std::string new_words(World& world, std::size_t person, const ConversationId& id) {
  std::string words = "words " + std::to_string(world.truth.said.size());
  world.truth.said[words] = {id, world.people[person]->id()};
  return words;
}

bool say_something(World& world, std::size_t person, const ConversationId& id) {
  read_post(world, person);
  auto h = world.people[person]->environment();
  const auto posted =
      client::send(world.people[person]->state(), h, id, new_words(world, person, id), {});
  const bool sent = posted.ok() && posted->posted == client::Posted::accepted;
  world.tally.said += sent;
  return sent;
}

std::optional<ConversationId> begin(World& world, std::size_t person,
                                    const std::vector<AccountId>& with) {
  auto h = world.people[person]->environment();
  const auto id = client::start(world.people[person]->state(), h, with);
  if (!id.ok()) return std::nullopt;
  std::set<AccountId> meant(with.begin(), with.end());
  meant.insert(world.people[person]->id());
  world.truth.meant[*id] = meant;
  world.truth.told[{world.people[person]->id(), *id}] = meant;
  world.conversations.push_back(*id);
  return *id;
}

std::optional<ConversationId> begin(World& world, std::size_t person,
                                    const std::vector<std::size_t>& with) {
  std::vector<AccountId> ids;
  for (const std::size_t i : with) ids.push_back(world.people[i]->id());
  return begin(world, person, ids);
}

void fetch_tokens(World& world) {
  for (auto& p : world.people) {
    // a batch is of two days, and dear
    if (p->state().purse.left(day_of(world.town.now)) > kTokensEnough) continue;
    auto h = p->environment();
    (void)client::ask_for_tokens(p->state(), h);
  }
  moderate(world);
  for (std::size_t i = 0; i < world.people.size(); ++i) read_post(world, i);
}

/// A report that was taken is a stretch of one conversation: message after message, each once, and
/// none older than reports may be.
static void look_at_sequence(World& world, const franking::Report& report) {
  const franking::Stamp* before = nullptr;
  for (const auto& item : report.items) {
    const franking::Stamp& s = item.stamp();
    if (before != nullptr && (s.seq != before->seq + 1 || s.time < before->time))
      world.fail("reported", "a report is taken whose messages did not follow each other so");
    if (s.time + franking::kReportWindow_ms < world.town.now)
      world.fail("reported", "a report is taken of what is too old to be reported");
    before = &s;
  }
}

/// It shows what was said, by whom and where.
static void look_at_case(World& world, const moderator::Case& c) {
  ++world.tally.cases;
  if (c.matched) {
    const auto sent = world.truth.pictures.find(c.matched->found.account());
    if (sent == world.truth.pictures.end() ||
        sent->second.size() < c.matched->found.pictures().size())
      world.fail("case", "a case of matched pictures against somebody who did not send them");
    return;
  }
  const auto report = franking::decode_report(c.report);
  if (!report.ok()) return;
  look_at_sequence(world, *report);
  for (const auto& item : report->items) {
    const auto* full = std::get_if<franking::FullItem>(&item.content);
    if (full == nullptr) continue;
    const std::size_t sender = world.index_of(full->sender);
    if (sender != kNobody && !world.honest(sender)) continue;
    const auto content = franking::decode_content(full->f);
    const auto said =
        content.ok() ? world.truth.said.find(to_string(content->content)) : world.truth.said.end();
    if (said == world.truth.said.end() ||
        said->second != Truth::Said{report->conversation, full->sender})
      world.fail("reported", "a report is taken of what an honest person never said there");
  }
}

std::optional<moderator::Turn> moderate(World& world) {
  auto h = world.environment(kModerator);
  auto turn = moderator::work(*world.town.moderator, h);
  if (!turn.ok()) return std::nullopt;
  for (const std::uint32_t n : turn->cases_opened)
    look_at_case(world, world.town.moderator->cases.at(n));
  return std::move(turn).take();
}

std::vector<ConversationId> conversations_of(World& world, std::size_t person) {
  std::vector<ConversationId> out;
  const auto& s = world.people[person]->state();
  for (const auto& id : world.conversations)
    if (const auto c = s.conversations.find(id);
        c != s.conversations.end() && c->second.group && c->second.group->is_active())
      out.push_back(id);
  return out;
}

bool report_latest(World& world, std::size_t person, const ConversationId& id) {
  Person& p = *world.people[person];
  const auto at = p.state().conversations.find(id);
  if (at == p.state().conversations.end() || at->second.history.empty()) return false;
  const auto& history = at->second.history;
  const std::uint64_t last = history.back().record.stamp.seq;
  // Reports are taken for 45 days.
  if (history[history.size() - std::min<std::size_t>(history.size(), 3)].record.stamp.time +
          44 * kDay_ms <
      world.town.now)
    return false;
  for (const std::uint64_t n : {2u, 1u, 0u}) {
    if (n >= history.size() || history[history.size() - 1 - n].record.stamp.seq != last - n)
      continue;
    const auto report = client::prepare_report(p.state(), {id, last - n, last, {}},
                                               franking::Category::threat, "please look");
    if (!report.ok()) continue;
    auto h = p.environment();
    moderate(world);  // so that what is refused next is this
    if (!client::submit_report(p.state(), h, *report).ok()) return false;
    const auto turn = moderate(world);
    if (!turn) return false;
    if (world.honest(person))
      for (const auto& refused : turn->reports_refused)
        world.fail("reportable", "what was shown is refused as a report: " +
                                     std::string(franking::name_of(refused.flaw)));
    ++world.tally.reports;
    return true;
  }
  return false;
}

}  // namespace eq::adversary
