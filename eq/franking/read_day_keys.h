// The day keys of a log that was read whole.  spec/franking.md section 2
#pragma once

#include "eq/franking/logged_day_keys.h"
#include "eq/tlog/log.h"

namespace eq::franking {

/// The long-term keys behind day keys, pinned.
struct DayKeyOwners {
  crypto::VerifyKey issuer, delivery;
  const crypto::VerifyKey& of(Role role) const { return role == Role::issuer ? issuer : delivery; }
};

/// Go on from keys.log_read(): learn of every day key of these owners for `first` and later days.
/// What anybody else logged, and a second key for one role and day, is void and passed over.
Status read_day_keys(const tlog::ReplayedLog& log, const DayKeyOwners& owners, Day first,
                     LoggedDayKeys& keys);

/// Every one of them, for who reads a log once.
DayKeys day_keys_of(const tlog::ReplayedLog& log, const DayKeyOwners& owners);

}  // namespace eq::franking
