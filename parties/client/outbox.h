// Sending: seal, save, post.  What was saved is posted again after a crash, and sealed anew if the
// conversation moved on in between, so a message is lost only with the device.
//
// What cannot even be sealed yet (the server is away, tokens are used up) is kept as words, for
// those who are in the conversation when it is typed: if somebody has come in before it can be
// sealed, it is given back and not sent.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// Those whom the owner knows to be in a conversation.  What is said to them goes to nobody else:
/// if somebody came in meanwhile it is not sent (Err::stale).  Empty: whoever is there.  Promise
/// CLI-41.
using Readers = std::vector<AccountId>;
/// As its owner knows it now: the members, without those whom he has removed, and without those
/// whom others brought and of whom he was not told yet (Untold), whatever was taken in.
/// Err::missing.
Result<Readers> readers(const State& state, const ConversationId& conversation);

/// Whether the server has it, or it waits on this device; either way it must not be sent again by
/// its owner.
enum class Posted { accepted, waits };
struct Sent {
  AccessMark access{};
  std::size_t bytes = 0;  // of the MLSMessage
  Posted posted = Posted::accepted;
};
/// Send a text, with attachments already uploaded (files.h). After an error nothing of it was
/// kept.  Err::exhausted without a token for today (ask_for_tokens, then try again);
/// Err::too_large; Err::unavailable if the server does not answer; Err::refused if we are no longer
/// a member, if somebody came in whom the owner did not expect (company.h), if the conversation
/// went on without us (standing.h), or if a copy of this home is used elsewhere (inbox.h): then it
/// may have gone out beside what the copy said. Promises CLI-1, CLI-3, CLI-26, CLI-48.
Result<Sent> send(State& state, Environment& environment, const ConversationId& conversation,
                  std::string_view text, std::vector<franking::Attachment> attachments,
                  Readers readers = {});

/// Post what the server has not confirmed, and carry through what remove() left.  A conversation
/// that cannot be sent to is told (Unsent)
/// and keeps no other waiting.  Err::unavailable if the server does not answer: everything stays
/// queued.  Err::refused where check_alone() says so: likewise.  Promise CLI-26.
Status flush(State& state, Environment& environment);

/// Keep words that cannot go out yet.  Durable when it returns. Err::missing; Err::malformed for no
/// text; Err::refused where nothing could go out now either.  Promises CLI-41.
Status keep_words(State& state, Environment& environment, const ConversationId& conversation,
                  std::string_view text);

/// Kept words that went out.
struct Spoken {
  ConversationId conversation;
  std::string text;
  Sent sent;
};
struct KeptSent {
  std::vector<Spoken> spoken;
  std::optional<Err> wait_for;  // Err::unavailable, Err::exhausted; none if nothing is left
};
/// Send what is kept, in order.  Each goes once, whatever crashes between; what can never go is
/// given back as an event (GivenBack), which waits until it is told.  Promises CLI-41.
Result<KeptSent> send_kept(State& state, Environment& environment);

}  // namespace eq::client
