// Internal to this party: reading the order log, and the desk's clerk.
#pragma once

#include "eq/order/book.h"
#include "eq/wire/desk.h"
#include "parties/custodian/custodian.h"

namespace eq::custodian {

struct OrdersRead {
  tlog::ReplayedLog log;
  order::OrderBook book;
};
/// The whole order log, verified against the witness, the head seen before and the rules.
Outcome<OrdersRead> read_orders(State& s, Hands& h);

/// Our number among those in office, or ORD-R9.
Outcome<std::uint16_t> number_among(const State& s, const order::Custodians& in_office);

wire::Clerk clerk(const State& s, Hands& h);

}  // namespace eq::custodian
