// A change of who is in a conversation, carried through.
#pragma once

#include <functional>

#include "parties/client/change.h"

namespace eq::client {

/// What is still wanted of the group as it is now, if anything; asked anew when another change came
/// first.
using IntentNow = std::function<Result<std::optional<Intent>>(const mls::Group&)>;

/// Stage, save, send, merge; when another commit won the epoch, take it in and start over.  What
/// was sent before, and may have been taken, is settled first.  Err::stale if others keep
/// committing; Err::unavailable as long as nobody has seen what became of it: also for what the
/// service has taken, and has not brought back.  It is sent again by the next change.  Err::refused
/// if the conversation has gone on without us.
Status commit(State& state, Environment& environment, const ConversationId& id,
              const IntentNow& intent_now);

}  // namespace eq::client
