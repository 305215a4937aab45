// The client's side: seal to the day's hidden set, and check that others did.  spec/gate.md section
// 6.
//
// A client cannot tell whether it is in the set; neither can anyone else from what it sends.
#pragma once

#include "eq/gate/envelope.h"
#include "eq/gate/epoch.h"
#include "eq/gate/ratchet.h"

namespace eq::gate {

/// A verified object as a client keeps it: what sealing needs, without the proofs that were
/// checked.
class KeptObject {
 public:
  explicit KeptObject(const VerifiedEpoch& epoch) : object_(epoch.object()) {}
  Day epoch() const { return object_.epoch; }
  const EpochObject& object() const { return object_; }

  static constexpr std::size_t kLeastWire = 109;  // a realm of one letter, one pair, no order
  /// For the owner's own store of what it verified itself.
  void encode(Writer& w) const;
  static Result<KeptObject> decode(Reader& r);

 private:
  explicit KeptObject(EpochObject o) : object_(std::move(o)) {}
  EpochObject object_;
};

/// What a client computes once a day from W: the object evaluated at one account's tag.  For its
/// own account to seal, for another's to check what that one sealed.
class DailyKey {
 public:
  /// Err::refused if W opens this account to everybody (A and B both the identity): such a day has
  /// no object for it. Variable-time in public data.
  static Result<DailyKey> from_var(const KeptObject& kept, const AccountId& account);
  static Result<DailyKey> from_var(const VerifiedEpoch& epoch, const AccountId& account);

  Day epoch() const { return epoch_; }
  const Digest& wid() const { return wid_; }
  const PublicPoint& a() const { return a_; }
  const PublicPoint& b() const { return b_; }
  const Scalar& tag() const { return tag_; }

 private:
  friend Result<DailyKey> daily_key_var(const EpochObject& object, const Scalar& tag);
  DailyKey(Day epoch, const Digest& wid, const Scalar& tag, const Evaluation& at)
      : epoch_(epoch), wid_(wid), tag_(tag), a_(at.a), b_(at.b) {}
  Day epoch_;
  Digest wid_;
  Scalar tag_;
  PublicPoint a_, b_;
};
/// The same of an object nobody verified, for known answers.
Result<DailyKey> daily_key_var(const EpochObject& object, const Scalar& tag);

struct SealedEnvelope {
  Envelope envelope;
  AccessKey access_key;  // AK_0, to start the sender's AccessRatchet
};

/// Deterministic in the seed: the same inputs give the same envelope, which is how recipients
/// check.
/// @param ctx   envelope_context() of the sender's conversation, MLS epoch, leaf and day
/// @param seed  32 fresh random bytes for each context; travels encrypted in the sender's first
///     message Constant-time in the seed.
SealedEnvelope seal(const DailyKey& key, const Digest& ctx, const Secret<32>& seed);

/// The recipient's check: `key` is of the *sender's* account.  Err::forged unless the envelope is
/// exactly what the seed gives; on success a reader for the sender's following messages.
Result<AccessReader> check_envelope(const DailyKey& key, const Digest& ctx, const Secret<32>& seed,
                                    View envelope);

}  // namespace eq::gate
