// What offices do each day: decide what waits, make the day's object, open what was ordered.
// Whoever the adversary holds goes through the same motions besides; what it does otherwise is in
// *_moves.cpp.
#pragma once

#include "journeys/adversary/world.h"

namespace eq::adversary {

/// The agency applies for an order on one account.
bool apply(World& world, const AccountId& account, Day first, Day last, bool emergency);
/// The agency of another realm does, with its own judge's decision.
bool apply_from_abroad(World& world, const AccountId& account, Day first, Day last, bool emergency);
/// What the court granted is what the oracles hold releases, days and openings against.
void note_order(World& world, const order::OrderFile& file);
/// Every office reads its desk and does what waits.
void work_at_desks(World& world);
/// One custodian does, and the oracles look at what it lets go.
void custodian_works(World& world, std::size_t i);
/// The court makes and publishes days up to this one, as far as they are missing.
void publish_days(World& world, Day up_to);
/// The court makes tomorrow's object in time, and then so much time passes.
void let_time_pass(World& world, std::uint64_t ms);
/// An order that was logged too late for a day's object does not reach that day.
bool in_the_object(const World& world, std::uint32_t number, Day day);
/// The agency whose order it is asks to open one day of it.
bool ask_to_open(World& world, std::uint32_t order, Day day);
/// Every day of every order that is over is asked for: once, or again where nothing came of it.
enum class Again { no, yes };
void ask_for_what_is_over(World& world, Again again);
/// The agency whose order it is, and its line.
struct Desk {
  agency::State& state;
  std::size_t line;
};
Desk desk_of(World& world, const Truth::Order& o);

}  // namespace eq::adversary
