// In whose company the owner speaks: who came into a conversation, and whether anybody he has
// talked to brought them.
//
// The owner has talked to whoever invited him, those whom he invited, those who were there when he
// sent a message, and those whose message he was shown.  Whoever one of these adds is expected.
// Anybody else who is added is not: nothing goes out in that conversation until the owner has said
// that he knows.  Promise CLI-28.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// The owner sent something to all who are in it now, or invited them.
void note_said(State& state, Conversation& conversation);
/// The owner was shown what this member wrote.
void note_heard(Conversation& conversation, const AccountId& sender);
/// Take down what a commit does, before it is merged: what the owner is told of it.
MembersChanged note_change(State& state, Conversation& conversation, const mls::Effect& effect);
/// What others changed there and the owner was not told yet, oldest first.
std::vector<MembersChanged> changes_not_told(const State& state, const ConversationId& id);
/// The owner knows who came in, and goes on.  Err::missing for an unknown conversation.
Status acknowledge(State& state, const ConversationId& id);

}  // namespace eq::client
