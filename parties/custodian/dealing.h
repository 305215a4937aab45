// A custodian deals for days to come, checks what the others dealt, and keeps its share of each day
// (eq/order/dealing.h).
//
// The court carries the files and asks; whatever it asks, a custodian deals once under one key,
// answers fewer than t complaints of a dealing, signs one T_e for a day of a ceremony, and only
// after checking all of it.
#pragma once

#include "eq/order/outcome.h"
#include "parties/custodian/state.h"

namespace eq::custodian {

using order::Outcome;

struct DealingsDone {
  std::size_t offered = 0, dealt = 0, checked = 0, answered = 0;  // letters; days; days; complaints
  std::vector<Day> settled;                 // days that we hold a share of now
  std::vector<gate::Complaint> complaints;  // that we made
  std::vector<std::string> refused;         // what was asked and not done, and why
};
/// Do what the court's waiting letters ask.  Promises CUS-13.
Outcome<DealingsDone> work_on_dealings(State& state, Environment& environment);

/// Erase our shares of all days before this one, if no order of theirs can be opened any more.
/// Once n - t + 1 custodians have, nobody opens what was not released.
/// @return how many were forgotten.  Err::refused for days that are not over, or of an order under
///     which something can still be let go.  Promises CUS-18.
Outcome<std::size_t> forget_days(State& state, Environment& environment, Day before);
/// The same whatever is to come of those days.
std::size_t erase_days(State& state, Day before);

}  // namespace eq::custodian
