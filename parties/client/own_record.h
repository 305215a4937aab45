// The owner's side of the directory of accounts: that others can look this account up, and that
// nobody is shown a record of it that its owner did not make.
//
// A directory that lies to one reader can do so only by a record that stands there for good
// (eq/keytrans/versions.h); its owner looks every day, and is told what was found.
#pragma once

#include "parties/client/environment.h"

namespace eq::client {

/// Before this account meets others: they look it up, and refuse whom they do not find.  Asked
/// until it is so, once for each record.  Err::unavailable while the record is on its way, within a
/// minute or with the witness's next word; Err::refused if another stands in its place.
Status be_listed(State& state, Environment& environment);

/// The look itself, whenever it is asked for.  Err::unavailable if there is no verdict.
Status check_own_record(State& state, Environment& environment);

/// Once a day: the directory has our record as we made it, and none after it.  What contradicts
/// this is told (OwnRecordInDoubt), and so is a check that nobody answered for three days.  Promise
/// CLI-50.
void watch_own_record(State& state, Environment& environment);

}  // namespace eq::client
