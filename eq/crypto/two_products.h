// x*P and x*P + y*Q in ristretto255 with secret x and y.
#pragma once

#include "eq/crypto/public_point.h"

namespace eq::crypto {

/// x*P.  Constant-time in x; P is public, the product may be secret.
Point product(const Scalar& x, const PublicPoint& p);

/// x*P + y*Q for little more than the price of one product.  Constant-time in x and y; P and Q are
/// public, the sum may be secret.
Point two_products(const Scalar& x, const PublicPoint& p, const Scalar& y, const PublicPoint& q);

/// The same for a secret P: constant-time in x, y and P.
Point two_products_of_secret(const Scalar& x, const Point& p, const Scalar& y,
                             const PublicPoint& q);

}  // namespace eq::crypto
