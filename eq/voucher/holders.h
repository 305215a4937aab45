// The holders of the evaluation key: alpha is shared among n of them, and t must take part in every
// evaluation, so that no single party can ask what is on the list or try a voucher.
// spec/voucher.md section 6.
//
// The key is made as any joint key of the house (eq/crypto/cocktail.h): nobody ever has it.
#pragma once

#include "eq/crypto/dleq.h"
#include "eq/crypto/verifiable_sharing.h"

namespace eq::voucher {

/// Points in one request: those of one voucher, or a batch of blinded list tokens.
constexpr std::size_t kEvaluationMax = 1024;

/// One holder's part: share * point for each point, and one proof for all.
struct Partial {
  std::uint16_t holder = 0;  // 1 .. n
  std::vector<crypto::Point> elements;
  crypto::DleqProof proof;
  EQ_FIELDS(holder, elements, proof)
};

/// @param points  1 to kEvaluationMax, none the identity: else Err::malformed.  Constant-time in
///     the share.
Result<Partial> evaluate(std::uint16_t holder, const crypto::Scalar& share,
                         std::span<const crypto::Point> points, Random& rng);

/// Is it that holder's part, by its proof?
bool is_part_of(const crypto::SharedKey& key, std::span<const crypto::Point> points,
                const Partial& partial);
/// Check every part, and put threshold of them together.
/// @param partials  of different holders; more than the threshold may be given, the first good ones
///     are used
/// @return alpha * point for each point; Err::missing with fewer good parts than the threshold.
///         `bad` receives the holders whose part was wrong.  Promises VOU-8, VOU-9.  Variable-time.
Result<std::vector<crypto::Point>> combine_var(const crypto::SharedKey& key,
                                               std::span<const crypto::Point> points,
                                               std::span<const Partial> partials,
                                               std::vector<std::uint16_t>& bad);

/// The points of a voucher.  @return Err::malformed for a string that is no point, or the identity.
Result<std::vector<crypto::Point>> points_of(View elements);

/// One list token, blinded so that no holder learns it.
struct BlindedToken {
  crypto::Scalar blind;  // secret, used once
  crypto::Point element;
};
BlindedToken blind(const crypto::Point& token_point, Random& rng);
/// blind^-1 * evaluated.
crypto::Point unblind(const BlindedToken& blinded, const crypto::Point& evaluated);

}  // namespace eq::voucher
