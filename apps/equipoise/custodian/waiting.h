// What waits in a custodian's home: shown by inbox.cpp, decided on by custodian.cpp.
#pragma once

#include "apps/equipoise/custodian/office.h"
#include "eq/wire/orders_reader.h"

namespace eq::app {

/// The log as the server shows it, to name what is asked about; nothing if it shows none.
std::optional<wire::OrdersShown> look(CustodianOffice& office, custodian::Environment& h);
/// The order that the log has at an index; nullptr if it shows none there.
const order::OrderBook::Order* order_at(const std::optional<wire::OrdersShown>& orders,
                                        std::uint64_t index);

/// Whether its days are over.
bool is_over(const custodian::AskedOrder& asked, Time now);
/// What needs no decision: a paper whose days are over, or that no judge has signed.  The first is
/// put away, the second refused, whichever is named.
bool needs_no_decision(const custodian::AskedOrder& asked, Time now);

/// custodian inbox.
void add_custodian_inbox(Command& custodian);

}  // namespace eq::app
