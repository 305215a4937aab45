// What the days to come wait for: each has an object that is public six hours before it begins, and
// what an order covers is lost with a day that has none.
#pragma once

#include "eq/order/book.h"
#include "parties/court/state.h"

namespace eq::court {

enum class DayNeeds { dealing = 1, preparing, signatures, publishing, lost };
struct DayDue {
  Day day;
  DayNeeds needs = DayNeeds::dealing;
  Time by;                            // not later, or no client seals by it
  std::vector<std::uint32_t> orders;  // that cover it
  std::size_t signed_by = 0;          // custodians, of a day that is prepared
  bool operator==(const DayDue&) const = default;
};
/// What is to be done now, and what is lost: of today, the days ahead that custodians should have
/// dealt for, and each day that an order covers which is not over.  A day that is published, or
/// not yet due, is left out.
std::vector<DayDue> days_due(const State& state, const order::OrderBook& book, Time now);

}  // namespace eq::court
