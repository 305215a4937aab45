// What must hold whatever the adversary did.  What office_life.cpp, people_life.cpp and
// log_oracle.cpp see at once (releases, openings, days, what is shown, reports, entries) they say
// themselves; here is what takes a look at the whole.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// After every step: who is in which conversation, what the log says.
void look(World& world);

/// With everybody telling the truth again: nobody is stopped for good, what was shown can be
/// reported, what is marked sealed opens, evidence says what happened.
void settle_accounts(World& world);
/// Weeks later, when every notice is due.
void grow_old(World& world);
/// Those whom an order concerned have been told, or the audit says so; and the audit says no more
/// than what happened.
void look_back(World& world);

}  // namespace eq::adversary
