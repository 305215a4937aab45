// An invitation: a Welcome that arrived, to a conversation that is new here or that has ended here.
//
// Whoever was removed, or left, may be invited again, by anybody who may invite him to a new one.
// What was shown stays; the group is the new one, and nothing of the owner's is sealed in it before
// he has said that he knows who is there: under the name of a conversation that he remembers,
// anybody may have gathered anybody.  An older Welcome does not bring back an older group, and no
// Welcome touches a conversation that its owner is in.  Until he has accepted one, another may take
// its place: whoever makes a Welcome chooses its epoch, so that one that nobody asked for must not
// shut out those that come after it.  Promise CLI-46.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// Nothing is done for one that arrives twice.  Err::missing without a key package that it was made
/// with; Err::stale if the conversation ended here in that epoch or a later one; Err::malformed for
/// an epoch that no conversation comes to.
Status take_welcome(State& state, Environment& environment, const wire::Delivery& delivery);

}  // namespace eq::client
