// Reading the realm's two public logs through a Transport, every hash checked.
#pragma once

#include "eq/tlog/log.h"
#include "eq/wire/office.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::wire {

/// Whom to believe about a log of this realm: its key, and the realm's witness.
/// Err::malformed if the realm's vkeys are not keys.
Result<tlog::Policy> log_policy(const Realm& realm, LogName log);

/// GET below /log/<name>/.  The transport must outlive it.
tlog::Fetch log_fetch(Transport& server, LogName log);

/// The whole log, verified against the witness's cosignature.  @param known  heads seen before; a log
/// that does not continue them is a fault.
Result<tlog::ReplayedLog, tlog::LogFault> read_log(Transport& server, const Realm& realm, LogName log,
                                                   std::span<const tlog::Head> known = {});

/// A blob that was appended beside an entry.  Err::forged if the bytes have another digest.
Result<Bytes> log_blob(Transport& server, const crypto::Digest& digest);

}  // namespace eq::wire
