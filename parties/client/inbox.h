// Taking in what has arrived: welcomes, commits, messages, letters, in the order of the mailbox.
//
// A message is shown only if everything about it verifies (franking::accept), so whatever is shown can
// be reported.  What does not verify is counted and dropped; it never stops the mailbox.
#pragma once

#include "eq/wire/list_letters.h"
#include "eq/wire/moderation_letters.h"
#include "parties/client/hands.h"

namespace eq::client {

/// What happened, for the owner's eyes.
struct Joined { ConversationId conversation; };
struct NewMessage { ConversationId conversation; std::size_t at = 0; };  // index into the history
struct MembersChanged {
  ConversationId conversation;
  std::vector<AccountId> added, removed;
  bool removed_me = false;
};
struct TokensArrived { std::size_t left_today = 0; };
struct ReportAnswered { wire::ReportReceipt receipt; };
struct CaseDecided { wire::ModerationNotice notice; };
struct DisputeAnswered { std::string hotline; wire::DisputeAnswer answer; };
/// Something did not verify and was dropped.
struct Dropped { ConversationId conversation; Err why{}; };
using Event = std::variant<Joined, NewMessage, MembersChanged, TokensArrived, ReportAnswered, CaseDecided, DisputeAnswered, Dropped>;

/// Fetch, process, save, then acknowledge: nothing acknowledged is ever lost by a crash.
/// Err::unavailable if the server does not answer.  Promises CLI-1, CLI-2.
Result<std::vector<Event>> sync(State& s, Hands& h);

}  // namespace eq::client
