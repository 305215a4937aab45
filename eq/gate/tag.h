// Tags, pads, order commitments and the hashes they come from.  spec/gate.md section 1.
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

/// Whose hashes: tags, pads, h and u keep the name that they were first made under, so that
/// commitments stay good.
inline constexpr std::string_view kDomain = "Equipoise-LAE-v2", kDomainOfTags = "Equipoise-LAE-v1";

/// SHA-512(domain || 00 || u8 length || label || for each part: u32 length || part): "H2", and "H"
/// under kDomainOfTags. Constant-time in the parts' contents, not in their lengths.
Array<64> hash_wide(std::string_view label, std::initializer_list<View> parts,
                    std::string_view domain = kDomain);
/// hash_wide as a little-endian integer modulo the group order.
Scalar hash_to_scalar(std::string_view label, std::initializer_list<View> parts,
                      std::string_view domain = kDomain);

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

/// What the Registry knows of an order: the account's tag and the blind of its commitment.
struct OrderOpening {
  Scalar tag, blind;
  Point commitment() const { return commit_order(tag, blind); }
};

}  // namespace eq::gate
