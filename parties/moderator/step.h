// Between the sources of this party.
#pragma once

#include "eq/wire/letter.h"
#include "parties/moderator/moderator.h"

namespace eq::moderator {

/// A signed request in the moderator's name.
template <class Request>
Result<typename Request::Reply> ask(const State& state, Environment& environment,
                                    const Request& r) {
  return wire::ask(environment.server, {state.signing, environment.realm.name}, environment.now,
                   environment.rng, r);
}

/// The record of an account, checked to be its own and of this realm. Err::missing;
/// Err::unavailable; Err::stale for whatever else the service shows: an older one than before, or
/// one that does not verify.  That is no fault of whoever wrote: what needs it waits.
Result<wire::AccountRecord> account(State& state, Environment& environment, const AccountId& id);

/// Seal a letter to an account and put it into the outbox.
Status write_to(State& state, Environment& environment, const wire::AccountRecord& to,
                wire::LetterKind kind, Bytes body);

// issuer.cpp
Status announce_day_keys(State& state, Environment& environment, Turn& turn);
Status give_tokens(State& state, Environment& environment, const wire::Letter& letter, Turn& turn);
// intake.cpp
Status take_report(State& state, Environment& environment, const wire::Letter& letter, Turn& turn);
wire::CaseUpdate public_view(const Case& c);
// matched.cpp
Status take_matched(State& state, Environment& environment, const wire::Letter& letter, Turn& turn);
/// Cases that rest on entries withdrawn since are open again, and the account is told.
Status reexamine(State& state, Environment& environment, Turn& turn);
/// A report that was secret is told to whom it concerns when its time is over.
Status tell_reported(State& state, Environment& environment);
// viewing.cpp
/// Err::missing.
Result<Case*> find_case(State& state, std::uint32_t number);
// decide.cpp
/// Write to whom a case concerns, if that account still exists: of a decision, or of what happens
/// meanwhile.
Status tell_decision(State& state, Environment& environment, Case& c, const Decision& d);
Status tell_progress(State& state, Environment& environment, Case& c,
                     const std::optional<AccountId>& who, const Words& words);
/// 1 to kWordsMax bytes of UTF-8.  Err::malformed.
constexpr std::size_t kWordsMax = 1000;
Status check_words(const std::string& words);
// appeals.cpp
Status take_appeal(State& state, Environment& environment, const wire::Letter& letter, Turn& turn);
// work.cpp
Status flush(State& state, Environment& environment);

}  // namespace eq::moderator
