// An account's secret curves: every picture yields one point on them; more than t give the
// account's key. spec/voucher.md section 4.
//
// Shamir's sharing (1979) over the scalars of ristretto255, with s polynomials of degree t - 1 at
// once.  Several coordinates make the points of one account recognisable among random ones, but
// only when there are enough: that is the "detectable hash function" of Apple's 2021 design, here
// as collaborative decoding of interleaved Reed-Solomon codes (Bleichenbacher, Kiayias, Yung 2003).
// Below t points every set of points is as likely as random: unconditionally nothing is learnt.
#pragma once

#include <optional>
#include <vector>

#include "eq/crypto/ristretto.h"

namespace eq::voucher {

/// What the head of a list fixes for everybody.
struct CurveParams {
  std::uint8_t threshold = 30;  // t: only more points than this give the key, 2 .. 64
  std::uint8_t curves = 4;      // s: coordinates, 2 .. 8
  Status check() const;         // Err::malformed
  auto operator<=>(const CurveParams&) const = default;
  EQ_FIELDS(threshold, curves)
};

/// One picture's point: secret until a voucher opens, and then no more than a random point below t.
struct Share {
  crypto::Scalar x;
  std::vector<crypto::Scalar> y;  // as many as curves
};
/// 32 (1 + curves) bytes, scalars in canonical form.
SecretBytes encode_share(const Share& share);
/// Err::malformed for another length, a scalar that is not canonical, or x = 0.
Result<Share> decode_share(View bytes, const CurveParams& params);

/// Seals what a voucher says about the picture itself.
using AccountKey = Secret<32>;

class AccountCurves {
 public:
  /// Derived, so that a device need keep one secret only.
  /// @param master   the account's, 32 uniform bytes
  /// @param context  what the curves are for: list version and period; another context, other
  ///     curves, so that points of one period do not count in the next
  AccountCurves(const Secret<32>& master, View context, const CurveParams& params);

  /// The same picture always gives the same point, so that it counts once.
  /// @param picture  its perceptual hash
  Share share_of(View picture) const;
  /// A point on no curve, as steadily the same for this picture: for a synthetic voucher.
  Share dummy_of(View picture) const;
  /// Whether this picture's voucher is synthetic; about rate in 256 pictures are.  Secret, steady.
  bool is_synthetic(View picture, std::uint8_t rate) const;
  AccountKey key() const;

 private:
  Secret<32> seed_;
  std::vector<std::vector<crypto::Scalar>> coefficients_;  // [curve][degree]
};

struct Crossing {
  AccountKey key;
  std::vector<std::size_t> real;  // indices of the shares that lie on the curves, ascending
};
constexpr std::size_t kSharesMax = 512;
/// Find the account's curves among real and synthetic shares: r real ones among m, once
/// r > t and r >= t + (m - r) / s.
/// @param shares  of one account and context; a second share at the same x is ignored, as are those
///                after the first kSharesMax
/// @return nothing if no curves are found.  Variable-time.  Promises VOU-4, VOU-5.
std::optional<Crossing> find_curves_var(std::span<const Share> shares, const CurveParams& params);

}  // namespace eq::voucher
