// When a server starts its clock is held against the latest message and entry that the store has.
#pragma once

#include "apps/server/steady_time.h"
#include "parties/platform/store.h"

namespace eq::server {

/// Begin there; what does not fit is said, and nothing is forgotten for an hour.
void begin_after(SteadyTime& steady, const platform::Store& store);

}  // namespace eq::server
