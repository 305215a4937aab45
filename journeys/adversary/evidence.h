// Evidence: an agency packs what it opened, or what it would like to have opened.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// Each order of which something was opened is packed.  An honest package verifies, and one that
/// verifies shows only what the account really said, on days that the log has as opened.
void pack_evidence(World& world);
/// An agency that may need it otherwise keeps what it can pack the moment it has opened something.
void keep_package(World& world, agency::State& agency, std::uint32_t number);

}  // namespace eq::adversary
