// The directory of accounts (eq/keytrans) inside the platform's store: what its tables hold, and
// what the verbs do with it.  Internal to this party.
//
// A record that is registered waits in a queue until the next epoch takes it in, in the same step
// wherever that may be made at once (docs/adr/0075-the-directory-of-accounts.md).  There is no next
// epoch before the witness has seen the last one; so what is shown is either the tree as it is or
// the one before it, and each row keeps both.
#pragma once

#include "eq/keytrans/directory.h"
#include "parties/platform/step.h"

namespace eq::platform {

/// So many records come in by one epoch; what is beyond waits for the next.
inline constexpr std::size_t kEntriesOfEpoch = 4096;
/// Epochs that may be made at once.  Each minute gives one more, up to these again: so a log that
/// somebody floods with registrations grows by 1,440 entries a day and these.
inline constexpr std::uint32_t kSpareEpochs = 240;
/// Newcomers who wait for an epoch; who comes then is told to come again.
inline constexpr std::uint64_t kNewcomersWaiting = 2 * kEntriesOfEpoch;
/// Records of an account, in all and in a day: an owner's check has a proof for up to half of its
/// versions, so that who made records without end would make one check cost seconds.
inline constexpr std::uint32_t kRecordsMax = 1023, kRecordsPerDay = 16;
/// Checks of an owner in a day.
inline constexpr std::uint32_t kChecksPerDay = 200;

/// An inner node or a leaf, as of the epoch that wrote it last and as it was before.
struct NodeRow {
  std::uint32_t epoch = 0;
  Bytes value;
  Bytes before;  // empty: it was not there
  EQ_FIELDS(epoch, value, before)
};

/// A record that waits for the next epoch.
struct WaitingRow {
  AccountId account;
  keytrans::Version version = 0;
  Bytes record;  // encoded; empty for one that was lost before there was a directory
  EQ_FIELDS(account, version, record)
};

struct Listed {
  keytrans::Version version = 0;  // 0: none
  Bytes record;
  EQ_FIELDS(version, record)
};
struct ListedRow {
  keytrans::Version known = 0;      // the newest that is in the directory or waits for it
  keytrans::Version newcomers = 0;  // the newest that was put among those of newcomers
  std::uint32_t epoch = 0;          // in which `newest` came
  Listed newest, before;
  EQ_FIELDS(known, newcomers, epoch, newest, before)
};

/// An epoch and the top of its tree.
struct EpochTree {
  keytrans::Epoch epoch = keytrans::before_all();
  std::optional<keytrans::Child> top;
  EQ_FIELDS(epoch, top)
};
struct DirectoryRow {
  EpochTree newest, before;
  std::uint32_t spare = kSpareEpochs;
  Time counted;  // up to when minutes were turned into spare epochs
  // from which account on a store of before has still to be taken over; nothing when it is
  std::optional<Bytes> take_over = Bytes{};
  EQ_FIELDS(newest, before, spare, counted, take_over)
};

/// A record that was just registered comes in, or waits.
Result<void, wire::Code> enter_directory(Step&, const AccountId&, const wire::AccountRecord&);
/// The next epoch, if something waits and one may be made.
Result<void, wire::Code> make_epoch(Step&);
/// Accounts of before there was a directory come in, some at a time; then make_epoch().
Result<void, wire::Code> tend_directory(Step&);
/// The encoded keytrans::Growth of an epoch.
Result<Bytes> growth_of(const Store&, std::uint32_t epoch);

}  // namespace eq::platform
