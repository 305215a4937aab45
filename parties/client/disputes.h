// A person's own dispute: told by a device to the hotlines that certified the list, by its owner's
// choice, about one hash.
#pragma once

#include "eq/wire/letter.h"
#include "parties/client/matching.h"

namespace eq::client {

/// Tell every hotline that certified the list in force that an entry which this hash is should not
/// stand.  They learn the account, the hash and the words; not the picture, the conversation, or
/// who else was concerned.  The service sees as many letters.
/// @return the names of the hotlines; Err::malformed for words that are empty or too long;
///     Err::refused while a dispute of the same hash waits for an answer.  Promises CLI-14.
Result<std::vector<std::string>> submit_dispute(State& state, Environment& environment,
                                                const list::AcceptedList& list,
                                                const phash::Hash& hash, wire::DisputeGround ground,
                                                std::string reason);

/// A letter that says it is an answer.  @return Err::forged unless it is from a hotline that was
/// asked, about what it was asked. Promises CLI-14.
Result<wire::DisputeAnswer> take_answer(State& state, const wire::Letter& letter);

}  // namespace eq::client
