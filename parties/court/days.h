// What the days to come wait for: each has an object that is public six hours before it begins, and
// what an order covers is lost with a day that has none.
#pragma once

#include "eq/order/book.h"
#include "parties/court/court.h"

namespace eq::court {

/// The first day that the epoch log does not have.
Outcome<Day> first_open_day(State& state, Environment& environment);

enum class DayNeeds { dealing = 1, carrying, preparing, signatures, publishing };
/// What is missed has no object in time: nothing of it can be opened.  It must still be filled, for
/// days are logged one after the other.
enum class DayTime { ahead = 1, missed };
struct DayDue {
  Day day;
  DayTime time = DayTime::ahead;
  DayNeeds needs = DayNeeds::dealing;
  Time by;                            // not later, or no client seals by it
  std::vector<std::uint32_t> orders;  // that cover it
  std::size_t signed_by = 0;          // custodians, of a day that is prepared
  bool operator==(const DayDue&) const = default;
};
/// What is to be done now, in the order of days: what was missed, the days ahead that custodians
/// should have dealt for, and each day that an order covers.  A day that is published, or not yet
/// due, is left out.
/// @param open  first_open_day()
std::vector<DayDue> days_due(const State& state, const order::OrderBook& book, Day open, Time now);

}  // namespace eq::court
