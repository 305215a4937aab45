// From one ceremony's keys to the next: t custodians sign the next ceremony's record with the
// quorum key they hold (FROST, by carried files).  Whoever trusts the old keys can follow to the
// new ones, offline.  spec/ceremony.md section 5.
#pragma once

#include "eq/crypto/frost.h"
#include "eq/order/ceremony.h"

namespace eq::order {

crypto::Digest record_digest(const CeremonyRecord& record);

/// A custodian promises one nonce; public.
struct NoncePromise {
  Array<32> quorum_key{};  // under which it will sign
  crypto::frost::Signer signer;
  EQ_FIELDS(quorum_key, signer)
};

/// What is to be signed, and by whom with which nonces.
struct HandoverRequest {
  Array<32> quorum_key{};
  crypto::Digest record{};  // of the next ceremony
  std::vector<crypto::frost::Signer> signers;
  EQ_FIELDS(quorum_key, record, signers)

  Bytes message() const;
};
/// @param promises  of t to n custodians of `before`, in any order; each good for one request
///     Err::refused for too few, two of one custodian, or one for another key; whatever verify()
///     says of `next`.
Result<HandoverRequest> request_handover(const CustodianKeys& before, const CeremonyRecord& next,
                                         std::span<const NoncePromise> promises);

struct HandoverShare {
  std::uint16_t index = 0;
  crypto::frost::SignatureShare share{};
  EQ_FIELDS(index, share)
};

struct Handover {
  crypto::Digest record{};
  crypto::Signature signature{};  // by the quorum key of before
  EQ_FIELDS(record, signature)
};
/// @param shares  of all signers of the request, in any order
/// The fault names a custodian whose share is missing or bad.
Result<Handover, CeremonyFault> combine_handover(const CustodianKeys& before,
                                                 const HandoverRequest& request,
                                                 std::span<const HandoverShare> shares);

/// Err::forged unless the holders of `before` signed exactly this record.
Status verify_handover(const CustodianKeys& before, const CeremonyRecord& next,
                       const Handover& handover);

}  // namespace eq::order
