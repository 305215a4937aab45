#include "parties/custodian/handover.h"

#include <algorithm>

#include "eq/wire/log_reader.h"
#include "parties/custodian/ceremony.h"
#include "parties/custodian/reading.h"

namespace eq::custodian {
using order::or_stop;
using order::Rule;

Result<order::NoncePromise> promise_nonce(State& state, const order::CustodianKeys& keys,
                                          Random& rng) {
  const HeldKeys* held = state.holding(keys);
  REQUIRE_OR(held != nullptr, Err::missing);
  const auto nonce = crypto::frost::Nonce::generate(held->quorum_share, rng);
  const Array<32> key = keys.quorum.public_key.bytes();
  state.nonces.push_back({key, nonce.hiding(), nonce.binding()});
  return order::NoncePromise{key, {held->index, nonce.commitment()}};
}

Result<order::HandoverShare> sign_handover(State& state, const order::HandoverRequest& request,
                                           const order::CeremonyRecord& next) {
  REQUIRE_OR(order::verify(next).ok() && order::record_digest(next) == request.record, Err::forged);
  const auto held = std::find_if(state.held.begin(), state.held.end(), [&](const HeldKeys& h) {
    return h.keys.quorum.public_key.bytes() == request.quorum_key;
  });
  REQUIRE_OR(held != state.held.end(), Err::missing);
  const auto before = state.handed_over.find(request.quorum_key);
  REQUIRE_OR(before == state.handed_over.end() || before->second == request.record, Err::refused);
  const auto promised =
      std::find_if(state.nonces.begin(), state.nonces.end(), [&](const StoredNonce& n) {
        const crypto::frost::Signer ours{held->index, n.nonce().commitment()};
        return n.quorum_key == request.quorum_key &&
               std::find(request.signers.begin(), request.signers.end(), ours) !=
                   request.signers.end();
      });
  REQUIRE_OR(promised != state.nonces.end(), Err::missing);
  auto nonce = promised->nonce();
  state.nonces.erase(promised);
  state.handed_over.insert_or_assign(request.quorum_key, request.record);
  const auto share = TRY(crypto::frost::sign(held->keys.quorum, held->index, held->quorum_share,
                                             std::move(nonce), request.message(), request.signers));
  return order::HandoverShare{held->index, share};
}

Outcome<std::uint64_t> succeed(State& state, Environment& environment,
                               const order::SuccessionEntry& entry) {
  const auto orders = TRY(read_orders(state, environment));
  const Bytes bytes = tlog::entry_of(entry);
  for (std::uint64_t i = 0; i < orders.log.size(); ++i) {
    if (orders.log.entry(i) == bytes) return i;  // by another custodian, or by us before a crash
  }
  const auto next =
      TRY(or_stop(order::verify_succession(entry, orders.log.size(), orders.book.realm())));
  if (next.from < day_of(environment.now) + order::kSuccessionLead_days) {
    return order::stop(Rule::succession, "Its first day must lie at least two days ahead.");
  }
  const auto epochs =
      wire::read_fresh_log(environment.server, environment.realm, wire::LogName::epochs,
                           state.epochs_seen, environment.now);
  // a new realm's log has no checkpoint
  const bool none_yet = !epochs.ok() && epochs.error().err == Err::missing;
  if (!epochs.ok() && !none_yet)
    return order::stop(epochs.error().err,
                       "The epoch log does not check out: " + epochs.error().what);
  if (epochs.ok() &&
      environment.realm.e_0 + static_cast<std::uint32_t>(epochs->size()) > next.from) {
    return order::stop(Rule::succession, "The object of its first day is published already.");
  }
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, bytes, {}};
  return TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                               environment.now, environment.rng, request),
                     "Logging the succession"))
      .index;
}

Outcome<std::size_t> retire(State& state, Environment& environment) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Custodians& in_office =
      orders.book.realm().custodians_on(day_of(environment.now), order::kWholeLog);
  if (std::ranges::none_of(state.held, [&](const HeldKeys& h) {
        return is_of_before(h, in_office.from, in_office.quorum_key);
      }))
    return order::stop(Rule::succession,
                       "No share of this home is older than those in office since " +
                           to_text(in_office.from) +
                           ": the next ceremony's custodians are so from their first day on, once "
                           "that is logged (`equipoise custodian succeed`).");
  TRY(check_over(orders, environment, in_office.from));
  const std::size_t forgotten = forget_shares(state, in_office.from, in_office.quorum_key);
  environment.keep();
  return forgotten;
}

}  // namespace eq::custodian
