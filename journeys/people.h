// What people do with each other in journeys, in one line each.
#pragma once

#include <gtest/gtest.h>

#include "journeys/town.h"
#include "parties/client/inbox.h"
#include "parties/client/outbox.h"
#include "parties/client/reporting.h"

namespace eq::journeys {

/// Why it failed; nothing if it did not.
template <class T>
std::optional<Err> err(const Result<T>& r) {
  return r.ok() ? std::nullopt : std::optional(r.error());
}

using Texts = std::vector<std::string>;

/// A conversation of `p` with these people, who all join.
ConversationId start(Person& person, std::vector<Person*> with);
/// Err::unavailable if it waits on the device.
Status say(Person& person, const ConversationId& id, std::string_view text);
/// A line on which one kind of request is never answered.
class Unanswered final : public wire::Transport {
 public:
  Unanswered(wire::Transport& inner, wire::Verb never) : inner_(inner), never_(never) {}
  Result<Bytes> call(wire::Verb verb, View request) override;
  Result<Bytes> get(std::string_view path) override { return inner_.get(path); }
  client::Environment environment(Person& person);

 private:
  wire::Transport& inner_;
  wire::Verb never_;
};
/// Say something on a line on which nothing can be posted.
Result<client::Sent> say_without_posting(Person& person, const ConversationId& id,
                                         std::string_view text);
/// What it was told, also of what other operations took in before.
std::vector<client::Event> take_in(Person& person);
/// Everything that was shown, in the order in which it was.
Texts texts(Person& person, const ConversationId& id);
/// Those of one kind.
template <class E>
std::vector<E> only(const std::vector<client::Event>& events) {
  std::vector<E> out;
  for (const auto& e : events)
    if (const auto* x = std::get_if<E>(&e)) out.push_back(*x);
  return out;
}
/// What was dropped among these events.
std::vector<Err> dropped(const std::vector<client::Event>& events);

/// The very bytes a report of these places would be.
Result<Bytes> prepare(Person& person, const ConversationId& id, std::uint64_t first,
                      std::uint64_t last, std::set<std::uint64_t> withheld = {});
/// Hand these bytes to the moderator, whatever they are, and have it work.
moderator::Turn hand_in(Town& town, Person& person, View report);

}  // namespace eq::journeys
