#include "eq/crypto/verifiable_sharing.h"

#include <algorithm>
#include <set>

#include "eq/crypto/multi.h"

namespace eq::crypto {
namespace {

/// Horner's rule in the exponent.
template <class Element>
Element evaluate_points(std::span<const Element> coefficients, std::uint16_t index) {
  EQ_ASSERT(!coefficients.empty());
  const Scalar x = Scalar::from_u64(index);
  Element y = coefficients.back();
  for (std::size_t j = coefficients.size() - 1; j-- > 0;) y = x * y + coefficients[j];
  return y;
}

Point difference(const Point& a, const Point& b) { return a - b; }
EdPoint difference(const EdPoint& a, const EdPoint& b) {
  return a + (Scalar() - Scalar::from_u64(1)) * b;
}

}  // namespace

Status check(const SharingParams& p) {
  REQUIRE_OR(p.threshold >= 1 && p.threshold <= p.parties, Err::malformed);
  return ok();
}

template <class Element>
bool is_one_sharing_var(const SharedKeyOf<Element>& key) {
  if (!check(key.params).ok() || key.share_points.size() != key.params.parties ||
      key.public_key.is_identity())
    return false;
  std::set<Bytes> seen;
  std::vector<Element> differences{key.public_key};
  for (const auto& point : key.share_points) {
    if (point.is_identity() || !seen.insert(to_bytes(point.bytes())).second) return false;
    differences.push_back(point);
  }
  // Of values at 0, 1, 2 .. n the t-th differences all vanish, and those before do not, exactly if
  // the polynomial through them has degree t - 1 (Newton).
  for (std::uint16_t order = 0; order < key.params.threshold; ++order) {
    if (differences.front().is_identity()) return false;
    for (std::size_t i = 0; i + 1 < differences.size(); ++i)
      differences[i] = difference(differences[i + 1], differences[i]);
    differences.pop_back();
  }
  return std::all_of(differences.begin(), differences.end(),
                     [](const Element& d) { return d.is_identity(); });
}
template bool is_one_sharing_var(const SharedKey&);
template bool is_one_sharing_var(const SharedSigningKey&);

Scalar evaluate(std::span<const Scalar> coefficients, std::uint16_t index) {
  EQ_ASSERT(!coefficients.empty());
  const Scalar x = Scalar::from_u64(index);
  Scalar y = coefficients.back();
  for (std::size_t j = coefficients.size() - 1; j-- > 0;) y = y * x + coefficients[j];
  return y;
}

Point evaluate_var(std::span<const Point> coefficients, std::uint16_t index) {
  return evaluate_points(coefficients, index);
}
EdPoint evaluate_var(std::span<const EdPoint> coefficients, std::uint16_t index) {
  return evaluate_points(coefficients, index);
}

Result<std::vector<Scalar>> lagrange_at_zero(std::span<const std::uint16_t> indices) {
  const std::set<std::uint16_t> distinct(indices.begin(), indices.end());
  REQUIRE_OR(!indices.empty() && distinct.size() == indices.size() && !distinct.contains(0),
             Err::malformed);
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

Result<Point> interpolate_var(std::span<const std::uint16_t> indices,
                              std::span<const Point> points) {
  EQ_ASSERT(indices.size() == points.size());
  return multi_mul_var(TRY(lagrange_at_zero(indices)), points);
}

}  // namespace eq::crypto
