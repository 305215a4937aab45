// Sums of products in ristretto255, for public data.
#pragma once

#include "eq/crypto/ristretto.h"

namespace eq::crypto {

/// x_0*P_0 + x_1*P_1 + ...; the identity for no terms.  Equal lengths, asserted.
/// Variable-time in principle: for public scalars only, so that a faster algorithm may come in.
Point multi_mul_var(std::span<const Scalar> scalars, std::span<const Point> points);

}  // namespace eq::crypto
