#include "journeys/people.h"

#include "eq/wire/letter.h"
#include "parties/client/chat.h"

namespace eq::journeys {

ConversationId start(Person& p, std::vector<Person*> with) {
  std::vector<AccountId> ids;
  for (auto* w : with) ids.push_back(w->id());
  auto h = p.hands();
  const auto id = client::start(p.state(), h, ids);
  EQ_ASSERT(id.ok());
  for (auto* w : with) take_in(*w);
  return *id;
}

Status say(Person& p, const ConversationId& id, std::string_view text) {
  auto h = p.hands();
  const auto sent = client::send(p.state(), h, id, text, {});
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
client::Hands Unanswered::hands(Person& p) {
  const auto usual = p.hands();
  return {usual.realm, *this, usual.keep, usual.now, usual.rng};
}
Result<client::Sent> say_without_posting(Person& p, const ConversationId& id,
                                         std::string_view text) {
  Unanswered line(p.line, wire::Verb::messages_send);
  auto h = line.hands(p);
  return client::send(p.state(), h, id, text, {});
}

std::vector<client::Event> take_in(Person& p) {
  auto h = p.hands();
  EXPECT_TRUE(client::sync(p.state(), h).ok());
  return p.state().untold.tell();
}

Texts texts(Person& p, const ConversationId& id) {
  Texts out;
  for (const auto& m : p.state().conversations.at(id).history)
    out.push_back(to_string(franking::decode_content(m.record.f)->content));
  return out;
}

std::vector<Err> dropped(const std::vector<client::Event>& events) {
  std::vector<Err> out;
  for (const auto& e : events)
    if (const auto* d = std::get_if<client::Dropped>(&e)) out.insert(out.end(), d->times, d->why);
  return out;
}

Result<Bytes> prepare(Person& p, const ConversationId& id, std::uint64_t first, std::uint64_t last,
                      std::set<std::uint64_t> withheld) {
  return client::prepare_report(p.state(), {id, first, last, std::move(withheld)},
                                franking::Category::threat, "please look");
}

moderator::Turn hand_in(Town& town, Person& p, View report) {
  const auto to = wire::Address::of(town.realm.moderator.signing);
  auto h = p.hands();
  const Bytes letter = wire::seal_letter(to, town.realm.moderator.hpke, wire::LetterKind::report,
                                         to_bytes(report), p.state().me.device, h.now, h.rng)
                           .take();
  EXPECT_TRUE(client::ask(p.state(), h, wire::DeskPost{to, letter}).ok());
  return town.moderate();
}

}  // namespace eq::journeys
