// FROST(Ed25519, SHA-512): t of n holders of a shared key make one ordinary Ed25519 signature.  RFC
// 9591.
//
//   each signer       Nonce::generate(), publishes commitment(); any time before
//   coordinator       fixes the message and the list of signers with one commitment each
//   each signer       sign(), once for each nonce
//   coordinator       aggregate(): the signature, or the names of those whose share is bad
//
// A nonce that signs twice gives the share away.  It is move-only and consumed by sign(); whoever
// stores nonces must have erased one durably before its signature share leaves.
#pragma once

#include "eq/crypto/sign.h"
#include "eq/crypto/verifiable_sharing.h"

namespace eq::crypto::frost {

struct NonceCommitment {
  EdPoint hiding, binding;
  bool operator==(const NonceCommitment&) const = default;
  EQ_FIELDS(hiding, binding)
};

class Nonce {
 public:
  /// Section 4.1: hedged with the share, so that a weak generator alone does not give it away.
  static Nonce generate(const Scalar& share, Random& rng);
  /// From the owner's store.
  static Nonce from_scalars(const Scalar& hiding, const Scalar& binding);
  Nonce(Nonce&& o) noexcept;
  Nonce& operator=(Nonce&& o) noexcept;
  Nonce(const Nonce&) = delete;
  Nonce& operator=(const Nonce&) = delete;

  NonceCommitment commitment() const;
  /// For the owner's store only.
  const Scalar& hiding() const { return hiding_; }
  const Scalar& binding() const { return binding_; }

 private:
  Nonce(const Scalar& hiding, const Scalar& binding) : hiding_(hiding), binding_(binding) {}
  Scalar hiding_, binding_;
};

/// One signer and the nonce it promised.
struct Signer {
  std::uint16_t index = 0;  // 1..n
  NonceCommitment nonce;
  bool operator==(const Signer&) const = default;
  EQ_FIELDS(index, nonce)
};
/// z_i, 32 bytes; public once sent, and of no use without the others.
using SignatureShare = Array<32>;

/// Round two.  Consumes the nonce whatever happens. Err::refused unless the signers are t to n of
/// the key's in ascending order and `self` stands among them with the commitment of this very
/// nonce.
Result<SignatureShare> sign(const SharedSigningKey& key, std::uint16_t self, const Scalar& share,
                            Nonce nonce, View message, std::span<const Signer> signers);

/// Section 5.4: whether one signer kept to the protocol.
[[nodiscard]] bool verify_share(const SharedSigningKey& key, std::uint16_t index,
                                const SignatureShare& share, View message,
                                std::span<const Signer> signers);

/// Those whose share is bad, in ascending order; empty if the list of signers itself is not
/// acceptable.
struct BadShares {
  std::vector<std::uint16_t> from;
};
/// @param shares  of the signers, in their order (asserted: as many)
Result<crypto::Signature, BadShares> aggregate(const SharedSigningKey& key, View message,
                                               std::span<const Signer> signers,
                                               std::span<const SignatureShare> shares);

/// The key that verify() of sign.h takes.
inline VerifyKey verify_key(const SharedSigningKey& key) { return {key.public_key.bytes()}; }

}  // namespace eq::crypto::frost
