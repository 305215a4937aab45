// The Registry's side: from the active orders and the day's dealing to W, its proof and its part of
// the day keys. spec/gate.md section 4.  For the court only.
#pragma once

#include "eq/gate/epoch.h"

namespace eq::gate {

/// A day as the Registry keeps it.  The randomness x_j is gone when this exists: only d_R = X_R(t)
/// of the day's orders remain, and each of those opens nothing without t custodians.
struct RegistryDay {
  EpochObject object;
  EpochProof proof;
  std::vector<Scalar> registry_keys;  // d_R of orders[i], in the order given
};

/// Fresh randomness every time: two objects over one dealing would show what differs between them.
/// @return Err::refused for more orders than the dealing's k.
/// Constant-time in tags, blinds and randomness.
Result<RegistryDay> make_epoch(const Dealt& dealt, std::span<const OrderOpening> orders,
                               Random& rng);

// The steps, for tests and known answers.

/// C_j + (x*g, x*u + p*g) for each j.  Asserts that sizes agree.
std::vector<ElGamalPair> encrypt_over(const DealtBody& c, std::span<const Scalar> p,
                                      std::span<const Scalar> x);
EpochProof prove(const EpochObject& object, const DealtBody& c,
                 std::span<const OrderOpening> orders, std::span<const Scalar> x, Random& rng);

}  // namespace eq::gate
