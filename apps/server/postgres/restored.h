// A database that was put back from a copy: before it is served, it leaves out the places and the
// numbers that may have been given since the copy was made (restored_gap.h).
#pragma once

#include <functional>
#include <string>

#include "apps/server/postgres/lease.h"
#include "eq/base/time.h"

namespace eq::server::postgres {

/// @param now   not before the copy was made
/// @param mark  called before it may be served, with when the copy was made or a little earlier
/// The database says of itself that it was restored (StorePlace::Kind).  Takes five seconds unless
/// the lease was given back when the copy was made: nobody else must have it.
/// @return empty, or a sentence that says why it is not served
std::string take_restored(const Address& address, View realm, const Owner& owner, Time now,
                          const std::function<void(Time made)>& mark);

}  // namespace eq::server::postgres
