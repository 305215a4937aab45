// A custodian's own shares of a dealing: opened and checked, or complained about and answered.
// spec/gate.md section 2.
#pragma once

#include <map>

#include "eq/gate/dealing.h"

namespace eq::gate {

/// HPKE enc || ct of custodian m's shares, 32*k + 48 bytes.  Err::malformed for a bad key.
Result<Bytes> seal_parts(const Digest& context, std::uint16_t m, const CeremonyKey& key,
                         std::span<const Scalar> shares, Random& rng);
/// What a dealer signs.
Bytes dealing_message(const Digest& digest);

/// Do these shares of custodian m fit what the dealing publishes?  One sum over all of it with
/// fresh secret weights of 128 bits.  Variable-time in public points and in the weights, which
/// nobody needs once it is over; constant-time in the shares.
bool parts_fit(const CheckedDealing& dealing, std::uint16_t m, std::span<const Scalar> shares,
               Random& rng);

/// Our shares of one checked dealing, known to fit.
class HeldParts {
 public:
  /// From our sealed part.  Err::forged if it does not open or does not fit: that, and only that,
  /// is a complaint.
  static Result<HeldParts> open(const CheckedDealing& dealing, std::uint16_t m,
                                const crypto::HpkeKeyPair& ceremony_key, Random& rng);

  const Digest& digest() const { return digest_; }
  std::uint16_t dealer() const { return dealer_; }
  std::uint16_t owner() const { return owner_; }
  const std::vector<Scalar>& shares() const { return shares_; }

 private:
  friend struct Answer;
  HeldParts(const CheckedDealing& d, std::uint16_t m, std::vector<Scalar> shares)
      : digest_(d.digest()), dealer_(d.dealing().dealer), owner_(m), shares_(std::move(shares)) {}
  Digest digest_;
  std::uint16_t dealer_, owner_;
  std::vector<Scalar> shares_;
};

/// "I hold the whole dealing of this digest, signed by its dealer, and my part of it is no good",
/// or "a secret of it was dealt for another day".  Of whoever misses the file, or lost its key,
/// nothing is accepted: an answer to that would hand out a share that nobody is short of.
struct Complaint {
  Digest dealing{};
  std::uint16_t accuser = 0;
  crypto::Signature signature{};
  bool operator==(const Complaint&) const = default;
  EQ_FIELDS(dealing, accuser, signature)

  /// Only from a dealing that was checked and a part that was tried and failed; nullopt if the part
  /// is good.
  static std::optional<Complaint> about(const CheckedDealing& dealing, std::uint16_t m,
                                        const crypto::HpkeKeyPair& ceremony_key,
                                        const crypto::Signer& signer, Random& rng);
  /// Of a dealing that uses a secret again, as the caller remembers: one who is alone with that
  /// memory gets an answer, and t who share it leave the dealer out.
  static Complaint of_repeated(const CheckedDealing& dealing, std::uint16_t m,
                               const crypto::Signer& signer);
  /// Err::forged unless signed by the accuser.
  Status verify(const crypto::VerifyKey& accuser_key) const;
};

/// The accuser's shares in clear: its own secret, or a cheat's.  u16 accuser || digest || k scalars
/// || signature.
struct Answer {
  Digest dealing{};
  std::uint16_t accuser = 0;
  std::vector<Array<32>> shares;
  crypto::Signature signature{};  // by the dealer
  bool operator==(const Answer&) const = default;
  EQ_FIELDS(dealing, accuser, shares, signature)

  static Answer sign(const Digest& dealing, std::uint16_t accuser, std::span<const Scalar> shares,
                     const crypto::Signer& dealer);
  /// The accuser's shares if the answer is signed and fits.  Anybody can check it.  Err::forged.
  Result<HeldParts> check(const CheckedDealing& dealing, const crypto::VerifyKey& dealer_key,
                          Random& rng) const;
};

/// Who stays in the set Q of a day: dealers without a complaint, or with each answered rightly and
/// fewer than t of them.
/// @param dealings    all that were checked, of one day    @param dealer_keys  [i - 1] of custodian
///     i Unsigned complaints, and those about nothing, count for nothing.
std::vector<std::uint16_t> qualified(std::span<const CheckedDealing> dealings,
                                     std::span<const Complaint> complaints,
                                     std::span<const Answer> answers,
                                     std::span<const crypto::VerifyKey> keys, Random& rng);

}  // namespace eq::gate
