// What must hold whatever the adversary did.  What office_life.cpp and people_life.cpp see at once (releases, openings,
// days, lists, reports) they say themselves; here is what takes a look at the whole.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// After every step: who is in which conversation, who stands before the moderator, what the log says.
void look(World& w);

/// At the end, with everybody telling the truth again: nobody is stopped for good, what was shown can be reported, what
/// is marked sealed opens, and the audit speaks.
void settle_accounts(World& w);

}  // namespace eq::adversary
