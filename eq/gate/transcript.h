// Internal to this room: what prover and verifier of section 5 both derive from W.
#pragma once

#include <span>

#include "eq/gate/proof.h"

namespace eq::gate {

/// About the object named `wid`, of which at_z is still to be set.
struct ProofStatement {
  ProofStatement(const Digest& object, const std::string& realm, std::uint16_t k, std::uint16_t m)
      : wid(object), z(hash_to_scalar("z", {object})), delta(Scalar::from_u64(1)) {
    for (std::uint32_t i = m; i < k; ++i) delta = delta * (z - pad(realm, i));
  }

  Scalar challenge(const std::vector<PublicPoint>& chain,
                   const std::vector<Point>& first_moves) const {
    Bytes d, t;
    for (const PublicPoint& p : chain) append(d, p.bytes());
    for (const Point& p : first_moves) append(t, p.bytes());
    return hash_to_scalar("chal", {wid, d, t});
  }

  Digest wid;
  Scalar z;
  Evaluation at_z;  // of what the Registry encrypted, at z
  Scalar delta;     // product of z - pad_i over the pads
};

/// @param r  the Registry's randomness evaluated at z
EpochProof prove(const ProofStatement& statement, std::span<const OrderOpening> orders,
                 const Scalar& r, Random& rng);
Status verify_proof_var(const ProofStatement& statement,
                        const std::vector<PublicPoint>& commitments, const EpochProof& proof);

}  // namespace eq::gate
