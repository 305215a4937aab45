// Internal to this room: what prover and verifier of section 4 both derive from W.
#pragma once

#include "eq/gate/proof.h"

namespace eq::gate {

struct ProofStatement {
  explicit ProofStatement(const EpochObject& object)
      : wid(object.wid()), z(hash_to_scalar("z", {wid})), at_z(evaluate_var(object, z)) {
    delta = Scalar::from_u64(1);
    for (std::uint32_t i = object.m(); i < object.k(); ++i) delta = delta * (z - pad(object.realm, i));
  }

  Scalar challenge(const std::vector<PublicPoint>& chain, const std::vector<Point>& first_moves) const {
    Bytes d, t;
    for (const PublicPoint& p : chain) append(d, p.bytes());
    for (const Point& p : first_moves) append(t, p.bytes());
    return hash_to_scalar("chal", {wid, d, t});
  }

  Digest wid;
  Scalar z;
  Evaluation at_z;  // E(z)
  Scalar delta;     // product of z - pad_i over the pads
};

}  // namespace eq::gate
