// The order log, read as a book.
#pragma once

#include "eq/order/book.h"
#include "eq/order/outcome.h"
#include "eq/wire/log_reader.h"

namespace eq::wire {

/// As it is now: what permits anything begins here.
struct OrdersRead {
  tlog::FreshLog log;
  order::FreshBook book;
};
/// The whole order log, verified against the witness, its clock, the head seen before and the
/// rules.
order::Outcome<OrdersRead> read_orders(Transport& server, const Realm& realm,
                                       std::optional<tlog::Head>& seen, Time now);

/// As the server shows it: for looking, and for acts that only stop something.
struct OrdersShown {
  tlog::ReplayedLog log;
  order::OrderBook book;
};
order::Outcome<OrdersShown> look_at_orders(Transport& server, const Realm& realm,
                                           std::optional<tlog::Head>& seen);

}  // namespace eq::wire
