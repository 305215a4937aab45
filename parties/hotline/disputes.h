// Disputes: a person who was warned, or told of a report, tells a hotline that an entry is wrong.
// The hotline learns the account and the hash, both by the person's own choice, and looks again at
// its own copy.
#pragma once

#include "eq/wire/letter.h"
#include "parties/hotline/hotline.h"

namespace eq::hotline {

/// Take in what waits at the desk.  @return how many disputes are new.  Promises HOT-14.
Result<std::size_t> take_disputes(State& state, Environment& environment);

/// One letter of that kind.  @return whether it was taken: it comes from a device of the account
/// that it names, says why, and the same account disputes the same hash of a kind only once at a
/// time.  Err::unavailable if the server cannot say now.  Promises HOT-14.
Result<bool> file_dispute(State& state, Environment& environment, const wire::Letter& letter);

/// How an entry that somebody disputes stands.
enum class Stands : std::uint8_t {
  listed,   // published, and goes on
  leaving,  // withdrawn here: it leaves the published list with the next version
  gone      // some version before held it
};
struct DisputedEntry {
  list::Entry entry;
  Stands stands = Stands::listed;
};
/// The entries of a kind that a disputed hash is, of the published version and of those before.
std::vector<DisputedEntry> entries_disputed(const State& state, list::Kind kind,
                                            const phash::Hash& hash);

/// Answer one, once: the person is told, and what is withdrawn leaves with the next version, whose
/// head gives "disputed" as the reason and counts the answer.  What has left the list already, or
/// is about to, is answered as withdrawn.
/// @return Err::missing if there is no such dispute, or to uphold or withdraw an entry that no
///     version held; Err::refused if it is answered already, to call unlisted what some version
///     held, or to uphold what goes on nowhere; Err::malformed for words that are empty or too
///     long.  Promises HOT-15.
Status answer_dispute(State& state, Environment& environment, const crypto::Digest& dispute,
                      wire::DisputeOutcome outcome, std::string reason);

/// Answers about this kind up to this moment that no head has counted yet.
list::DisputesAnswered answered_since(const State& state, list::Kind kind, Time issued);
/// A head that counts them is published.
void note_counted(State& state, const list::ListHead& published);

}  // namespace eq::hotline
