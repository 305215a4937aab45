// The proof that the roots of what the Registry encrypted are exactly the committed orders and the
// public pads. spec/gate.md section 5.
#pragma once

#include <vector>

#include "eq/gate/pairs.h"

namespace eq::gate {

/// 128*m + 128 bytes: c, D_1..D_m, three responses per order, then R, v, nu.
struct EpochProof {
  struct Responses {
    Scalar alpha, minus_blind, upsilon;
  };
  Scalar challenge;
  std::vector<PublicPoint> chain;    // D_i
  std::vector<Responses> responses;  // one per order
  Scalar r, v, nu;

  Bytes encode() const;
  /// The number of orders follows from the length; Err::malformed for non-canonical parts.
  static Result<EpochProof> decode(View bytes);
};

}  // namespace eq::gate
