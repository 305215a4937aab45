// Evidence: an agency packs what it opened, or what it would like to have opened.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// Each order of which something was opened is packed.  An honest package verifies, and one that
/// verifies shows only what the account really said, on days that the log has as opened.
void pack_evidence(World& world);

}  // namespace eq::adversary
