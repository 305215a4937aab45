// Internal to this party: reading the order log, and the desk's clerk.
#pragma once

#include "eq/order/book.h"
#include "eq/wire/desk.h"
#include "eq/wire/log_entry.h"
#include "parties/court/court.h"

namespace eq::court {

struct OrdersRead {
  tlog::ReplayedLog log;
  order::OrderBook book;
};
/// The whole order log, verified against the witness, the head seen before and the rules.
Outcome<OrdersRead> read_orders(State& s, Hands& h);

wire::Clerk clerk(const State& s, Hands& h);

}  // namespace eq::court
