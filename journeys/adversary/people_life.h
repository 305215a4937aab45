// What people do: talk, read, meet, part, report.  Nothing here gives up at a failure: the
// adversary may cause it.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// Take in what has arrived, and hold what the program told its owner.
bool read_post(World& world, std::size_t person);
bool say_something(World& world, std::size_t person, const ConversationId& id);
/// Words that nobody has said, noted as this person's.
std::string new_words(World& world, std::size_t person, const ConversationId& id);
/// @return the conversation, if it came about
std::optional<ConversationId> begin(World& world, std::size_t person,
                                    const std::vector<AccountId>& with);
std::optional<ConversationId> begin(World& world, std::size_t person,
                                    const std::vector<std::size_t>& with);
/// Everybody asks for tokens, the moderator answers, and everybody reads the answer.
void fetch_tokens(World& world);
/// The moderator reads its desk, and the oracles look at what becomes a case there.
std::optional<moderator::Turn> moderate(World& world);
/// Conversations that this person can write to.
std::vector<ConversationId> conversations_of(World& world, std::size_t person);
/// Report up to three of the latest messages; what is shown can be reported.  @return whether there
/// was one
bool report_latest(World& world, std::size_t person, const ConversationId& id);

}  // namespace eq::adversary
