// The two ciphersuites of COCKTAIL-DKG in use (c2sp.org/cocktail-dkg v0.2, "Ciphersuite
// Definitions").
#pragma once

#include "eq/crypto/ed25519_group.h"

namespace eq::crypto::cocktail {

/// COCKTAIL(Ristretto255, SHA-512): for decryption keys.
struct Ristretto255 {
  using Element = Point;
  static constexpr std::string_view kId = "COCKTAIL(Ristretto255, SHA-512)";
  static constexpr std::string_view kPrefix = "COCKTAIL-DKG-Ristretto255-SHA512-";
  static Element mul_base(const Scalar& x) { return crypto::mul_base(x); }
  /// Err::malformed for the identity too.
  static Result<Element> decode(View bytes) {
    const Point p = TRY(Point::decode(bytes));
    REQUIRE_OR(!p.is_identity(), Err::malformed);
    return p;
  }
};

/// COCKTAIL(Ed25519, SHA-512): for FROST keys.
struct Ed25519 {
  using Element = EdPoint;
  static constexpr std::string_view kId = "COCKTAIL(Ed25519, SHA-512)";
  static constexpr std::string_view kPrefix = "COCKTAIL-DKG-Ed25519-SHA512-";
  static Element mul_base(const Scalar& x) { return ed_mul_base(x); }
  static Result<Element> decode(View bytes) { return EdPoint::decode(bytes); }
};

}  // namespace eq::crypto::cocktail
