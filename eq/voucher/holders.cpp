#include "eq/voucher/holders.h"

#include <algorithm>

#include "eq/crypto/multi.h"
#include "eq/crypto/two_products.h"

namespace eq::voucher {
namespace {

using crypto::Point;

constexpr std::string_view kContext = "eqp voucher evaluation v1";

crypto::DleqStatement statement(const Point& share_point, std::span<const Point> points,
                                std::span<const Point> evaluated) {
  return {view(kContext), Point::generator(), share_point, points, evaluated};
}

}  // namespace

bool is_part_of(const crypto::SharedKey& key, std::span<const Point> points, const Partial& p) {
  if (p.holder < 1 || p.holder > key.share_points.size() || p.elements.size() != points.size())
    return false;
  return crypto::dleq_verify(statement(key.share_points[p.holder - 1u], points, p.elements),
                             p.proof);
}

Result<Partial> evaluate(std::uint16_t holder, const crypto::Scalar& share,
                         std::span<const Point> points, Random& rng) {
  REQUIRE_OR(!points.empty() && points.size() <= kEvaluationMax, Err::malformed);
  Partial p;
  p.holder = holder;
  p.elements.reserve(points.size());
  for (const auto& q : points) {
    REQUIRE_OR(!q.is_identity(), Err::malformed);
    p.elements.push_back(crypto::product(share, q));
  }
  p.proof = crypto::dleq_prove(statement(crypto::mul_base(share), points, p.elements), share, rng);
  return p;
}

Result<std::vector<Point>> combine_var(const crypto::SharedKey& key, std::span<const Point> points,
                                       std::span<const Partial> partials,
                                       std::vector<std::uint16_t>& bad) {
  std::vector<std::uint16_t> holders;
  std::vector<const Partial*> good;
  for (const auto& p : partials) {
    if (good.size() == key.params.threshold) break;
    if (std::find(holders.begin(), holders.end(), p.holder) != holders.end()) continue;
    if (!is_part_of(key, points, p)) {
      bad.push_back(p.holder);
      continue;
    }
    holders.push_back(p.holder);
    good.push_back(&p);
  }
  REQUIRE_OR(good.size() == key.params.threshold, Err::missing);
  const auto weights = TRY(crypto::lagrange_at_zero(holders));
  std::vector<Point> out, parts(good.size());
  out.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); i++) {
    std::transform(good.begin(), good.end(), parts.begin(),
                   [i](const Partial* p) { return p->elements[i]; });
    out.push_back(crypto::multi_mul_var(weights, parts));
  }
  return out;
}

Result<std::vector<Point>> points_of(View elements) {
  REQUIRE_OR(elements.size() % 32 == 0, Err::malformed);
  std::vector<Point> points;
  for (std::size_t i = 0; i < elements.size(); i += 32) {
    points.push_back(TRY(Point::decode(elements.subspan(i, 32))));
    REQUIRE_OR(!points.back().is_identity(), Err::malformed);
  }
  return points;
}

BlindedToken blind(const Point& token_point, Random& rng) {
  BlindedToken b;
  b.blind = crypto::Scalar::random(rng);
  b.element = b.blind * token_point;
  return b;
}

Point unblind(const BlindedToken& blinded, const Point& evaluated) {
  auto inverse = blinded.blind.inverse();
  EQ_ASSERT(inverse.ok());  // a blind is not zero
  return *inverse * evaluated;
}

}  // namespace eq::voucher
