#include "eq/voucher/curves.h"

#include <gtest/gtest.h>

#include "eq/testing/seeded.h"

namespace eq::voucher {
namespace {

struct Account {
  eq::testing::SeededRandom rng;
  CurveParams params;
  Secret<32> master;
  AccountCurves curves;

  explicit Account(std::uint64_t seed, CurveParams p = {5, 4})
      : rng(seed), params(p), master(rng.secret<32>()), curves(master, view("list 1"), p) {}
  Share real(std::uint32_t picture) const { return curves.share_of(be32(picture)); }
  Share dummy(std::uint32_t picture) const { return curves.dummy_of(be32(picture)); }
  std::vector<Share> mixed(std::uint32_t reals, std::uint32_t dummies) {
    std::vector<Share> out;
    for (std::uint32_t i = 0; i < reals; i++) out.push_back(real(i));
    for (std::uint32_t i = 0; i < dummies; i++) out.push_back(dummy(1000 + i));
    for (std::size_t i = out.size(); i > 1; i--) std::swap(out[i - 1], out[rng.below(i)]);
    return out;
  }
  bool finds(std::uint32_t reals, std::uint32_t dummies) {
    const auto shares = mixed(reals, dummies);
    const auto found = find_curves_var(shares, params);
    if (!found) return false;
    EXPECT_TRUE(equal_ct(found->key.reveal("test"), curves.key().reveal("test")));
    EXPECT_EQ(found->real.size(), reals);
    return true;
  }
};

TEST(Curves, AreFoundExactlyWhenTheFormulaSays_VOU_4) {
  Account a(1);
  const std::uint32_t t = a.params.threshold, s = a.params.curves;
  for (std::uint32_t dummies = 0; dummies <= 24; dummies++) {
    const std::uint32_t enough = std::max(t + 1, t + (dummies + s - 1) / s);
    EXPECT_TRUE(a.finds(enough, dummies)) << dummies;
    EXPECT_FALSE(a.finds(enough - 1, dummies)) << dummies;
  }
}

TEST(Curves, AreFoundForEveryPermittedShape_VOU_4) {
  for (const CurveParams p :
       {CurveParams{2, 2}, CurveParams{30, 4}, CurveParams{64, 8}, CurveParams{2, 8}}) {
    ASSERT_TRUE(p.check().ok());
    Account a(7, p);
    EXPECT_TRUE(a.finds(p.threshold + 3u, 3));
    EXPECT_FALSE(a.finds(p.threshold, 0));
  }
}

// At the threshold and below, whatever the real points are, other curves explain them just as well:
// here for every guess of the secret at zero there is exactly one polynomial through t - 1 points.
TEST(Curves, BelowTheThresholdEveryKeyIsAsLikely_VOU_5) {
  Account a(2, {3, 2});
  const Share p = a.real(1), q = a.real(2);
  for (std::uint64_t guess = 0; guess < 50; guess++) {
    for (std::size_t j = 0; j < 2; j++) {
      // y = g + b x + c x^2 through both points: two equations, always solvable, as x and x'
      // differ.
      const auto g = crypto::Scalar::from_u64(guess);
      const auto ix = *p.x.inverse(), iq = *q.x.inverse();
      const auto u = (p.y[j] - g) * ix, v = (q.y[j] - g) * iq;  // b + c x, b + c x'
      const auto c = (u - v) * *(p.x - q.x).inverse(), b = u - c * p.x;
      EXPECT_TRUE(equal_ct(g + b * p.x + c * p.x * p.x, p.y[j]));
      EXPECT_TRUE(equal_ct(g + b * q.x + c * q.x * q.x, q.y[j]));
    }
  }
  EXPECT_FALSE(a.finds(3, 0));
  EXPECT_FALSE(a.finds(3, 20));
}

TEST(Curves, TheSamePictureCountsOnce_VOU_5) {
  Account a(3);
  std::vector<Share> shares;
  for (std::uint32_t i = 0; i < 50; i++) shares.push_back(a.real(i % 5));
  EXPECT_FALSE(find_curves_var(shares, a.params).has_value());
  shares.push_back(a.real(5));
  EXPECT_TRUE(find_curves_var(shares, a.params).has_value());
}

TEST(Curves, PointsOfAnotherAccountOrPeriodDoNotCount_VOU_5) {
  Account a(4), b(5);
  const AccountCurves next(a.master, view("list 2"), a.params);
  std::vector<Share> shares;
  for (std::uint32_t i = 0; i < 3; i++) {
    shares.push_back(a.real(i));
    shares.push_back(b.real(i));
    shares.push_back(next.share_of(be32(i)));
  }
  EXPECT_FALSE(find_curves_var(shares, a.params).has_value());
}

TEST(Curves, AShareHasOneEncoding_VOU_5) {
  Account a(6);
  const auto bytes = encode_share(a.real(1));
  const Bytes good = to_bytes(bytes.reveal("test"));
  ASSERT_TRUE(decode_share(good, a.params).ok());
  EXPECT_EQ(decode_share(View(good).first(good.size() - 1), a.params).error(), Err::malformed);
  Bytes zero = good;
  std::fill_n(zero.begin(), 32, std::uint8_t{0});
  EXPECT_EQ(decode_share(zero, a.params).error(), Err::malformed);
  Bytes large = good;
  std::fill_n(large.begin() + 32, 32, std::uint8_t{0xff});
  EXPECT_EQ(decode_share(large, a.params).error(), Err::malformed);
}

TEST(Curves, TheRateOfSyntheticVouchersIsAboutTheOneDeclared_VOU_7) {
  Account a(8);
  int synthetic = 0;
  for (std::uint32_t i = 0; i < 8192; i++) synthetic += a.curves.is_synthetic(be32(i), 16);
  EXPECT_GT(synthetic, 512 - 110);  // five standard deviations
  EXPECT_LT(synthetic, 512 + 110);
}

}  // namespace
}  // namespace eq::voucher
