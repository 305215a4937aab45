// Theorem 1 (the cap) as a property, and the simpler constructions of spec/gate.md section 9 shown broken.
#include <gtest/gtest.h>

#include <set>

#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::TestDay;

// The whole of a small group: additive integers modulo 7, u = eta, k = 1 and 2, every W there is.
TEST(TheoremOne, InASmallGroupNoObjectWhateverOpensMoreThanKTagsAndTheRestAreUniform_GAT_1) {
  constexpr unsigned q = 7;
  for (unsigned k = 1; k <= 2; ++k) {
    const unsigned objects = k == 1 ? q * q : q * q * q * q;
    for (unsigned eta = 1; eta < q; ++eta) {
      for (unsigned w = 0; w < objects; ++w) {
        const unsigned a[2] = {w % q, w / q / q % q}, b[2] = {w / q % q, w / q / q / q % q};
        unsigned openable = 0;
        for (unsigned t = 0; t < q; ++t) {
          const unsigned at = k == 1 ? a[0] : (a[0] + t * a[1]) % q;
          const unsigned bt = k == 1 ? (b[0] + t) % q : (b[0] + t * b[1] + t * t) % q;
          std::set<std::pair<unsigned, unsigned>> images;  // of (sigma, rho) under (c1, ss1)
          for (unsigned s = 0; s < q; ++s) {
            for (unsigned r = 0; r < q; ++r) images.insert({(s + r * eta) % q, (s * at + r * bt) % q});
          }
          // Either c1 fixes ss1, or the pair is uniform; there is nothing between.
          ASSERT_TRUE(images.size() == q || images.size() == q * q);
          if (images.size() == q) ++openable;
        }
        ASSERT_LE(openable, k);
      }
    }
  }
}

/// W from any coefficients and randomness at all; the attacker knows both.
EpochObject object_of(const std::vector<Scalar>& p, const std::vector<Scalar>& x, const Point& y) {
  EpochObject o{TestDay::kRealm, TestDay::kDay, y, {}, {}};
  for (std::size_t j = 0; j < p.size(); ++j) o.pairs.push_back(encrypt_coefficient(p[j], x[j]));
  return o;
}

/// Does the best key there is, X(t), make (g, u, A, B) a Diffie-Hellman tuple?
bool opens(const EpochObject& o, const std::vector<Scalar>& x, const Scalar& t) {
  const Evaluation at = evaluate_var(o, t);
  const Scalar d = evaluate(x, t);
  return crypto::mul_base(d) == at.a && d * lae_u() == at.b;
}

TEST(TheoremOne, AnObjectOfRandomCoefficientsOpensNobody_GAT_1) {
  TestDay day;
  std::vector<Scalar> p, x;
  for (int j = 0; j < 4; ++j) {
    p.push_back(Scalar::random(day.rng));
    x.push_back(Scalar::random(day.rng));
  }
  const EpochObject o = object_of(p, x, day.custodians.key());
  for (std::uint8_t i = 0; i < 40; ++i) EXPECT_FALSE(opens(o, x, tag(TestDay::kRealm, account(i))));
}

TEST(TheoremOne, IdentitiesEverywhereOpenNoAccount_GAT_1) {
  TestDay day;
  const std::vector<Scalar> zero(4);
  const EpochObject o = object_of(zero, zero, day.custodians.key());
  EXPECT_TRUE(o.pairs[0].a.is_identity() && o.pairs[3].b.is_identity());
  EXPECT_TRUE(EpochObject::decode(o.encode()).ok());
  EXPECT_TRUE(opens(o, zero, Scalar()));  // P = X^4: its one root is 0, which is nobody's tag
  for (std::uint8_t i = 0; i < 40; ++i) EXPECT_FALSE(opens(o, zero, tag(TestDay::kRealm, account(i))));
}

TEST(TheoremOne, ARepeatedRootWastesCapacityAndOpensNoMore_GAT_1) {
  TestDay day;
  const Scalar t = tag(TestDay::kRealm, account(1));
  std::vector<Scalar> p = monic_from_roots(std::vector<Scalar>{t, t, t, t}), x;
  p.pop_back();
  for (int j = 0; j < 4; ++j) x.push_back(Scalar::random(day.rng));
  const EpochObject o = object_of(p, x, day.custodians.key());
  int opened = 0;
  for (std::uint8_t i = 0; i < 40; ++i) opened += opens(o, x, tag(TestDay::kRealm, account(i)));
  EXPECT_EQ(opened, 1);
}

