// Sending: seal, save, post.  What was saved is posted again after a crash, and sealed anew if the
// conversation moved on in between, so a message is lost only with the device.
#pragma once

#include "parties/client/hands.h"

namespace eq::client {

struct Sent {
  AccessMark access{};
  std::size_t bytes = 0;  // of the MLSMessage
};
/// Send a text, with attachments already uploaded (files.h).
/// Err::exhausted without a token for today (ask_for_tokens, then try again); Err::too_large;
/// Err::refused if we are no longer a member.  Promises CLI-1, CLI-3.
Result<Sent> send(State& s, Hands& h, const ConversationId& conversation, std::string_view text,
                  std::vector<franking::Attachment> attachments);

/// Post what the server has not confirmed.  Err::unavailable if it does not answer: everything stays queued.
Status flush(State& s, Hands& h);

}  // namespace eq::client
