// Internal to this room: what prover and verifier of section 4 both derive from W.
#pragma once

#include "eq/gate/polynomial.h"

namespace eq::gate {

/// Over which object, hashed how; the proof itself is the same in both versions.
struct ProofStatement {
  using HashToScalar = Scalar (*)(std::string_view label, std::initializer_list<View> parts);

  ProofStatement(const Digest& object, HashToScalar hash, const std::string& realm, std::uint16_t k, std::uint16_t m)
      : wid(object), to_scalar(hash), z(hash("z", {object})), delta(Scalar::from_u64(1)) {
    for (std::uint32_t i = m; i < k; ++i) delta = delta * (z - pad(realm, i));
  }
  explicit ProofStatement(const EpochObject& object)
      : ProofStatement(object.wid(), &hash_to_scalar, object.realm, object.k(), object.m()) {
    at_z = evaluate_var(object, z);
  }

  Scalar challenge(const std::vector<PublicPoint>& chain, const std::vector<Point>& first_moves) const {
    Bytes d, t;
    for (const PublicPoint& p : chain) append(d, p.bytes());
    for (const Point& p : first_moves) append(t, p.bytes());
    return to_scalar("chal", {wid, d, t});
  }

  Digest wid;
  HashToScalar to_scalar;
  Scalar z;
  Evaluation at_z;  // of what the Registry encrypted, at z
  Scalar delta;     // product of z - pad_i over the pads
};

/// @param r  the Registry's randomness evaluated at z
EpochProof prove(const ProofStatement& statement, std::span<const OrderOpening> orders, const Scalar& r, Random& rng);
Status verify_proof_var(const ProofStatement& statement, const std::vector<PublicPoint>& commitments,
                        const EpochProof& proof);

}  // namespace eq::gate
