// Tags, pads, order commitments and the hashes they come from.  spec/gate.md sections 1 and 2.
//
// A tag names an account inside the polynomial; a pad fills an unused root and names nobody.  Both
// are public constants.  A commitment hides perfectly which account an order names.
#pragma once

#include <initializer_list>
#include <string_view>

#include "eq/base/id.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/public_point.h"

namespace eq::gate {

using crypto::Digest;
using crypto::Point;
using crypto::PublicPoint;
using crypto::Scalar;

inline constexpr std::string_view kDomain = "Equipoise-LAE-v1";

/// SHA-512(domain || 00 || u8 length || label || for each part: u32 length || part).
/// Constant-time in the parts' contents, not in their lengths.
Array<64> hash_wide(std::string_view label, std::initializer_list<View> parts);
/// hash_wide as a little-endian integer modulo the group order ("Hs").
Scalar hash_to_scalar(std::string_view label, std::initializer_list<View> parts);
/// The ristretto255 one-way map of hash_wide ("Hg"): nobody knows its discrete logarithm.
Point hash_to_point(std::string_view label, std::initializer_list<View> parts);

/// The generator of the group.
const PublicPoint& generator();
/// Second generator of the Pedersen commitments.
const PublicPoint& pedersen_h();
/// The encryption key of the coefficients.  Nobody knows its secret.
const PublicPoint& lae_u();

/// The account's place in every polynomial of its realm.  @param realm the realm's name, UTF-8.
Scalar tag(std::string_view realm, const AccountId& account);
/// The i-th root that names nobody.
Scalar pad(std::string_view realm, std::uint32_t i);

/// C_w = tag*g + blind*h: binds the order to one account and hides which.  Constant-time in both.
Point commit_order(const Scalar& tag, const Scalar& blind);

}  // namespace eq::gate
