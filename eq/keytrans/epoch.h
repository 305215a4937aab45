// The directory from epoch to epoch: what its log says of each, and what an auditor checks of it.
// spec/keytrans.md section 5.
#pragma once

#include "eq/keytrans/tree.h"

namespace eq::keytrans {

/// One root for an epoch.  Nobody's records changed in an epoch that is not there.
struct Epoch {
  std::uint32_t number = 0;  // from 1 on, one after the other
  crypto::Digest root{};
  crypto::Digest previous{};  // root of the one before it; empty_root() for the first
  std::uint64_t leaves = 0;   // in the whole tree: versions of all accounts together
  EQ_FIELDS(number, root, previous, leaves)
};

/// The epoch before the first.
Epoch before_all();

/// Err::forged unless `next` follows and is `before` with leaves added, each of this epoch, and
/// nothing else.  Whoever checked every one from before_all() on knows that no record was ever
/// taken out or changed.  Promises KTR-2.
Status check_next(const Epoch& before, const Epoch& next, const Growth& growth);

}  // namespace eq::keytrans
