#include "eq/voucher/curves.h"

#include <algorithm>

#include "eq/crypto/hash.h"
#include "eq/crypto/hash_to_group.h"
#include "eq/voucher/locator.h"

namespace eq::voucher {
namespace {

constexpr auto kWhy = "shares and curves are arithmetic on secrets";

crypto::Scalar evaluate(std::span<const crypto::Scalar> coefficients, const crypto::Scalar& x) {
  crypto::Scalar sum;
  for (std::size_t i = coefficients.size(); i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

/// The value at 0 or elsewhere of the polynomial of least degree through the points.
crypto::Scalar interpolate_at(const crypto::Scalar& at, std::span<const crypto::Scalar> xs,
                              std::span<const crypto::Scalar> ys) {
  crypto::Scalar sum;
  for (std::size_t i = 0; i < xs.size(); i++) {
    crypto::Scalar top = crypto::Scalar::from_u64(1), bottom = top;
    for (std::size_t j = 0; j < xs.size(); j++) {
      if (j == i) continue;
      top = top * (at - xs[j]);
      bottom = bottom * (xs[i] - xs[j]);
    }
    auto inverse = bottom.inverse();
    EQ_ASSERT(inverse.ok());  // the x differ
    sum = sum + ys[i] * top * *inverse;
  }
  return sum;
}

AccountKey key_of(std::span<const crypto::Scalar> values_at_zero) {
  SecretBytes all(32 * values_at_zero.size());
  for (std::size_t i = 0; i < values_at_zero.size(); i++) {
    const auto& b = values_at_zero[i].reveal(kWhy);
    std::copy(b.begin(), b.end(), all.fill_in().begin() + static_cast<std::ptrdiff_t>(32 * i));
  }
  return crypto::hkdf<32>({}, all.reveal(kWhy), view("eqp voucher account key v1"));
}

}  // namespace

Status CurveParams::check() const {
  REQUIRE_OR(threshold >= 2 && threshold <= 64 && curves >= 2 && curves <= 8, Err::malformed);
  return {};
}

SecretBytes encode_share(const Share& share) {
  SecretBytes out(32 * (1 + share.y.size()));
  auto at = out.fill_in().begin();
  const auto write = [&](const crypto::Scalar& s) {
    const auto& b = s.reveal("goes into the sealed part of a voucher");
    at = std::copy(b.begin(), b.end(), at);
  };
  write(share.x);
  for (const auto& y : share.y) write(y);
  return out;
}

Result<Share> decode_share(View bytes, const CurveParams& params) {
  REQUIRE_OR(bytes.size() == 32 * (1u + params.curves), Err::malformed);
  Share s;
  s.x = TRY(crypto::Scalar::decode(bytes.first(32)));
  REQUIRE_OR(!s.x.is_zero(), Err::malformed);
  for (std::size_t j = 0; j < params.curves; j++) {
    s.y.push_back(TRY(crypto::Scalar::decode(bytes.subspan(32 * (j + 1), 32))));
  }
  return s;
}

AccountCurves::AccountCurves(const Secret<32>& master, View context, const CurveParams& params)
    : seed_(crypto::hkdf<32>(context, master.reveal(kWhy), view("eqp voucher curves v1"))) {
  EQ_ASSERT(params.check().ok());
  const auto seed = seed_.reveal(kWhy);
  for (std::uint8_t j = 0; j < params.curves; j++) {
    auto& c = coefficients_.emplace_back();
    for (std::uint8_t i = 0; i < params.threshold; i++) {
      c.push_back(
          crypto::hash_to_scalar(view("eqp voucher coefficient v1"), {seed, View(Array<2>{j, i})}));
    }
  }
}

Share AccountCurves::share_of(View picture) const {
  Share s;
  s.x = crypto::hash_to_scalar(view("eqp voucher x v1"), {seed_.reveal(kWhy), picture});
  for (const auto& c : coefficients_) s.y.push_back(evaluate(c, s.x));
  return s;
}

Share AccountCurves::dummy_of(View picture) const {
  Share s = share_of(picture);
  for (std::uint8_t j = 0; j < s.y.size(); j++) {
    s.y[j] = crypto::hash_to_scalar(view("eqp voucher dummy v1"),
                                    {seed_.reveal(kWhy), View(Array<1>{j}), picture});
  }
  return s;
}

bool AccountCurves::is_synthetic(View picture, std::uint8_t rate) const {
  return crypto::hmac_sha256(seed_.reveal(kWhy), {view("eqp voucher synthetic v1"), picture})[0] <
         rate;
}

AccountKey AccountCurves::key() const {
  std::vector<crypto::Scalar> at_zero;
  for (const auto& c : coefficients_) at_zero.push_back(c.front());
  return key_of(at_zero);
}

std::optional<Crossing> find_curves_var(std::span<const Share> shares, const CurveParams& params) {
  std::vector<std::size_t> index;  // of each share that counts
  std::vector<const Share*> points;
  for (std::size_t i = 0; i < shares.size() && points.size() < kSharesMax; i++) {
    const auto same_x = [&](const Share* p) { return equal_ct(p->x, shares[i].x); };
    if (shares[i].y.size() != params.curves || std::any_of(points.begin(), points.end(), same_x))
      continue;
    index.push_back(i);
    points.push_back(&shares[i]);
  }
  const std::size_t t = params.threshold;
  if (points.size() <= t) return std::nullopt;
  const auto clean = points_off_the_locator_var(points, params);
  if (clean.size() < t) return std::nullopt;

  // t points fix the curves; whoever else lies on them is real.
  std::vector<crypto::Scalar> xs;
  std::vector<std::vector<crypto::Scalar>> ys(params.curves);
  for (std::size_t i = 0; i < t; i++) {
    xs.push_back(points[clean[i]]->x);
    for (std::size_t j = 0; j < params.curves; j++) ys[j].push_back(points[clean[i]]->y[j]);
  }
  Crossing found;
  for (std::size_t i = 0; i < points.size(); i++) {
    bool on = true;
    for (std::size_t j = 0; j < params.curves && on; j++)
      on = equal_ct(interpolate_at(points[i]->x, xs, ys[j]), points[i]->y[j]);
    if (on) found.real.push_back(index[i]);
  }
  if (found.real.size() <= t) return std::nullopt;  // any t points lie on some curves
  std::vector<crypto::Scalar> at_zero;
  for (std::size_t j = 0; j < params.curves; j++)
    at_zero.push_back(interpolate_at(crypto::Scalar(), xs, ys[j]));
  found.key = key_of(at_zero);
  return found;
}

}  // namespace eq::voucher
