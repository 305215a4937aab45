// The order log inside a package, named as c2sp.org/tlog-tiles names a log's parts.  Internal to
// this room, like layout.h.
#pragma once

#include "eq/evidence/package.h"
#include "eq/tlog/log.h"

namespace eq::evidence {

void put_log(Items& items, const PackedLog& log);
/// Bundles from the first on, as far as they follow one another; the path of one that cannot be
/// read otherwise.  Whether they are all that the checkpoint says is for replay().
Result<PackedLog, std::string> read_log(const Items& items);

/// Each entry and the root against the checkpoint, and that against the policy: as a log is read
/// from its server.
Result<tlog::ReplayedLog, tlog::LogFault> replay(const PackedLog& log, const tlog::Policy& policy);

}  // namespace eq::evidence
