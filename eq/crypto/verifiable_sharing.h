// Feldman's verifiable secret sharing over ristretto255, and joint keys that no dealer knows
// (Feldman 1987; Pedersen 1991; proofs of possession as in FROST's key generation, RFC 9591 appendix C).
//
// Making a joint key: every party deals a random secret (deal), publishes the Commitment and sends
// each share in secret; everyone checks all commitments (combine_commitments) and its own shares
// (combine_shares).  A bad commitment or share stops the whole run: there is no complaint round.
#pragma once

#include <vector>

#include "eq/crypto/ristretto.h"

namespace eq::crypto {

/// Parties are numbered 1..n, and a share is the polynomial's value at its party's number.
struct SharingParams {
  std::uint16_t threshold;  // t shares are enough, t - 1 tell nothing; 1 <= t <= n
  std::uint16_t parties;    // n
  auto operator<=>(const SharingParams&) const = default;
  EQ_FIELDS(threshold, parties)
};
Status check(const SharingParams& params);  // Err::malformed

/// What a dealer publishes.
struct SharingCommitment {
  std::vector<Point> coefficients;  // a_0*g .. a_{t-1}*g
  Point possession_nonce;           // Schnorr proof that the dealer knows a_0
  Array<32> possession_response{};
  EQ_FIELDS(coefficients, possession_nonce, possession_response)

  /// a_0*g.
  const Point& public_secret() const { return coefficients.front(); }
  /// What party `index`'s share times g must be.
  Point share_point(std::uint16_t index) const;
};

struct Dealing {
  SharingCommitment commitment;
  std::vector<Scalar> shares;  // [i] belongs to party i + 1; secret
};

/// @param context  what the proof of possession is bound to besides the dealer: the run's name.
/// @param dealer   the dealer's number, 1..n
Dealing deal(const Scalar& secret, SharingParams params, View context, std::uint16_t dealer, Random& rng);

/// Err::forged unless the commitment has threshold coefficients and its proof of possession holds.
Status verify_commitment(const SharingCommitment& c, SharingParams params, View context, std::uint16_t dealer);
/// Err::forged unless the share is the committed polynomial's value at `index`.
Status verify_share(const SharingCommitment& c, std::uint16_t index, const Scalar& share);

/// The public half of a shared key: enough to check every contribution.
struct SharedKey {
  SharingParams params{};
  Point public_key;                 // Y = y*g
  std::vector<Point> share_points;  // [i] = Y_{i+1} = y_{i+1}*g
  bool operator==(const SharedKey&) const = default;
  EQ_FIELDS(params, public_key, share_points)
};

/// Commitments of dealers 1..n, in order.  Checks each; Err::forged, or Err::refused should the sum
/// be the identity.
Result<SharedKey> combine_commitments(std::span<const SharingCommitment> commitments, SharingParams params,
                                      View context);
/// Party `index`'s share of the joint key, from its shares of all dealings in the order of the dealers.
/// Err::forged if one does not fit its commitment.
Result<Scalar> combine_shares(std::span<const SharingCommitment> commitments, std::uint16_t index,
                              std::span<const Scalar> shares);

/// Lagrange coefficients at zero for these party numbers.  Err::malformed for a zero, a repetition
/// or no number at all.
Result<std::vector<Scalar>> lagrange_at_zero(std::span<const std::uint16_t> indices);
/// The secret from shares; the same "in the exponent" from points share_i * P (public, variable-time).
Result<Scalar> interpolate(std::span<const std::uint16_t> indices, std::span<const Scalar> shares);
Result<Point> interpolate_var(std::span<const std::uint16_t> indices, std::span<const Point> points);

}  // namespace eq::crypto
