#include "eq/crypto/verifiable_sharing.h"

#include <array>
#include <set>

#include "eq/crypto/hash_to_group.h"
#include "eq/crypto/multi.h"

namespace eq::crypto {
namespace {

constexpr std::string_view kPossessionTag = "Equipoise-v1 sharing possession";

Scalar possession_challenge(View context, std::uint16_t dealer, const Point& public_secret, const Point& nonce) {
  return hash_to_scalar(view(kPossessionTag), {be32(static_cast<std::uint32_t>(context.size())), context,
                                               be16(dealer), public_secret.bytes(), nonce.bytes()});
}

/// Horner's rule; constant-time in the coefficients.
Scalar evaluate(std::span<const Scalar> coefficients, std::uint16_t at) {
  const Scalar x = Scalar::from_u64(at);
  Scalar y = coefficients.back();
  for (std::size_t j = coefficients.size() - 1; j-- > 0;) y = y * x + coefficients[j];
  return y;
}

}  // namespace

Status check(const SharingParams& p) {
  REQUIRE_OR(p.threshold >= 1 && p.threshold <= p.parties, Err::malformed);
  return ok();
}

Point SharingCommitment::share_point(std::uint16_t index) const {
  EQ_ASSERT(!coefficients.empty());
  const Scalar x = Scalar::from_u64(index);
  std::vector<Scalar> powers{Scalar::from_u64(1)};
  while (powers.size() < coefficients.size()) powers.push_back(powers.back() * x);
  return multi_mul_var(powers, coefficients);
}

Dealing deal(const Scalar& secret, SharingParams params, View context, std::uint16_t dealer, Random& rng) {
  EQ_ASSERT(check(params).ok());
  EQ_ASSERT(dealer >= 1 && dealer <= params.parties);
  std::vector<Scalar> coefficients{secret};
  while (coefficients.size() < params.threshold) coefficients.push_back(Scalar::random(rng));

  Dealing d;
  for (const Scalar& a : coefficients) d.commitment.coefficients.push_back(mul_base(a));
  const Scalar nonce = Scalar::random(rng);
  d.commitment.possession_nonce = mul_base(nonce);
  const Scalar c = possession_challenge(context, dealer, d.commitment.public_secret(), d.commitment.possession_nonce);
  d.commitment.possession_response = (nonce + c * secret).reveal("a proof is public");
  for (std::uint32_t i = 1; i <= params.parties; ++i) {
    d.shares.push_back(evaluate(coefficients, static_cast<std::uint16_t>(i)));
  }
  return d;
}

Status verify_commitment(const SharingCommitment& c, SharingParams params, View context, std::uint16_t dealer) {
  REQUIRE_OR(c.coefficients.size() == params.threshold && params.threshold >= 1, Err::forged);
  REQUIRE_OR(dealer >= 1 && dealer <= params.parties, Err::forged);
  const auto z = Scalar::decode(c.possession_response);
  REQUIRE_OR(z.ok(), Err::forged);
  const Scalar ch = possession_challenge(context, dealer, c.public_secret(), c.possession_nonce);
  const Point nonce = multi_mul_var(std::array{*z, -ch}, std::array{Point::generator(), c.public_secret()});
  REQUIRE_OR(nonce == c.possession_nonce, Err::forged);
  return ok();
}

Status verify_share(const SharingCommitment& c, std::uint16_t index, const Scalar& share) {
  REQUIRE_OR(index >= 1 && !c.coefficients.empty(), Err::forged);
  REQUIRE_OR(mul_base(share) == c.share_point(index), Err::forged);
  return ok();
}

Result<SharedKey> combine_commitments(std::span<const SharingCommitment> commitments, SharingParams params,
                                      View context) {
  TRY(check(params));
  REQUIRE_OR(commitments.size() == params.parties, Err::forged);
  SharingCommitment sum;
  sum.coefficients.resize(params.threshold);
  for (std::size_t i = 0; i < commitments.size(); ++i) {
    TRY(verify_commitment(commitments[i], params, context, static_cast<std::uint16_t>(i + 1)));
    for (std::size_t j = 0; j < params.threshold; ++j) {
      sum.coefficients[j] = sum.coefficients[j] + commitments[i].coefficients[j];
    }
  }
  REQUIRE_OR(!sum.public_secret().is_identity(), Err::refused);
  SharedKey key{params, sum.public_secret(), {}};
  for (std::uint32_t i = 1; i <= params.parties; ++i) {
    key.share_points.push_back(sum.share_point(static_cast<std::uint16_t>(i)));
  }
  return key;
}

Result<Scalar> combine_shares(std::span<const SharingCommitment> commitments, std::uint16_t index,
                              std::span<const Scalar> shares) {
  REQUIRE_OR(commitments.size() == shares.size() && !shares.empty(), Err::forged);
  Scalar sum;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    TRY(verify_share(commitments[i], index, shares[i]));
    sum = sum + shares[i];
  }
  return sum;
}

Result<std::vector<Scalar>> lagrange_at_zero(std::span<const std::uint16_t> indices) {
  const std::set<std::uint16_t> distinct(indices.begin(), indices.end());
  REQUIRE_OR(!indices.empty() && distinct.size() == indices.size() && !distinct.contains(0), Err::malformed);
  std::vector<Scalar> out;
  for (const std::uint16_t i : indices) {
    Scalar numerator = Scalar::from_u64(1), denominator = numerator;
    for (const std::uint16_t j : indices) {
      if (j == i) continue;
      numerator = numerator * Scalar::from_u64(j);
      denominator = denominator * (Scalar::from_u64(j) - Scalar::from_u64(i));
    }
    out.push_back(numerator * TRY(denominator.inverse()));
  }
  return out;
}

Result<Scalar> interpolate(std::span<const std::uint16_t> indices, std::span<const Scalar> shares) {
  EQ_ASSERT(indices.size() == shares.size());
  const auto lambda = TRY(lagrange_at_zero(indices));
  Scalar sum;
  for (std::size_t i = 0; i < shares.size(); ++i) sum = sum + lambda[i] * shares[i];
  return sum;
}

Result<Point> interpolate_var(std::span<const std::uint16_t> indices, std::span<const Point> points) {
  EQ_ASSERT(indices.size() == points.size());
  return multi_mul_var(TRY(lagrange_at_zero(indices)), points);
}

}  // namespace eq::crypto
