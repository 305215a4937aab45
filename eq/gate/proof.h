// The proof that the roots of W are exactly the committed orders and the public pads, and the only
// way to a VerifiedEpoch, the type that sealing, sharing and opening demand.  spec/gate.md section 4.
#pragma once

#include <vector>

#include "eq/gate/epoch.h"

namespace eq::gate {

/// 128*m + 128 bytes: c, D_1..D_m, three responses per order, then R, v, nu.
struct EpochProof {
  struct Responses {
    Scalar alpha, minus_blind, upsilon;
  };
  Scalar challenge;
  std::vector<PublicPoint> chain;     // D_i
  std::vector<Responses> responses;   // one per order
  Scalar r, v, nu;

  Bytes encode() const;
  /// The number of orders follows from the length; Err::malformed for non-canonical parts.
  static Result<EpochProof> decode(View bytes);
};

/// Err::forged unless the roots of `object` are the tags in its commitments and the pads m..k-1.
/// Public data only, variable-time.  Promise GAT-3.
Status verify_proof_var(const EpochObject& object, const EpochProof& proof);

/// What a verifier knows beforehand about the object of a day.
struct EpochPins {
  std::string realm;
  Day epoch;
  Point custodian_key;
  std::uint16_t k_cap = 0;  // pinned in the verifier's own code or configuration
};

/// Which check refused an epoch object.  For tests, audits and the verifier's own eyes; peers see the Err.
enum class EpochFault { object_form, proof_form, degree, realm, day, custodian_key, identifier, proof };
std::string_view to_text(EpochFault f);
/// Err::malformed for a form, Err::too_large for the degree, Err::forged for the rest.
Err to_err(EpochFault f);

/// An epoch object whose encoding, pins, cap, identifier and proof were all checked.  That it is the
/// logged object of its day is for eq/order to establish, which hands over the logged wid.
class VerifiedEpoch {
 public:
  const EpochObject& object() const { return object_; }
  const Digest& wid() const { return wid_; }

  /// @param w, proof  the fetched bytes    @param wid  as the epoch log's entry states it
  /// Err::malformed; Err::too_large if k is above the cap; Err::forged for anything else.
  static Result<VerifiedEpoch> verify(View w, View proof, const EpochPins& pins, const Digest& wid);
  /// The same, naming the first check that refused.
  static Result<VerifiedEpoch, EpochFault> examine(View w, View proof, const EpochPins& pins, const Digest& wid);

 private:
  VerifiedEpoch(EpochObject o, const Digest& wid) : object_(std::move(o)), wid_(wid) {}
  EpochObject object_;
  Digest wid_;
};

}  // namespace eq::gate
