// Reading the realm's public logs through a Transport, every hash checked.
#pragma once

#include "eq/tlog/fresh.h"
#include "eq/wire/office.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::wire {

/// Whom to believe about a log of this realm: its key, and the realm's witness.
/// Err::malformed if the realm's vkeys are not keys.
Result<tlog::Policy> log_policy(const Realm& realm, LogName log);

/// GET below /log/<name>/.  The transport must outlive it.
tlog::Fetch log_fetch(Transport& server, LogName log);

/// The whole log, verified against the witness's cosignature: for those who look.  @param known
/// heads seen before; a log that does not continue them is a fault.
Result<tlog::ReplayedLog, tlog::LogFault> read_log(Transport& server, const Realm& realm,
                                                   LogName log,
                                                   std::span<const tlog::Head> known = {});
/// The same for who reads it again and again: it must continue the head seen before, and its own is
/// then remembered.
Result<tlog::ReplayedLog, tlog::LogFault> read_log(Transport& server, const Realm& realm,
                                                   LogName log, std::optional<tlog::Head>& seen);
/// The same for who is about to permit something.  Err::stale if no witness vouches for its head
/// now; `seen` is then as it was.  Promises WIR-20.
Result<tlog::FreshLog, tlog::LogFault> read_fresh_log(Transport& server, const Realm& realm,
                                                      LogName log, std::optional<tlog::Head>& seen,
                                                      Time now);

/// The first cosigned checkpoint that covers entry `index`: GET /log/<name>/covering/<index>.
/// Verified like any other; that it is on the log's history is for ReplayedLog::logged(index,
/// checkpoint).
Result<tlog::CosignedCheckpoint> covering_checkpoint(Transport& server, const Realm& realm,
                                                     LogName log, std::uint64_t index);

/// Entry `index` of a replayed log under that checkpoint, so that seen_by() tells how early it
/// could be seen.  Under the log's latest checkpoint every entry would look as if it had been
/// published late; so does one for which the server names a later checkpoint than the first
/// (eq/tlog/witnessed_time.h).
template <class T>
Result<tlog::Logged<T>> first_logged(Transport& server, const Realm& realm, LogName log,
                                     const tlog::ReplayedLog& replayed, std::uint64_t index) {
  REQUIRE_OR(index < replayed.size(), Err::missing);
  return replayed.logged<T>(index, TRY(covering_checkpoint(server, realm, log, index)));
}

/// A blob that was appended beside an entry.  Err::forged if the bytes have another digest.
Result<Bytes> log_blob(Transport& server, const crypto::Digest& digest);

}  // namespace eq::wire
