// A secret shared t of n: the public half of it, and Lagrange interpolation (Shamir 1979, Feldman
// 1987). The sharing itself is made without a dealer by cocktail.h.
#pragma once

#include <vector>

#include "eq/crypto/ed25519_group.h"

namespace eq::crypto {

/// Parties are numbered 1..n, and a share is the polynomial's value at its party's number.
struct SharingParams {
  std::uint16_t threshold;  // t shares are enough, t - 1 tell nothing; 1 <= t <= n
  std::uint16_t parties;    // n
  auto operator<=>(const SharingParams&) const = default;
  EQ_FIELDS(threshold, parties)
};
Status check(const SharingParams& params);  // Err::malformed

/// The public half of a shared key: enough to check every contribution.
template <class Element>
struct SharedKeyOf {
  SharingParams params{};
  Element public_key;                 // Y = y*g
  std::vector<Element> share_points;  // [i] = Y_{i+1} = y_{i+1}*g
  bool operator==(const SharedKeyOf&) const = default;
  EQ_FIELDS(params, public_key, share_points)
};
using SharedKey = SharedKeyOf<Point>;           // for decryption
using SharedSigningKey = SharedKeyOf<EdPoint>;  // for FROST signatures

/// Are key and all share points on one polynomial of degree t - 1: every t shares give this key,
/// and fewer tell nothing? No point may be the identity, and none another's.  Variable-time.
/// Promises CRY-9.
template <class Element>
bool is_one_sharing_var(const SharedKeyOf<Element>& key);

/// The polynomial's value at party `index`, lowest coefficient first.  Constant-time in the
/// coefficients.
Scalar evaluate(std::span<const Scalar> coefficients, std::uint16_t index);
/// The same in the exponent, from public coefficients.  Variable-time.
Point evaluate_var(std::span<const Point> coefficients, std::uint16_t index);
EdPoint evaluate_var(std::span<const EdPoint> coefficients, std::uint16_t index);

/// Lagrange coefficients at zero for these party numbers.  Err::malformed for a zero, a repetition
/// or no number at all.
Result<std::vector<Scalar>> lagrange_at_zero(std::span<const std::uint16_t> indices);
/// The secret from shares; the same "in the exponent" from points share_i * P (public,
/// variable-time).
Result<Scalar> interpolate(std::span<const std::uint16_t> indices, std::span<const Scalar> shares);
Result<Point> interpolate_var(std::span<const std::uint16_t> indices,
                              std::span<const Point> points);

}  // namespace eq::crypto
