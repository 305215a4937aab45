// What offices decide of an order that stands in the log.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// An office that may, stops or holds an order, or lets it go on.
bool decide(World& world, Dice& dice);

}  // namespace eq::adversary
