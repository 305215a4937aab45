// A custodian's part in the key ceremony of eq/order/ceremony.h.  Each step saves nothing itself:
// the caller saves the state before a file leaves.
//
//   renew()      fresh keys for one ceremony; they are in our card
//   deal()       round 1; the same circle always gets the same dealing
//   confirm()    rounds 2 and 3: check every dealing, take our parts, sign what we saw
//   accept()     the record with everyone's confirmation makes our share usable, and forgets the
// ceremony's keys
#pragma once

#include "parties/custodian/state.h"

namespace eq::custodian {

/// As our card names us.  Asserts that renew() was called since the last ceremony.
order::Peer as_peer(const State& state);

void renew(State& state, Random& rng);

/// Err::refused if the circle does not name us as our card does, Err::malformed if it is no circle.
Result<order::Dealing> deal(State& state, const order::Circle& circle, Random& rng);

/// @param dealings  one of each custodian, in any order
Result<order::Confirmation, order::CeremonyFault> confirm(State& state, const order::Circle& circle,
                                                          std::span<const order::Dealing> dealings);

/// @param confirmations  one of each custodian, in any order
Result<order::CeremonyRecord, order::CeremonyFault> accept(
    State& state, std::span<const order::Confirmation> confirmations);

/// Whether it is of a ceremony before `from`, and not of those who hold this quorum key.
bool is_of_before(const HeldKeys& held, Day from, const crypto::EdPoint& quorum_key);
/// Forget every such share, and the nonces that go with it.  @return how many were forgotten.
std::size_t forget_shares(State& state, Day from, const crypto::EdPoint& quorum_key);

}  // namespace eq::custodian
