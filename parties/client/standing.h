// How the owner stands to a conversation: in it, perhaps cut off from it, or gone.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// It may have gone on without us; told once.  Undone by the next change that verifies.  Promise
/// CLI-29.
void mark_broken(State& state, Conversation& conversation, Err why);

/// Erase the conversation's keys and pass over what still arrives.  Nothing is said to anybody: the
/// others find the owner among the members until one of them removes him, and what they write until
/// then opens for nobody here.  What was shown stays, and can be reported; words that were kept for
/// later are given back.  Err::missing for an
/// unknown conversation.
Status leave(State& state, const ConversationId& id);

}  // namespace eq::client
