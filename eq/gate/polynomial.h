// The Registry's polynomial.  For the court only.  spec/gate.md section 4.
#pragma once

#include <span>

#include "eq/gate/pairs.h"

namespace eq::gate {

/// Coefficients p_0..p_k of the monic polynomial with these roots (p_k = 1).  Constant-time in the
/// roots.
std::vector<Scalar> monic_from_roots(std::span<const Scalar> roots);
/// (x*g, x*u + p*g).
ElGamalPair encrypt_coefficient(const Scalar& p, const Scalar& x);

}  // namespace eq::gate
