// What people do with each other in journeys, in one line each.
#pragma once

#include <gtest/gtest.h>

#include "journeys/town.h"
#include "parties/client/inbox.h"
#include "parties/client/reporting.h"

namespace eq::journeys {

/// Why it failed; nothing if it did not.
template <class T>
std::optional<Err> err(const Result<T>& r) {
  return r.ok() ? std::nullopt : std::optional(r.error());
}

using Texts = std::vector<std::string>;

/// A conversation of `p` with these people, who all join.
ConversationId start(Person& p, std::vector<Person*> with);
/// Err::unavailable if it waits on the device.
Status say(Person& p, const ConversationId& id, std::string_view text);
/// What it was told, also of what other operations took in before.
std::vector<client::Event> take_in(Person& p);
/// Everything that was shown, in the order in which it was.
Texts texts(Person& p, const ConversationId& id);
/// What was dropped among these events.
std::vector<Err> dropped(const std::vector<client::Event>& events);

/// The very bytes a report of these places would be.
Result<Bytes> prepare(Person& p, const ConversationId& id, std::uint64_t first, std::uint64_t last,
                      std::set<std::uint64_t> withheld = {});
/// Hand these bytes to the moderator, whatever they are, and have it work.
moderator::Turn hand_in(Town& town, Person& p, View report);

}  // namespace eq::journeys
