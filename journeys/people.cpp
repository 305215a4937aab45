#include "journeys/people.h"

#include "eq/wire/letter.h"
#include "parties/client/chat.h"

namespace eq::journeys {

ConversationId start(Person& person, std::vector<Person*> with) {
  std::vector<AccountId> ids;
  for (auto* w : with) ids.push_back(w->id());
  auto h = person.environment();
  const auto id = client::start(person.state(), h, ids);
  EQ_ASSERT(id.ok());
  for (auto* w : with) take_in(*w);
  return *id;
}

Status say(Person& person, const ConversationId& id, std::string_view text) {
  auto h = person.environment();
  const auto sent = client::send(person.state(), h, id, text, {});
  if (!sent.ok()) return sent.error();
  return sent->posted == client::Posted::accepted ? ok() : Status(Err::unavailable);
}

Result<Bytes> Unanswered::call(wire::Verb verb, View request) {
  last_code_ = wire::Code::unavailable;
  if (verb == never_) return Err::unavailable;
  auto r = inner_.call(verb, request);
  last_code_ = inner_.last_code();
  return r;
}
client::Environment Unanswered::environment(Person& person) {
  const auto usual = person.environment();
  return {usual.realm, *this, usual.keep, usual.now, usual.rng};
}
Result<client::Sent> say_without_posting(Person& person, const ConversationId& id,
                                         std::string_view text) {
  Unanswered line(person.line, wire::Verb::messages_send);
  auto h = line.environment(person);
  return client::send(person.state(), h, id, text, {});
}

std::vector<client::Event> take_in(Person& person) {
  auto h = person.environment();
  EXPECT_TRUE(client::sync(person.state(), h).ok());
  return person.state().untold.tell();
}

Texts texts(Person& person, const ConversationId& id) {
  Texts out;
  for (const auto& m : person.state().conversations.at(id).history)
    out.push_back(to_string(franking::decode_content(m.record.f)->content));
  return out;
}

std::vector<Err> dropped(const std::vector<client::Event>& events) {
  std::vector<Err> out;
  for (const auto& e : events)
    if (const auto* d = std::get_if<client::Dropped>(&e)) out.insert(out.end(), d->times, d->why);
  return out;
}

Result<Bytes> prepare(Person& person, const ConversationId& id, std::uint64_t first,
                      std::uint64_t last, std::set<std::uint64_t> withheld) {
  return client::prepare_report(person.state(), {id, first, last, std::move(withheld)},
                                franking::Category::threat, "please look");
}

moderator::Turn hand_in(Town& town, Person& person, View report) {
  const auto to = wire::Address::of(town.realm.moderator.signing);
  auto h = person.environment();
  const Bytes letter = wire::seal_letter(to, town.realm.moderator.hpke, wire::LetterKind::report,
                                         to_bytes(report), person.state().me.device, h.now, h.rng)
                           .take();
  EXPECT_TRUE(client::ask(person.state(), h, wire::DeskPost{to, letter}).ok());
  return town.moderate();
}

}  // namespace eq::journeys
