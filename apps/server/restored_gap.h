// What a restored store must not give away a second time.
//
// The backup does not know what was stamped and delivered after it was made.  Places in
// conversations and numbers of deliveries go on far above whatever may have been given then, so
// that none is ever another's: a gap that everybody can see.
#pragma once

#include "apps/server/sqlite_store.h"

namespace eq::server {

/// More than any conversation or mailbox grows by between a backup and the end of its server.
inline constexpr std::uint64_t kRestoredGap = std::uint64_t{1} << 20;

/// All of it in one group.  Err::unavailable if the storage fails, Err::malformed for rows that are
/// none; then nothing is changed.
Status leave_gap(SqliteStore& store);

}  // namespace eq::server
