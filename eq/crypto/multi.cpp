#include "eq/crypto/multi.h"

namespace eq::crypto {
namespace {

/// From so many terms on, buckets are faster (seen in `equipoise bench crypto`).
constexpr std::size_t kManyTerms = 200;

}  // namespace

Point multi_mul_var(std::span<const Scalar> scalars, std::span<const PublicPoint> points) {
  EQ_ASSERT(scalars.size() == points.size());
  std::vector<Array<32>> x;
  for (const Scalar& s : scalars) x.push_back(s.reveal("public by the contract of multi.h"));
  if (points.size() >= kManyTerms) {
    std::vector<const edwards::CachedAffine*> p;
    for (const PublicPoint& q : points) p.push_back(&q.coordinates());
    return PublicPoint::encode(edwards::sum_of_many_products_var(x, p));
  }
  std::vector<edwards::Extended> p;
  for (const PublicPoint& q : points) p.push_back(extended(q.coordinates()));
  return PublicPoint::encode(edwards::sum_of_products_var(x, p));
}

Point multi_mul_var(std::span<const Scalar> scalars, std::span<const Point> points) {
  return multi_mul_var(scalars, std::vector<PublicPoint>(points.begin(), points.end()));
}

}  // namespace eq::crypto
