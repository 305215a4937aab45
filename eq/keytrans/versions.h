// An account's records in the directory: version after version, each under a label of its own that
// only the directory can compute and anybody can check.  spec/keytrans.md sections 1, 3 and 4.
//
// Whoever is shown version v is shown that v is there, that v + 1 is not, and that the marker of v,
// the greatest power of two that is no more than v, is.  An owner whose newest is v looks for
// everything that could be shown to others instead: the versions up to the next power of two, and
// every greater power.  Nothing that was there ever goes (tree.h), so an older version cannot be
// shown as the newest, and a newer one not for long.
#pragma once

#include "eq/base/id.h"
#include "eq/crypto/vrf.h"
#include "eq/keytrans/tree_store.h"

namespace eq::keytrans {

/// Versions are counted from 1.
using Version = std::uint32_t;
inline constexpr Version kNewestVersion =
    65'535;  // an account's keys change every day for a century

/// The label that an output gives.
Label label_from(const crypto::VrfOutput& output);
/// What the VRF is asked for a version of an account.
Bytes label_input(const AccountId& account, Version version);
/// The greatest power of two that is at most that.  @param version  at least 1
Version marker_of(Version version);
/// Those that an owner of version v looks for: v < w < 2 * marker(v), and every power of two above,
/// up to kNewestVersion.
std::vector<Version> unseen_after(Version newest);

/// What a leaf commits to.
using Nonce = Array<32>;
crypto::Digest commit(const Nonce& nonce, View value);

/// That a version's label is the one that is said to be there, or not to be.
struct HeldVersion {
  crypto::VrfProof label{};
  crypto::Digest commitment{};
  std::uint32_t epoch = 0;
  Path path;
  EQ_FIELDS(label, commitment, epoch, path)
};
struct AbsentVersion {
  crypto::VrfProof label{};
  Absence absence;
  EQ_FIELDS(label, absence)
};

/// An account's newest record, proven.
struct LookUp {
  Version version = 0;
  Bytes value;
  Nonce nonce{};
  HeldVersion newest;
  std::optional<HeldVersion> marker;  // if it is another version
  AbsentVersion next;
  EQ_FIELDS(version, value, nonce, newest, marker, next)
};
/// That an account has none.
struct Nobody {
  AbsentVersion first;
  EQ_FIELDS(first)
};
/// What an owner is shown: one for each of unseen_after(newest).
struct OwnerCheck {
  std::vector<AbsentVersion> unseen;
  EQ_FIELDS(unseen)
};

/// A directory as its readers know it: the key of its labels, from the realm, and a root of which a
/// log says that it is the newest.
struct Known {
  crypto::Point labels;
  crypto::Digest root{};
};

/// The epoch in which the version came.  Err::forged unless `look_up` shows the newest record of
/// that account.  Promises KTR-3.
Result<std::uint32_t> verify_newest(const Known& known, const AccountId& account,
                                    const LookUp& look_up);
/// Err::forged unless the account has no record at all.  Promises KTR-3.
Status verify_nobody(const Known& known, const AccountId& account, const Nobody& nobody);
/// Err::forged unless nobody can be shown a version above `newest`.  Promises KTR-4.
Status verify_owner(const Known& known, const AccountId& account, Version newest,
                    const OwnerCheck& check);

}  // namespace eq::keytrans
