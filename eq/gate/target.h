// The proof that an account is a root of a day's W, which is the court's consent for that account and
// day.  spec/gate.md section 7.
#pragma once

#include "eq/gate/proof.h"

namespace eq::gate {

/// An account shown to be a root of a verified W by its key d.  Only prove() makes one; shares and openings
/// demand it.
class ProvenTarget {
 public:
  /// Err::forged unless d*g = A_t and d*u = B_t, that is unless d = X(t) and P(t) = 0.
  static Result<ProvenTarget> prove(const VerifiedEpoch& epoch, const AccountId& account, const Scalar& day_key);

  const AccountId& account() const { return account_; }
  Day epoch() const { return epoch_; }
  const Digest& wid() const { return wid_; }
  const Point& custodian_key() const { return custodian_key_; }
  const Scalar& day_key() const { return day_key_; }
  /// What the receipt publishes.
  Digest day_key_digest() const;

 private:
  ProvenTarget(const VerifiedEpoch& e, const AccountId& account, const Scalar& d)
      : account_(account), epoch_(e.object().epoch), wid_(e.wid()), custodian_key_(e.object().custodian_key),
        day_key_(d) {}
  AccountId account_;
  Day epoch_;
  Digest wid_;
  Point custodian_key_;
  Scalar day_key_;
};

}  // namespace eq::gate
