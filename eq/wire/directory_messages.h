// The directory of accounts on the wire (eq/keytrans): what the service shows of it, proven under
// the newest entry of its log that a witness has seen.  spec/wire.md section 4.
#pragma once

#include <optional>

#include "eq/keytrans/epoch.h"
#include "eq/keytrans/versions.h"
#include "eq/tlog/logged.h"
#include "eq/wire/verb.h"

namespace eq::wire {

/// The directory's newest epoch as its log has it.
struct DirectoryHead {
  keytrans::Epoch epoch;
  tlog::LogProof proof;           // that it is the last entry, under a cosigned checkpoint
  std::vector<tlog::Hash> since;  // that the log continues what the asker has seen of it
  EQ_FIELDS(epoch, proof, since)
};

/// An account's newest record, or that there is none.
struct ProvenRecord {
  DirectoryHead head;
  std::optional<keytrans::LookUp> newest;  // its value is an encoded AccountRecord
  std::optional<keytrans::Nobody> nobody;  // exactly one of both
  EQ_FIELDS(head, newest, nobody)
};
struct AccountGet {
  static constexpr Verb kVerb = Verb::accounts_get;
  using Reply = ProvenRecord;
  AccountId account;
  std::uint64_t seen = 0;  // entries of the directory's log that the asker knows of
  EQ_FIELDS(account, seen)
};

/// That nobody can be shown a newer record of an account than the one its owner knows.
struct NothingNewer {
  DirectoryHead head;
  keytrans::OwnerCheck check;
  EQ_FIELDS(head, check)
};
/// For the account's own devices: the answer has a proof for each version that is not there.
/// `refused` if another version than `newest` is shown.
struct AccountCheck {
  static constexpr Verb kVerb = Verb::accounts_check;
  using Reply = NothingNewer;
  keytrans::Version newest = 1;  // that the asker knows of
  std::uint64_t seen = 0;
  EQ_FIELDS(newest, seen)
};

/// Where the growth of an epoch is served, for ever the same.
std::string growth_path(std::uint32_t epoch);

}  // namespace eq::wire
