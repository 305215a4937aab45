// The public half of a key shared t of n, over either group, and the polynomial behind it.  Made by cocktail.h, used by
// frost.h.
#pragma once

#include "eq/crypto/ed25519_group.h"
#include "eq/crypto/verifiable_sharing.h"

namespace eq::crypto {

/// Enough to check every contribution.
template <class Element>
struct SharedKeyOf {
  SharingParams params{};
  Element public_key;                 // Y = y*g
  std::vector<Element> share_points;  // [i] = Y_{i+1} = y_{i+1}*g
  bool operator==(const SharedKeyOf&) const = default;
  EQ_FIELDS(params, public_key, share_points)
};
using SharedSigningKey = SharedKeyOf<EdPoint>;

/// The polynomial's value at party `index`, lowest coefficient first, at least one, asserted; of scalars (constant-time
/// in them), or in the exponent, of public points.
template <class Value>
Value evaluate(const std::vector<Value>& coefficients, std::uint16_t index) {
  EQ_ASSERT(!coefficients.empty());
  const Scalar x = Scalar::from_u64(index);
  Value y = coefficients.back();
  for (std::size_t j = coefficients.size() - 1; j-- > 0;) y = x * y + coefficients[j];
  return y;
}

}  // namespace eq::crypto
