// Conversations: starting one, changing who is in it.  Removing somebody is in removal.h.
//
// Every change first takes in what has arrived (inbox.h), so that it acts on the current epoch, and
// saves the state before anything leaves the device.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// A new conversation with these accounts (not with ourselves; at least one).
/// Err::exhausted if one of them has no key package left; Err::missing for an unknown account.
Result<ConversationId> start(State& state, Environment& environment,
                             const std::vector<AccountId>& with);

/// Err::refused if it is a member already; Err::stale if others keep committing: try again.
Status add(State& state, Environment& environment, const ConversationId& conversation,
           const AccountId& account);

/// In conversations that we joined by the last resort, whose leaf key others saw elsewhere too:
/// take a fresh one.  CLI-33.
Status renew_leaves(State& state, Environment& environment);

/// Who is in it.  Err::missing for an unknown conversation.
Result<std::vector<AccountId>> members(const State& state, const ConversationId& conversation);

}  // namespace eq::client
