// A day's object, fetched and accepted: by clients before they seal, by custodians and agencies
// before they open.
#pragma once

#include "eq/order/acceptance.h"
#include "eq/wire/orders_reader.h"

namespace eq::wire {

struct AcceptedDay {
  tlog::Logged<order::EpochEntry> entry;
  order::DayBlobs blobs;
  gate::VerifiedEpoch epoch;
};

/// @param orders  the order log, read after `epochs`, so that it reaches as far as the object
///     relies on
/// @return errors of order::accept_epoch(); Err::missing if the day has no object; Err::unavailable
///     if the server does not answer
Result<AcceptedDay> read_day(Transport& server, const Realm& realm, const tlog::FreshLog& epochs,
                             const OrdersRead& orders, Day day);

}  // namespace eq::wire
