// The Registry's side: from the active orders to W, its proof and the day keys.  spec/gate.md
// sections 3 and 4.  For the court only.
#pragma once

#include <span>

#include "eq/gate/proof.h"

namespace eq::gate {

/// What the Registry knows of an order: the account's tag and the blind of its commitment.
struct OrderOpening {
  Scalar tag, blind;
  Point commitment() const { return commit_order(tag, blind); }
};

/// A day as the Registry keeps it.  The randomness x_j of the encryption is gone when this exists:
/// only the keys d = X(t) of the day's orders remain, so no other account can be opened later.
struct RegistryDay {
  EpochObject object;
  EpochProof proof;
  std::vector<Scalar> day_keys;  // d of orders[i], in the order given
};

/// @param k       the realm's fixed degree; the pads m..k-1 fill it up
/// @param orders  the day's active orders, at most k
/// @return Err::refused if there are more orders than k, k is 0 or above kDegreeMax, the realm's name is
///         empty or above 255 bytes, or the custodian key is the identity.
/// Constant-time in tags, blinds and randomness.
Result<RegistryDay> make_epoch(std::string_view realm, Day epoch, const Point& custodian_key, std::uint16_t k,
                               std::span<const OrderOpening> orders, Random& rng);

// The steps, for tests and known answers.

/// Coefficients p_0..p_k of the monic polynomial with these roots (p_k = 1).
std::vector<Scalar> monic_from_roots(std::span<const Scalar> roots);
/// Sum of coefficients[j] * t^j.
Scalar evaluate(std::span<const Scalar> coefficients, const Scalar& t);
/// (x*g, x*u + p*g).
ElGamalPair encrypt_coefficient(const Scalar& p, const Scalar& x);
/// The proof of section 4.  `x` are the k encryption scalars; asserts that sizes agree.
EpochProof prove(const EpochObject& object, std::span<const OrderOpening> orders, std::span<const Scalar> x,
                 Random& rng);

}  // namespace eq::gate
