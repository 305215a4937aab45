// What offices do each day: decide what waits, make the day's object, open what was ordered.  Whoever the adversary
// holds goes through the same motions besides; what it does otherwise is in *_moves.cpp.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// The agency applies for an order on one account.
bool apply(World& w, std::size_t person, Day first, Day last, bool emergency);
/// Every office reads its desk and does what waits.
void work_at_desks(World& w);
/// The court makes and publishes days up to this one, as far as they are missing.
void publish_days(World& w, Day up_to);
/// The agency asks to open one day of an order.
bool ask_to_open(World& w, std::uint32_t order, Day day);

}  // namespace eq::adversary
