// A verifiable random function: ECVRF-RISTRETTO255-SHA512 (RFC 9381, c2sp.org/vrf-r255).  For each
// key and input there is one output; nobody without the key can tell it from random, and a proof
// convinces whoever has the public key that it is the one.
#pragma once

#include "eq/crypto/ristretto.h"

namespace eq::crypto {

using VrfOutput = Array<64>;
inline constexpr std::size_t kVrfProofSize = 80;
using VrfProof = Array<kVrfProofSize>;  // Gamma || c || s

class VrfKey {
 public:
  static VrfKey generate(Random& rng);
  /// Err::malformed unless a non-zero scalar.
  static Result<VrfKey> decode(View bytes);

  const Point& public_key() const { return public_; }
  const Scalar& scalar() const { return key_; }

  /// The output alone, for the key's owner.  Constant-time in the key.
  VrfOutput evaluate(View input) const;
  /// Output and proof; the same each time.  Constant-time in the key.
  struct Evaluation {
    VrfOutput output{};
    VrfProof proof{};
  };
  Evaluation prove(View input) const;

 private:
  explicit VrfKey(Scalar key) : key_(key), public_(mul_base(key)) {}
  Scalar key_;
  Point public_;
};

/// The output of `input` under that key.  Err::forged if the proof is not one, or the key is the
/// identity.  Variable-time; public data only.  Promises CRY-16.
Result<VrfOutput> vrf_verify_var(const Point& public_key, View input, const VrfProof& proof);

}  // namespace eq::crypto
