#include "parties/custodian/handover.h"

#include <algorithm>

namespace eq::custodian {

Result<order::NoncePromise> promise_nonce(State& s, const order::CustodianKeys& keys, Random& rng) {
  const HeldKeys* held = s.holding(keys);
  REQUIRE_OR(held != nullptr, Err::missing);
  const auto nonce = crypto::frost::Nonce::generate(held->quorum_share, rng);
  const Array<32> key = keys.quorum.public_key.bytes();
  s.nonces.push_back({key, nonce.hiding(), nonce.binding()});
  return order::NoncePromise{key, {held->index, nonce.commitment()}};
}

Result<order::HandoverShare> sign_handover(State& s, const order::HandoverRequest& request,
                                           const order::CeremonyRecord& next) {
  REQUIRE_OR(order::verify(next).ok() && order::record_digest(next) == request.record, Err::forged);
  const auto held = std::find_if(s.held.begin(), s.held.end(), [&](const HeldKeys& h) {
    return h.keys.quorum.public_key.bytes() == request.quorum_key;
  });
  REQUIRE_OR(held != s.held.end(), Err::missing);
  const auto before = s.handed_over.find(request.quorum_key);
  REQUIRE_OR(before == s.handed_over.end() || before->second == request.record, Err::refused);
  const auto promised = std::find_if(s.nonces.begin(), s.nonces.end(), [&](const StoredNonce& n) {
    const crypto::frost::Signer ours{held->index, n.nonce().commitment()};
    return n.quorum_key == request.quorum_key && std::find(request.signers.begin(), request.signers.end(), ours) != request.signers.end();
  });
  REQUIRE_OR(promised != s.nonces.end(), Err::missing);
  auto nonce = promised->nonce();
  s.nonces.erase(promised);
  s.handed_over.insert_or_assign(request.quorum_key, request.record);
  const auto share = TRY(crypto::frost::sign(held->keys.quorum, held->index, held->quorum_share, std::move(nonce),
                                             request.message(), request.signers));
  return order::HandoverShare{held->index, share};
}

}  // namespace eq::custodian
