// The epoch object W: one UTC day's hidden, size-capped set of accounts.  spec/gate.md section 3.
//
// W holds ElGamal encryptions of the coefficients of a monic polynomial of degree k under a key
// that nobody has.  Whoever builds it, at most k tags can ever be opened (promise GAT-1).
#pragma once

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

/// u32 length || realm || u32 e || Y || u16 k || u16 m || E_0..E_{k-1} || C_1..C_m.
struct EpochObject {
  std::string realm;
  Day epoch;
  PublicPoint custodian_key;       // Y; never the identity
  std::vector<ElGamalPair> pairs;  // k of them, constant term first; X^k is implicit
  std::vector<PublicPoint> commitments;  // m <= k of them, one per active order

  std::uint16_t k() const { return static_cast<std::uint16_t>(pairs.size()); }
  std::uint16_t m() const { return static_cast<std::uint16_t>(commitments.size()); }
  bool operator==(const EpochObject&) const = default;

  Bytes encode() const;
  /// Err::malformed for anything but the one canonical encoding of an object with
  /// 1 <= k <= kDegreeMax, m <= k, a realm of 1..255 bytes and Y not the identity.
  static Result<EpochObject> decode(View bytes);
  /// SHA-256("Equipoise-LAE-v1 W" || encode()).
  Digest wid() const;
};

/// (A, B) = (X(t)*g, X(t)*u + P(t)*g): what a client makes of W at its own tag.
struct Evaluation {
  Point a, b;
  bool operator==(const Evaluation&) const = default;
};

/// Running time depends on the object and the tag; both are public.
Evaluation evaluate_var(const std::vector<ElGamalPair>& pairs, const Scalar& tag);
Evaluation evaluate_var(const EpochObject& object, const Scalar& tag);

}  // namespace eq::gate
