// Whoever goes by an account's record remembers the newest that it saw of each, and believes no
// other.
//
// The record comes from the service, which could show an old one, with a device that its owner
// replaced.  To whom it never showed the new one it still can: there is no public tree of records
// yet (docs/adr/0034-records-are-a-chain-that-readers-remember.md).  spec/wire.md section 4.
#pragma once

#include <map>

#include "eq/wire/account.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::wire {

struct SeenRecord {
  std::uint32_t version = 0;
  crypto::Digest digest{};  // AccountRecord::digest()
  EQ_FIELDS(version, digest)
};
/// Part of a party's saved state.
using RecordsSeen = std::map<AccountId, SeenRecord>;

/// The account's record as the service has it now, remembered in `seen`.
/// @return Err::missing for an unknown account; Err::stale for a record older than one seen;
///     Err::forged for another account's or realm's, a bad signature, or one that contradicts what
///     was seen: the same version again with other contents, or the next that does not name it.
///     Promises WIR-21.
Result<AccountRecord> current_record(Transport& server, const Realm& realm, RecordsSeen& seen,
                                     const AccountId& account);

}  // namespace eq::wire
