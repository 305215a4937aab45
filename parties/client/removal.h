// Whom the owner removes, until it has taken effect.
//
// A service can take a removal and keep that from us, and a removal can be overtaken by another
// change. What is written meanwhile would be sealed for an epoch in which whoever was removed still
// reads: so nothing is sealed, and whatever is written next has the removal carried through first.
// Promise CLI-45.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// After it the account can read nothing new.  Err::missing if it is no member; Err::refused for
/// ourselves (standing.h).  Err::unavailable, and any other error while the service may have the
/// removal, if it has not been seen to be done: it is wanted from now on, and done before anything
/// else is sent there.  After any other error it is wanted no more.
Status remove(State& state, Environment& environment, const ConversationId& conversation,
              const AccountId& account);

/// Carry through what remove() left.  Err::unavailable as above; Err::refused if we are no member.
Status finish_removals(State& state, Environment& environment, const ConversationId& conversation);

}  // namespace eq::client
