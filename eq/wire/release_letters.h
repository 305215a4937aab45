// Bodies of the letters between agency and custodians about releases.  spec/wire.md section 8;
// spec/order.md section 8. The court has no business with them.
#pragma once

#include "eq/gate/release.h"
#include "eq/order/approve.h"

namespace eq::wire {

/// LetterKind::release_request, agency -> custodian.  Names no envelope: consent is to an account
/// and a day.
struct ReleaseRequest {
  std::uint64_t order_index = 0, intent_index = 0;  // in the order log
  order::Opening opening;
  Day epoch;
  gate::RootProof root;  // the court's
  EQ_FIELDS(order_index, intent_index, opening, epoch, root)
};
/// LetterKind::release, custodian -> agency.
struct ReleaseGiven {
  std::uint32_t order = 0;
  Day epoch;
  crypto::Digest wid{};
  std::uint16_t index = 0;  // the custodian's
  Bytes sealed;             // gate::seal_release(), 146 bytes
  EQ_FIELDS(order, epoch, wid, index, sealed)
};

}  // namespace eq::wire
