// ElGamal pairs, and a polynomial whose coefficients they encrypt evaluated at a tag.  spec/gate.md
// sections 3 and 4.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eq/base/time.h"
#include "eq/gate/tag.h"

namespace eq::gate {

/// Largest degree any decoder here accepts; realms pin a far smaller cap.
inline constexpr std::uint16_t kDegreeMax = 4096;
inline constexpr std::size_t kRealmSizeMax = 255;

/// (x*g, x*u + p*g): one encrypted coefficient.  Any pair of points is one; identities are values.
struct ElGamalPair {
  PublicPoint a, b;
  bool operator==(const ElGamalPair&) const = default;
};

/// Sum of coefficients[j] * t^j.
Scalar evaluate(std::span<const Scalar> coefficients, const Scalar& t);

/// (A, B) = (X(t)*g, X(t)*u + P(t)*g): what a client makes of W at its own tag.
struct Evaluation {
  Point a, b;
  bool operator==(const Evaluation&) const = default;
};

/// Of the monic polynomial of degree pairs.size().  Running time depends on pairs and tag; both are
/// public.
Evaluation evaluate_var(const std::vector<ElGamalPair>& pairs, const Scalar& tag);

}  // namespace eq::gate
