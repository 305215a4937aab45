#include "eq/order/handover.h"

#include <algorithm>

namespace eq::order {

crypto::Digest record_digest(const CeremonyRecord& record) {
  return crypto::sha256({view("eqp-ceremony-record-v1"), encode(record)});
}

Bytes HandoverRequest::message() const {
  return concat({view("eqp-handover-v1"), quorum_key, record});
}

Result<HandoverRequest> request_handover(const CustodianKeys& before, const CeremonyRecord& next,
                                         std::span<const NoncePromise> promises) {
  REQUIRE_OR(verify(next).ok(), Err::forged);
  HandoverRequest r{before.quorum.public_key.bytes(), record_digest(next), {}};
  for (const NoncePromise& p : promises) {
    REQUIRE_OR(p.quorum_key == r.quorum_key, Err::refused);
    r.signers.push_back(p.signer);
  }
  std::sort(r.signers.begin(), r.signers.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  const auto twice =
      std::adjacent_find(r.signers.begin(), r.signers.end(),
                         [](const auto& a, const auto& b) { return a.index == b.index; });
  REQUIRE_OR(twice == r.signers.end() && r.signers.size() >= before.quorum.params.threshold,
             Err::refused);
  REQUIRE_OR(r.signers.front().index >= 1 && r.signers.back().index <= before.quorum.params.parties,
             Err::refused);
  return r;
}

Result<Handover, CeremonyFault> combine_handover(const CustodianKeys& before,
                                                 const HandoverRequest& request,
                                                 std::span<const HandoverShare> shares) {
  std::vector<crypto::frost::SignatureShare> in_order;
  for (const auto& signer : request.signers) {
    const auto ours = [&](const HandoverShare& s) { return s.index == signer.index; };
    if (std::count_if(shares.begin(), shares.end(), ours) != 1) {
      return CeremonyFault{signer.index, "There must be exactly one signature share of it."};
    }
    in_order.push_back(std::find_if(shares.begin(), shares.end(), ours)->share);
  }
  const auto signature =
      crypto::frost::aggregate(before.quorum, request.message(), request.signers, in_order);
  if (!signature.ok()) {
    const auto& bad = signature.error().from;
    if (bad.empty()) return CeremonyFault{0, "The request is not one these keys can sign."};
    return CeremonyFault{bad.front(), "Its signature share is bad."};
  }
  return Handover{request.record, *signature};
}

Status verify_handover(const CustodianKeys& before, const CeremonyRecord& next,
                       const Handover& handover) {
  const HandoverRequest signed_request{before.quorum.public_key.bytes(), record_digest(next), {}};
  REQUIRE_OR(handover.record == signed_request.record && verify(next).ok(), Err::forged);
  const auto key = crypto::frost::verify_key(before.quorum);
  REQUIRE_OR(crypto::verify(key, signed_request.message(), handover.signature), Err::forged);
  return ok();
}

}  // namespace eq::order
