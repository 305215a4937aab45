// Internal to this party: reading the order log, and the desk's clerk.
#pragma once

#include "eq/wire/desk.h"
#include "eq/wire/orders_reader.h"
#include "parties/custodian/custodian.h"

namespace eq::custodian {

/// The order log as it is now.
Outcome<wire::OrdersRead> read_orders(State& state, Environment& environment);

/// Err::refused, with the order, while one of days before `before` can still be opened.
Outcome<void> check_over(const wire::OrdersRead& orders, const Environment& environment,
                         Day before);

/// Our number among those in office, or ORD-R9.
Outcome<std::uint16_t> number_among(const State& state, const order::Custodians& in_office);

}  // namespace eq::custodian
