// One consent for one account and one day.  spec/gate.md section 7.
//
// The court shows that the account is a root (RootProof); a custodian that has checked it
// (ProvenRoot) gives one scalar (Release).  No envelope ever passes a custodian, and nothing here
// opens any other account or day.  All of these name the account to whoever evaluates the public
// object: they are sealed or shown to a party of the order, never logged.
#pragma once

#include "eq/gate/epoch.h"

namespace eq::gate {

/// c || r: the Registry knows d_R with d_R*g = A', d_R*u = B'.
using RootProof = EqualityProof;

/// The court.  @param opening  of the order   @param registry_key  its d_R     Constant-time in
/// both.
RootProof prove_root(const VerifiedEpoch& epoch, const OrderOpening& opening,
                     const Scalar& registry_key, Random& rng);
/// With a given nonce, for known answers.
RootProof prove_root_with(const VerifiedEpoch& epoch, const OrderOpening& opening,
                          const Scalar& registry_key, const Scalar& nonce);

/// An account that an order of this day's object names, shown to be a root of it.  Only check_var()
/// makes one.
class ProvenRoot {
 public:
  /// The verifier computes tag and commitment from account and blind itself.
  /// Err::refused if the object has no such commitment; Err::forged if the proof does not hold.
  static Result<ProvenRoot> check_var(const VerifiedEpoch& epoch, const AccountId& account,
                                      const Scalar& blind, const RootProof& proof);
  const Scalar& tag() const { return tag_; }
  const Digest& wid() const { return wid_; }
  const Digest& dealt() const { return dealt_; }
  const AccountId& account() const { return account_; }
  Day epoch() const { return epoch_; }

 private:
  ProvenRoot(const VerifiedEpoch& e, const AccountId& account, const Scalar& tag)
      : tag_(tag),
        wid_(e.wid()),
        dealt_(e.object().dealt),
        account_(account),
        epoch_(e.object().epoch) {}
  Scalar tag_;
  Digest wid_, dealt_;
  AccountId account_;
  Day epoch_;
};

/// u16 index || delta || signature, 98 bytes.  Secret: t of them and d_R open the account's day.
struct Release {
  std::uint16_t index = 0;
  Scalar delta;
  crypto::Signature signature{};

  void encode(Writer& w) const;
  static Result<Release> decode(Reader& r);
  /// Signed by custodian `index` for this object, order and tag.
  bool signed_by(const crypto::VerifyKey& key, const Digest& wid, std::uint64_t order,
                 const Scalar& tag) const;
};

/// What a custodian signs.  Names the account to whoever holds the public object: for the release's
/// parties only.
Bytes delta_message(const Digest& wid, std::uint64_t order, const Scalar& tag, const Scalar& delta);

/// Err::missing if the shares are of another dealing than the object's.  Constant-time in the
/// shares.
Result<Release> make_release(const DayShares& own, const ProvenRoot& root, std::uint64_t order,
                             const crypto::Signer& signer);

/// To the agency alone, HPKE enc || ct, 146 bytes.  Err::malformed for a bad key.
Result<Bytes> seal_release(const Release& release, const Digest& wid, std::uint64_t order,
                           View agency_key, Random& rng);
/// Err::forged if it is not for us, not for this object and order or not from custodian `index`.
Result<Release> open_release(View sealed, const Digest& wid, std::uint64_t order,
                             std::uint16_t index, const crypto::HpkeKeyPair& agency_key);

/// What the log may hold of a release: only who has the salt sees whom it names.
Digest release_digest(const Array<32>& salt, const Digest& wid, std::uint64_t order,
                      const Scalar& tag);

}  // namespace eq::gate
