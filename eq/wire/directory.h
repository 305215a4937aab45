// Whoever goes by an account's record has it proven by the directory, remembers the newest that it
// saw of each, and believes no other.
//
// The record comes from the service, which could show an old one, or one that its owner did not
// make.  So it comes with a proof that it is the newest in the directory of accounts (eq/keytrans),
// under a head of the directory's log for which the witness vouches now.  What an hour has not
// shown to everybody the service can still hide for that hour; and what it invents with an
// account's stolen key stands there for good, where the owner looks.  spec/wire.md section 4.
#pragma once

#include <map>

#include "eq/tlog/fresh.h"
#include "eq/wire/account.h"
#include "eq/wire/directory_messages.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::wire {

struct SeenRecord {
  std::uint32_t version = 0;
  crypto::Digest digest{};  // AccountRecord::digest()
  EQ_FIELDS(version, digest)
};
/// Part of a party's saved state.
struct RecordsSeen {
  std::map<AccountId, SeenRecord> newest;
  std::optional<tlog::Head> directory;  // its log must continue this
  EQ_FIELDS(newest, directory)
};

/// How far from the reader's clock the witness's word for the directory may be.
struct Recent {
  std::uint64_t old_ms = 0, ahead_ms = 0;
};
/// For who meets people, or lets something go by their keys.
inline constexpr Recent kFresh{tlog::kFreshness_ms, kClockSlack_ms};
/// For who only answers those who wrote to him: as long as day keys last without a witness, or one
/// that is silent or wrong made everybody mute.
inline constexpr Recent kToAnswer{7 * kDay_ms, 7 * kDay_ms};

/// The account's newest record, remembered in `seen`.
/// @return Err::missing if it is proven that there is none.  Err::unavailable if the service
///     answers nothing, or no witness vouched lately enough for what it answers: no verdict on
///     anybody.  Err::stale for an older state of the directory than one seen.
///     Err::forged for what the directory does not prove to be the newest, another account's or
///     realm's, a bad signature, or what contradicts what was seen: the same version again with
///     other contents, the next that does not name it, or none where there was one.  Promises
///     WIR-21, WIR-23.
Result<AccountRecord> current_record(Transport& server, const Realm& realm, RecordsSeen& seen,
                                     const AccountId& account, Time now,
                                     const Recent& recent = kFresh);

/// For an account's owner, to ask whether anybody can be shown a newer record than this version.
AccountCheck ask_nothing_newer(const RecordsSeen& seen, std::uint32_t version);
/// What came back.
/// @return Err::refused if the service says that there is one; Err::forged if what it answers does
///     not prove that there is none; Err::stale and Err::unavailable as above.  Promises WIR-24.
Status check_nothing_newer(const Result<NothingNewer>& answer, const Realm& realm,
                           RecordsSeen& seen, const AccountId& account, std::uint32_t version,
                           Time now);

}  // namespace eq::wire
