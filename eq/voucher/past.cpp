#include "eq/voucher/past.h"

#include <algorithm>

namespace eq::voucher {

Status check_past(const PastQuestion& q, const crypto::VerifyKey& service, std::uint16_t days,
                  Time now) {
  REQUIRE_OR(verify(q.receipt, service) && q.receipt.elements == crypto::sha256(q.elements),
             Err::forged);
  REQUIRE_OR(may_be_asked_from(q.receipt, days) <= now, Err::refused);
  TRY(points_of(q.elements));
  return ok();
}

PastMatch match_of(const Stub& stub, std::span<const crypto::Point> evaluated) {
  EQ_ASSERT(evaluated.size() == kProbes);
  if (!stub.expected) return PastMatch::not_compared;
  for (std::size_t i = 0; i < kProbes; i++) {
    if (equal_var(stub_tag(evaluated[i]), View(*stub.expected).subspan(8 * i, 8)))
      return PastMatch::listed;
  }
  return PastMatch::none;
}

}  // namespace eq::voucher
