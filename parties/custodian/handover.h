// A custodian's part in signing the next ceremony's record with the quorum key it holds
// (eq/order/handover.h). The caller saves the state before anything leaves: a nonce that is gone
// from the saved state is never used again.
#pragma once

#include "eq/order/outcome.h"
#include "eq/order/succession.h"
#include "parties/custodian/state.h"

namespace eq::custodian {

using order::Outcome;

/// Err::missing without a share of these keys.
Result<order::NoncePromise> promise_nonce(State& state, const order::CustodianKeys& keys,
                                          Random& rng);

/// Uses up the nonce that the request names. Err::forged if `next` does not verify or is not the
/// record asked for; Err::missing without the share, or without the nonce, as after a first
/// signature with it; Err::refused for a second, different successor of the same keys.
Result<order::HandoverShare> sign_handover(State& state, const order::HandoverRequest& request,
                                           const order::CeremonyRecord& next);

/// Put the new custodians into the order log; from their first day on everyone follows them.  Any
/// custodian may. ORD-R35 for what does not verify, or comes less than two days ahead, or after an
/// object of their days was published.  Promises CUS-10.
/// @return its index in the log
Outcome<std::uint64_t> succeed(State& state, Environment& environment,
                               const order::SuccessionEntry& entry);

/// Forget the shares of ceremonies whose custodians are no longer in office, as the log has it,
/// once no order of their days can be opened any more: also of whoever is not in office now.
/// ORD-R35 while no share is older than those in office; Err::refused while an order of theirs can
/// be opened, with the order.  Promises CUS-19.
/// @return how many were forgotten
Outcome<std::size_t> retire(State& state, Environment& environment);

}  // namespace eq::custodian
