// The client's side: seal to the day's hidden set, and check that others did.  spec/gate.md section 5.
//
// A client cannot tell whether it is in the set; neither can anyone else from what it sends.
#pragma once

#include "eq/gate/proof.h"
#include "eq/gate/ratchet.h"

namespace eq::gate {

/// What a client computes once a day from W: the object evaluated at one account's tag.  For its own account
/// to seal, for another's to check what that one sealed.
class DailyKey {
 public:
  /// Variable-time in public data.  Takes the realm's name from the object.
  static DailyKey from_var(const VerifiedEpoch& epoch, const AccountId& account);

  Day epoch() const { return epoch_; }
  const Digest& wid() const { return wid_; }
  const PublicPoint& a() const { return a_; }
  const PublicPoint& b() const { return b_; }
  const Scalar& tag() const { return tag_; }
  const PublicPoint& custodian_key() const { return custodian_key_; }

 private:
  DailyKey(const VerifiedEpoch& e, const Scalar& tag, const Evaluation& at)
      : epoch_(e.object().epoch), wid_(e.wid()), custodian_key_(e.object().custodian_key), tag_(tag),
        a_(at.a), b_(at.b) {}
  Day epoch_;
  Digest wid_;
  PublicPoint custodian_key_;
  Scalar tag_;
  PublicPoint a_, b_;
};

struct SealedEnvelope {
  Envelope envelope;
  AccessKey access_key;  // AK_0, to start the sender's AccessRatchet
};

/// Deterministic in the seed: the same inputs give the same envelope, which is how recipients check.
/// @param ctx   envelope_context() of the sender's conversation, MLS epoch, leaf and day
/// @param seed  32 fresh random bytes for each context; travels encrypted in the sender's first message
/// Constant-time in the seed.  Promises GAT-2, GAT-5.
SealedEnvelope seal(const DailyKey& key, const Digest& ctx, const Secret<32>& seed);

/// The recipient's check: `key` is of the *sender's* account.  Err::forged unless the envelope is exactly what
/// the seed gives; on success a reader for the sender's following messages.  Promise GAT-6.
Result<AccessReader> check_envelope(const DailyKey& key, const Digest& ctx, const Secret<32>& seed, View envelope);

}  // namespace eq::gate
