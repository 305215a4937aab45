// What the custodians deal for: one day under one constitution in one ceremony.  spec/gate.md
// sections 1 and 2.
#pragma once

#include <string>

#include "eq/crypto/hpke.h"
#include "eq/crypto/sign.h"
#include "eq/crypto/verifiable_sharing.h"
#include "eq/gate/pairs.h"

namespace eq::gate {

inline constexpr std::uint16_t kCustodiansMax = 32;

/// SHA-256(kDomain || purpose || parts).
Digest digest_of(std::string_view purpose, std::initializer_list<View> parts);

/// A public key for one ceremony: parts are sealed to it, and its owner destroys it at the
/// ceremony's end.
struct CeremonyKey {
  Array<32> bytes{};
  auto operator<=>(const CeremonyKey&) const = default;
  EQ_FIELDS(bytes)
};
/// Names a ceremony.  @param keys  of custodians 1..n; a ceremony that is repeated takes new ones
Digest ceremony_id(std::string_view realm, const Digest& constitution,
                   std::span<const CeremonyKey> keys);

/// Known to everybody before the first dealing.
struct DealingTerms {
  std::string realm;
  Day epoch;
  Digest constitution{};  // who the custodians are
  Digest ceremony{};
  std::uint16_t k = 0;
  crypto::SharingParams sharing{};
  bool operator==(const DealingTerms&) const = default;

  std::uint16_t t() const { return sharing.threshold; }
  std::uint16_t n() const { return sharing.parties; }
  /// u32 length || realm || u32 e || constitution || ceremony || u16 k || u16 t || u16 n.
  void encode(Writer& w) const;
  /// Err::malformed for bytes, Err::refused for a shape that check() refuses.
  static Result<DealingTerms> decode(Reader& r);
};
/// Err::refused unless n = 2t - 1, 2 <= t, n <= kCustodiansMax, 1 <= k <= kDegreeMax, realm 1..255
/// bytes: any t custodians meet any other t, and the honest ones alone know what each dealer dealt.
Status check(const DealingTerms& terms);

}  // namespace eq::gate
