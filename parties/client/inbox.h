// Taking in what has arrived: welcomes, commits, messages, letters, in the order of the mailbox.
//
// A message is shown only if everything about it verifies (franking::accept), so whatever is shown
// can be reported.  What does not verify is counted and dropped.  What cannot be checked yet,
// because the server does not answer a question, waits on the device, and what follows in its
// conversation waits behind it; above 8 MiB it stays with the server, unacknowledged.  Neither
// stops the mailbox.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// Fetch, process, save, then acknowledge: nothing acknowledged is ever lost by a crash.  What
/// happened waits in State::untold.  Once a day the owner's record in the directory is looked at
/// (own_record.h).  Err::unavailable if the server does not answer. Promises
/// CLI-1, CLI-2, CLI-25, CLI-38.  Err::refused where check_alone() says so: nothing was taken in.
Status sync(State& state, Environment& environment);

/// Whether this home is the only one with its keys, as far as the service said when it was last
/// asked.  A copy that somebody goes on with acknowledges more than this one ever did; what both
/// seal from then on opens once, since they use the same keys of a conversation.  Two that post in
/// the same moment are found by the next look of one of them.  Err::refused if there is another.
/// Promise CLI-48.
Status check_alone(const State& state);

}  // namespace eq::client
