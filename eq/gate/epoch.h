// The epoch object W: the Registry's encryptions of its polynomial's coefficients on top of what
// the custodians dealt.  spec/gate.md sections 4 and 5.
#pragma once

#include "eq/gate/dealt.h"
#include "eq/gate/proof.h"

namespace eq::gate {

/// u32 length || realm || u32 e || T_e || u16 k || u16 m || E_0..E_{k-1} || C_1..C_m.
struct EpochObject {
  std::string realm;
  Day epoch;
  Digest dealt{};  // T_e
  // k of them, constant term first; X^k is implicit; identities are values
  std::vector<ElGamalPair> pairs;
  std::vector<PublicPoint> commitments;  // m <= k of them, one per active order

  std::uint16_t k() const { return static_cast<std::uint16_t>(pairs.size()); }
  std::uint16_t m() const { return static_cast<std::uint16_t>(commitments.size()); }
  bool operator==(const EpochObject&) const = default;

  Bytes encode() const;
  /// Err::malformed for anything but the one canonical encoding, 1 <= k <= kDegreeMax, m <= k.
  static Result<EpochObject> decode(View bytes);
  /// SHA-256("Equipoise-LAE-v2 W" || encode()).
  Digest wid() const;
  /// (A, B) of a client at its own tag.  Variable-time in public data.
  Evaluation evaluate_var(const Scalar& tag) const;
};

/// Which check refused.  For tests, audits and the verifier's own eyes; peers see the Err.
enum class EpochFault { object_form, proof_form, degree, realm, day, dealt, identifier, proof };
std::string_view to_text(EpochFault f);
Err to_err(EpochFault f);

/// Err::forged unless the roots of what the Registry added to C are the committed tags and the pads
/// m..k-1.
/// @param c  whose T_e the object must name
Status verify_proof_var(const EpochObject& object, const DealtBody& c, const EpochProof& proof);

/// An epoch object over a day's dealing, all of it checked.  That it is the logged object of its
/// day is for eq/order to establish, which hands over the logged wid.
class VerifiedEpoch {
 public:
  const EpochObject& object() const { return object_; }
  const Digest& wid() const { return wid_; }
  const DealtBody& dealt() const { return dealt_; }
  /// E' = E - C, evaluated: the Registry's part, a Diffie-Hellman tuple with g and u exactly at the
  /// roots.
  Evaluation registry_part_var(const Scalar& tag) const;

  /// @param w, proof  the fetched bytes   @param k_cap  pinned in the verifier's own code   @param
  ///     wid  as logged
  static Result<VerifiedEpoch, EpochFault> examine(View w, View proof, const Dealt& dealt,
                                                   std::uint16_t k_cap, const Digest& wid);
  /// Err::malformed; Err::too_large if k is above the cap; Err::forged for anything else.
  static Result<VerifiedEpoch> verify(View w, View proof, const Dealt& dealt, std::uint16_t k_cap,
                                      const Digest& wid);

 private:
  VerifiedEpoch(EpochObject o, DealtBody d, const Digest& wid)
      : object_(std::move(o)), dealt_(std::move(d)), wid_(wid) {}
  EpochObject object_;
  DealtBody dealt_;
  Digest wid_;
};

}  // namespace eq::gate
