// Oracles over the order log: each entry that counts was made by somebody who may make it, and says
// what the law allows.
#pragma once

#include "eq/order/book.h"
#include "journeys/adversary/world.h"

namespace eq::adversary {

/// The entries from `before` on, new since the last look.
void look_at_entries(World& world, const tlog::ReplayedLog& log, const order::OrderBook& book,
                     std::uint64_t before);
/// What is not lawful in this world about such an order: "is an order for ..."; or nothing.
const char* beyond_the_law(const World& world, const order::OrderTerms& t);
/// What has become of each order: kept in World::truth for the oracles of releases, days and
/// notices.
void look_at_cases(World& world, const order::OrderBook& book);

}  // namespace eq::adversary
