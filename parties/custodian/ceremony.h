// The custodians' joint key, made without a dealer and by carrying files.  protocols.md part B.3;
// docs/adr/0004.  Every custodian deals once and checks every dealing; a bad one ends the ceremony and is
// named.
#pragma once

#include "eq/crypto/hash.h"
#include "eq/crypto/hpke.h"
#include "eq/crypto/sign.h"
#include "eq/crypto/verifiable_sharing.h"

namespace eq::custodian {

/// A custodian as its card names it.
struct Peer {
  std::uint16_t index = 0;  // 1..n
  std::string name;
  crypto::VerifyKey signing;
  Array<32> hpke{};
  auto operator<=>(const Peer&) const = default;
  EQ_FIELDS(index, name, signing, hpke)
};

/// Who takes part, and how many are needed: what all must agree on.
struct Circle {
  std::uint16_t threshold = 0;
  std::vector<Peer> peers;  // in order of index, 1..n
  EQ_FIELDS(threshold, peers)

  crypto::SharingParams params() const { return {threshold, static_cast<std::uint16_t>(peers.size())}; }
  /// Binds every dealing to this circle.
  crypto::Digest context() const;
};
/// Indices 1..n, no key twice, 2 <= t <= n (one alone must never suffice).  Err::malformed, Err::refused.
Status check(const Circle& circle);

/// One custodian's contribution; public, its shares sealed each to its custodian.
struct DealingFile {
  crypto::Digest circle{};
  std::uint16_t dealer = 0;
  crypto::SharingCommitment commitment;
  std::vector<crypto::HpkeCiphertext> shares;  // for custodians 1..n
  crypto::Signature signature{};               // by the dealer over "eqp-dealing-v1" and the above
  EQ_FIELDS(circle, dealer, commitment, shares, signature)
};
/// Deals a fresh secret, which is forgotten at once: only its shares remain.
Result<DealingFile> make_dealing(const Circle& circle, std::uint16_t dealer, const crypto::SigningKey& signing,
                                 Random& rng);

struct JointKey {
  crypto::SharedKey key;  // Y and all Y_i
  crypto::Scalar share;   // y_i of this custodian
};
/// Why the ceremony failed and by whom.
struct BadDealing {
  std::uint16_t dealer = 0;
  std::string what;
};
/// @param dealings  one from each custodian, in any order
Result<JointKey, BadDealing> accept_dealings(const Circle& circle, std::span<const DealingFile> dealings,
                                             std::uint16_t self, View hpke_private_key);

}  // namespace eq::custodian
