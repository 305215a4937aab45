// Where the day keys of the token issuer and of the delivery service are found: logged as key events
// and served by path.  spec/wire.md section 11.
#pragma once

#include "eq/franking/day_key.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/transport.h"

namespace eq::wire {

/// KeyEvent::purpose of an event whose data is an encoded franking::DayKeyCertificate.
inline constexpr std::string_view kDayKeyPurpose = "day-key";

/// "/day-key/issuer/20780" or "/day-key/delivery/20780": an encoded certificate.
std::string day_key_path(franking::Role role, Day day);

/// Fetch one.  Err::missing if that key was not announced.  The certificate is verified by whoever
/// adds it to its franking::DayKeys.
Result<franking::DayKeyCertificate> fetch_day_key(Transport& server, franking::Role role, Day day);

}  // namespace eq::wire
