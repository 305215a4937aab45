#include "eq/gate/target.h"

namespace eq::gate {

Result<ProvenTarget> ProvenTarget::prove(const VerifiedEpoch& epoch, const AccountId& account,
                                         const Scalar& day_key) {
  const Evaluation at = evaluate_var(epoch.object(), tag(epoch.object().realm, account));
  REQUIRE_OR(crypto::mul_base(day_key) == at.a && day_key * lae_u() == at.b, Err::forged);
  return ProvenTarget(epoch, account, day_key);
}

Digest ProvenTarget::day_key_digest() const { return crypto::sha256(day_key_.reveal("digest for the receipt")); }

}  // namespace eq::gate