TEST(BrokenVariant1, PublishedCoefficientsInTheExponentLetAnyoneTestForATarget) {
  TestDay day;
  const auto p = monic_from_roots(std::vector<Scalar>{day.orders[0].tag, day.orders[1].tag});
  const auto looks_like_target = [&](const AccountId& who) {
    Point sum;
    for (std::size_t j = p.size(); j-- > 0;) sum = tag(TestDay::kRealm, who) * sum + crypto::mul_base(p[j]);
    return sum.is_identity();
  };
  EXPECT_TRUE(looks_like_target(account(1)));
  EXPECT_FALSE(looks_like_target(account(3)));
  // In the published form, nothing anybody computes from W at a target's tag is the identity.
  const Evaluation at = evaluate_var(day.registry.object, day.orders[0].tag);
  EXPECT_FALSE(at.a.is_identity() || at.b.is_identity());
}

TEST(BrokenVariant2, MaskingOnlyTheConstantTermShowsPairsOfTargets) {
  TestDay day;
  auto p = monic_from_roots(std::vector<Scalar>{day.orders[0].tag, day.orders[1].tag});
  p[0] = p[0] + Scalar::random(day.rng);
  const auto value = [&](std::uint8_t who) { return crypto::mul_base(evaluate(p, tag(TestDay::kRealm, account(who)))); };
  EXPECT_EQ(value(1), value(2));  // equal because both are targets
  EXPECT_NE(value(1), value(3));
  EXPECT_NE(value(3), value(4));
  const auto e1 = evaluate_var(day.registry.object, day.orders[0].tag);
  const auto e2 = evaluate_var(day.registry.object, day.orders[1].tag);
  EXPECT_TRUE(e1.a != e2.a && e1.b != e2.b);
}

TEST(BrokenVariant3, AFreeLeadingCoefficientLetsTheZeroPolynomialOpenEverybody) {
  TestDay day;
  std::vector<Scalar> x;
  std::vector<ElGamalPair> pairs;
  for (int j = 0; j <= 4; ++j) {  // five pairs: the leading coefficient travels too
    x.push_back(Scalar::random(day.rng));
    pairs.push_back(encrypt_coefficient(Scalar(), x.back()));
  }
  for (std::uint8_t i = 0; i < 20; ++i) {
    const Scalar t = tag(TestDay::kRealm, account(i));
    Evaluation at;
    for (std::size_t j = pairs.size(); j-- > 0;) at = {t * at.a + pairs[j].a, t * at.b + pairs[j].b};
    EXPECT_TRUE(evaluate(x, t) * lae_u() == at.b);
  }
  // The published form has no place for a leading coefficient: zeros mean X^k.
  x.pop_back();
  const EpochObject o = object_of(std::vector<Scalar>(4), x, day.custodians.key());
  for (std::uint8_t i = 0; i < 20; ++i) EXPECT_FALSE(opens(o, x, tag(TestDay::kRealm, account(i))));
}

TEST(BrokenVariant4, CoefficientsUnderTheCustodiansKeyTurnThemIntoAnOracleForTargets) {
  TestDay day;
  const auto p = monic_from_roots(std::vector<Scalar>{day.orders[0].tag, day.orders[1].tag});
  std::vector<ElGamalPair> pairs;
  for (std::size_t j = 0; j < 2; ++j) {
    const Scalar x = Scalar::random(day.rng);
    pairs.push_back({crypto::mul_base(x), x * day.custodians.key() + crypto::mul_base(p[j])});
  }
  const auto looks_like_target = [&](std::uint8_t who) {
    const Scalar t = tag(TestDay::kRealm, account(who));
    Evaluation at{Point(), Point::generator()};
    for (std::size_t j = 2; j-- > 0;) at = {t * at.a + pairs[j].a, t * at.b + pairs[j].b};
    return day.custodians.secret * at.a == at.b;  // the answer to at.a, slipped in as somebody's c2
  };
  EXPECT_TRUE(looks_like_target(1));
  EXPECT_FALSE(looks_like_target(3));
  // Under u the custodians' answer to A_t says nothing about B_t.
  for (const std::uint8_t who : {1, 3}) {
    const Evaluation at = evaluate_var(day.registry.object, tag(TestDay::kRealm, account(who)));
    EXPECT_NE(day.custodians.secret * at.a, at.b);
  }
}

}  // namespace
}  // namespace eq::gate
