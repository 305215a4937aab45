// What a restored store must not give away a second time.
//
// The backup does not know what was stamped and delivered after it was made, by the server that is
// lost or by one that was restored of it before.  Places in conversations and numbers of letters at
// desks go on far above whatever may have been given since, so that none is ever another's: a gap
// that everybody can see.  Positions go on from the moment of the restore, as they do anyway.
#pragma once

#include "apps/server/durable_store.h"
#include "eq/base/time.h"

namespace eq::server {

/// More than any conversation or desk can have grown by since the backup was made; more with
/// every second, so that whoever restores one backup twice leaves the first life behind as well.
/// @param now  not believed if it is before
std::uint64_t restored_gap(Time made, Time now);

/// All of it in one group.  Err::unavailable if the storage fails, Err::malformed for rows that are
/// none; then nothing is changed.
/// @param now  of the restore
Status leave_gap(DurableStore& store, std::uint64_t gap, Time now);

}  // namespace eq::server
