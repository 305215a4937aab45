#include "journeys/adversary/people_life.h"

#include "eq/wire/letter.h"
#include "parties/client/chat.h"
#include "parties/client/enrol.h"
#include "parties/client/outbox.h"
#include "parties/client/reporting.h"

namespace eq::adversary {
namespace {

std::set<AccountId> members_of(World& w, std::size_t person, const ConversationId& id) {
  const auto members = client::members(w.people[person]->state(), id);
  return members.ok() ? std::set(members->begin(), members->end()) : std::set<AccountId>{};
}

void hold(World& w, std::size_t person, const client::Event& event) {
  const AccountId self = w.people[person]->id();
  if (const auto* joined = std::get_if<client::Joined>(&event)) {
    w.truth.told[{self, joined->conversation}] = members_of(w, person, joined->conversation);
  } else if (const auto* changed = std::get_if<client::MembersChanged>(&event)) {
    auto& told = w.truth.told[{self, changed->conversation}];
    for (const auto& a : changed->added) told.insert(a);
    for (const auto& a : changed->removed) told.erase(a);
  } else if (const auto* message = std::get_if<client::NewMessage>(&event)) {
    ++w.tally.shown;
    const auto& history = w.people[person]->state().conversations.at(message->conversation).history;
    if (message->at < history.size() && history[message->at].access == client::AccessMark::sealed) ++w.tally.sealed;
  }
}

}  // namespace

bool read_post(World& w, std::size_t person) {
  auto h = w.people[person]->hands();
  if (!client::sync(w.people[person]->state(), h).ok()) return false;
  const auto events = w.people[person]->state().untold.tell();
  for (const auto& e : events) hold(w, person, e);
  return !events.empty();
}

bool say_something(World& w, std::size_t person, const ConversationId& id, const std::string& text) {
  read_post(w, person);
  auto h = w.people[person]->hands();
  const auto posted = client::send(w.people[person]->state(), h, id, text, {});
  const bool sent = posted.ok() && posted->posted == client::Posted::accepted;
  w.tally.said += sent;
  return sent;
}

std::optional<ConversationId> begin(World& w, std::size_t person, const std::vector<std::size_t>& with) {
  std::vector<AccountId> ids;
  for (const std::size_t i : with) ids.push_back(w.people[i]->id());
  auto h = w.people[person]->hands();
  const auto id = client::start(w.people[person]->state(), h, ids);
  if (!id.ok()) return std::nullopt;
  std::set<AccountId> meant(ids.begin(), ids.end());
  meant.insert(w.people[person]->id());
  w.truth.meant[*id] = meant;
  w.truth.told[{w.people[person]->id(), *id}] = meant;
  w.conversations.push_back(*id);
  return *id;
}

void fetch_tokens(World& w) {
  for (auto& p : w.people) {
    auto h = p->hands();
    (void)client::ask_for_tokens(p->state(), h);
  }
  auto desk = w.office<moderator::Hands>();
  (void)moderator::work(*w.town.moderator, desk);
  for (std::size_t i = 0; i < w.people.size(); ++i) read_post(w, i);
}

std::vector<ConversationId> conversations_of(World& w, std::size_t person) {
  std::vector<ConversationId> out;
  const auto& s = w.people[person]->state();
  for (const auto& id : w.conversations)
    if (s.conversations.contains(id) && members_of(w, person, id).contains(w.people[person]->id())) out.push_back(id);
  return out;
}

bool report_latest(World& w, std::size_t person, const ConversationId& id) {
  Person& p = *w.people[person];
  const auto at = p.state().conversations.find(id);
  if (at == p.state().conversations.end()) return false;
  const auto& history = at->second.history;
  if (history.empty()) return false;
  const std::uint64_t seq = history.back().record.stamp.seq;
  // Reports are taken for 45 days.
  if (history.back().record.stamp.time + 44 * kDay_ms < w.town.now) return false;
  const auto report = client::prepare_report(p.state(), {id, seq, seq, {}}, franking::Category::threat, "please look");
  if (!report.ok()) return false;
  auto h = p.hands();
  if (!client::submit_report(p.state(), h, *report).ok()) return false;
  auto desk = w.office<moderator::Hands>();
  const auto turn = moderator::work(*w.town.moderator, desk);
  if (!turn.ok()) return false;
  for (const auto& refused : turn->reports_refused)
    w.fail("reportable", "what was shown is refused as a report: " + std::string(franking::name_of(refused.flaw)));
  ++w.tally.reports;
  return true;
}

}  // namespace eq::adversary
