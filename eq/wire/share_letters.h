// Bodies of the letters between agency and custodians about decryption shares.  spec/wire.md section 8;
// protocols.md part B.4.  The court has no business with them.
#pragma once

#include "eq/gate/share.h"
#include "eq/order/approve.h"
#include "eq/order/extract.h"

namespace eq::wire {

inline constexpr std::size_t kShareBatchMax = 100000;

/// LetterKind::share_request, agency -> custodian.
struct ShareRequest {
  std::uint64_t order_index = 0, intent_index = 0;  // in the order log
  order::Opening opening;
  Day epoch;
  Array<32> day_key{};
  Array<32> salt{};                       // of envelopes_root
  std::vector<gate::Envelope> envelopes;  // of the day, as the delivery service gave them
  EQ_FIELDS(order_index, intent_index, opening, epoch, day_key, salt, envelopes)
};
/// LetterKind::share, custodian -> agency: one for each envelope, none where it is no envelope.
struct SharesGiven {
  std::uint32_t order = 0;
  Day epoch;
  crypto::Digest envelopes{};  // root of the batch
  std::vector<std::optional<gate::DecryptionShare>> shares;
  EQ_FIELDS(order, epoch, envelopes, shares)
};
/// LetterKind::receipt_signature, custodian -> custodian.
struct ReceiptConsent {
  order::ReceiptTerms terms;
  order::CustodianSignature signature;
  EQ_FIELDS(terms, signature)
};

}  // namespace eq::wire
