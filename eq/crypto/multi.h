// Sums of products in ristretto255, for public data.
#pragma once

#include "eq/crypto/public_point.h"

namespace eq::crypto {

/// x_0*P_0 + x_1*P_1 + ...; the identity for no terms.  Equal lengths, asserted. Variable-time in
/// scalars and points: public data only.  Also the fast way to verify an equation such as z*g = R +
/// c*Y.
Point multi_mul_var(std::span<const Scalar> scalars, std::span<const PublicPoint> points);
/// Decodes the points first.
Point multi_mul_var(std::span<const Scalar> scalars, std::span<const Point> points);

}  // namespace eq::crypto
