// Who has consented: those in office whose signature is good, whatever else letters brought.
#pragma once

#include "eq/order/authorities.h"
#include "parties/court/state.h"

namespace eq::court {

/// Numbers of custodians, ascending: those whom publish_order() and publish_day() count.
/// @param realm  as the order log makes it (order::OrderBook::realm)
std::vector<std::uint16_t> consented(const Granted& granted, const order::Authorities& realm);
std::vector<std::uint16_t> consented(const PreparedDay& day, const order::Authorities& realm);

}  // namespace eq::court
