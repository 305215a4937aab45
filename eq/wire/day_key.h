// Where the day keys of the token issuer and of the delivery service are found: logged as key
// events and served by path.  spec/wire.md section 11.
#pragma once

#include "eq/franking/logged_day_keys.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/log_reader.h"

namespace eq::wire {

/// KeyEvent::purpose of an event whose data is an encoded franking::DayKeyCertificate.
inline constexpr std::string_view kDayKeyPurpose = franking::DayKeyEvent::kPurpose;

/// "/day-key/issuer/20780" or "/day-key/delivery/20780": an encoded certificate.
std::string day_key_path(franking::Role role, Day day);

/// The server's word on one, which the log need not have yet.  Err::missing if that key was not
/// announced.  The certificate is verified by whoever adds it to its franking::DayKeys.
Result<franking::DayKeyCertificate> fetch_day_key(Transport& server, franking::Role role, Day day);

/// Know of every day key that the order log has from `first` on: what members and the moderator go
/// by alike.  Costs a checkpoint while the log has not grown since.
/// @param seen  the order log's head seen before; then the one read
/// @return errors of read_log().  Promises WIR-10.
Status read_day_keys(Transport& server, const Realm& realm, franking::LoggedDayKeys& keys,
                     std::optional<tlog::Head>& seen, Day first);

/// One of them, reading the log if it is not known.
/// @return Err::missing if it was not announced; Err::unavailable if the server has it and no
///     witness has seen it yet.
Result<crypto::VerifyKey> day_key(Transport& server, const Realm& realm,
                                  franking::LoggedDayKeys& keys, std::optional<tlog::Head>& seen,
                                  franking::Role role, Day day);

}  // namespace eq::wire
