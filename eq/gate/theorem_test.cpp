// The theorems of spec/gate.md section 8 as properties, where small groups can be gone through as a
// whole, and the simpler constructions of its section 9 shown broken.
#include <gtest/gtest.h>

#include <set>

#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::context;
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
            for (unsigned r = 0; r < q; ++r)
              images.insert({(s + r * eta) % q, (s * at + r * bt) % q});
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
EpochObject object_of(const std::vector<Scalar>& p, const std::vector<Scalar>& x) {
  EpochObject o{TestDay::kRealm, TestDay::kDay, {}, {}, {}};
  for (std::size_t j = 0; j < p.size(); ++j) o.pairs.push_back(encrypt_coefficient(p[j], x[j]));
  return o;
}

/// Does the best key there is, X(t), make (g, u, A, B) a Diffie-Hellman tuple?
bool opens(const EpochObject& o, const std::vector<Scalar>& x, const Scalar& t) {
  const Evaluation at = evaluate_var(o.pairs, t);
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
  const EpochObject o = object_of(p, x);
  for (std::uint8_t i = 0; i < 40; ++i) EXPECT_FALSE(opens(o, x, tag(TestDay::kRealm, account(i))));
}

TEST(TheoremOne, IdentitiesEverywhereOpenNoAccount_GAT_1) {
  TestDay day;
  const std::vector<Scalar> zero(4);
  const EpochObject o = object_of(zero, zero);
  EXPECT_TRUE(o.pairs[0].a.is_identity() && o.pairs[3].b.is_identity());
  EXPECT_TRUE(EpochObject::decode(o.encode()).ok());
  EXPECT_TRUE(opens(o, zero, Scalar()));  // P = X^4: its one root is 0, which is nobody's tag
  for (std::uint8_t i = 0; i < 40; ++i)
    EXPECT_FALSE(opens(o, zero, tag(TestDay::kRealm, account(i))));
}

TEST(TheoremOne, ARepeatedRootWastesCapacityAndOpensNoMore_GAT_1) {
  TestDay day;
  const Scalar t = tag(TestDay::kRealm, account(1));
  std::vector<Scalar> p = monic_from_roots(std::vector<Scalar>{t, t, t, t}), x;
  p.pop_back();
  for (int j = 0; j < 4; ++j) x.push_back(Scalar::random(day.rng));
  const EpochObject o = object_of(p, x);
  int opened = 0;
  for (std::uint8_t i = 0; i < 40; ++i) opened += opens(o, x, tag(TestDay::kRealm, account(i)));
  EXPECT_EQ(opened, 1);
}

// Theorem 2 rests on this: whoever holds the keys d of some targets could have made the whole of W
// from an encryption of the other targets alone, so W tells nothing about those beyond what ElGamal
// under u tells.
TEST(TheoremTwo, AnObjectIsComputableFromReleasedKeysAndAnEncryptionOfTheOtherRootsOnly_GAT_10) {
  TestDay day;
  const Scalar opened[2] = {tag(TestDay::kRealm, account(1)), tag(TestDay::kRealm, account(2))};
  const Scalar hidden[2] = {tag(TestDay::kRealm, account(3)), tag(TestDay::kRealm, account(4))};
  // released keys, any at all
  const Scalar d[2] = {Scalar::random(day.rng), Scalar::random(day.rng)};
  // Known: encryptions under u of P' = (X - hidden_0)(X - hidden_1), monic, without its key or
  // randomness.
  const auto p_hidden = monic_from_roots(hidden);
  std::vector<Scalar> x_hidden{Scalar::random(day.rng), Scalar::random(day.rng)};
  const ElGamalPair given[3] = {encrypt_coefficient(p_hidden[0], x_hidden[0]),
                                encrypt_coefficient(p_hidden[1], x_hidden[1]),
                                {Point(), Point::generator()}};
  // W = Z*P' with Z = (X - opened_0)(X - opened_1), and randomness I + Z*X' where I(opened_i) =
  // d_i.
  const auto z = monic_from_roots(opened);
  const Scalar slope = (d[0] - d[1]) * (opened[0] - opened[1]).inverse().value();
  const Scalar line[2] = {d[0] - slope * opened[0], slope};
  EpochObject o{TestDay::kRealm, TestDay::kDay, {}, {}, {}};
  for (std::size_t j = 0; j < 4; ++j) {
    Point a = j < 2 ? crypto::mul_base(line[j]) : Point(), b = j < 2 ? line[j] * lae_u() : Point();
    for (std::size_t i = 0; i <= 2; ++i) {
      if (j < i || j - i > 2) continue;
      a = a + z[i] * given[j - i].a.point();
      b = b + z[i] * given[j - i].b.point();
    }
    o.pairs.push_back({a, b});
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const Evaluation at = evaluate_var(o.pairs, opened[i]);
    // the released keys are right
    EXPECT_TRUE(crypto::mul_base(d[i]) == at.a && d[i] * lae_u() == at.b);
  }
  const auto x_at = [&](const Scalar& t) {
    return evaluate(line, t) + evaluate(z, t) * evaluate(x_hidden, t);
  };
  for (std::uint8_t who = 1; who <= 20; ++who) {  // and the hidden targets are roots, nobody else
    const Scalar t = tag(TestDay::kRealm, account(who));
    const Evaluation at = evaluate_var(o.pairs, t);
    EXPECT_EQ(crypto::mul_base(x_at(t)), at.a);
    EXPECT_EQ(x_at(t) * lae_u() == at.b, who <= 4);
  }
}

TEST(TheoremTwo, InASmallGroupACommitmentFitsEveryAccountEquallyOften_GAT_10) {
  constexpr unsigned q = 11;
  for (unsigned eta = 1; eta < q; ++eta) {  // h = eta*g
    for (unsigned c = 0; c < q; ++c) {
      for (unsigned t = 0; t < q; ++t) {
        unsigned blinds = 0;
        for (unsigned s = 0; s < q; ++s) blinds += (t + s * eta) % q == c;
        ASSERT_EQ(blinds, 1u);
      }
    }
  }
}

// Theorem 3: the polynomial is fixed before z is drawn, so a wrong one survives at most k of the q
// challenges.
TEST(TheoremThree, InASmallGroupTwoMonicPolynomialsAgreeAtFewerThanKPlusOnePoints_GAT_3) {
  constexpr unsigned q = 7;
  for (unsigned p = 0; p < q * q * q; ++p) {
    for (unsigned r = 0; r < q * q * q; ++r) {
      if (p == r) continue;
      unsigned agree = 0;
      for (unsigned z = 0; z < q; ++z) {
        const auto at = [z](unsigned w) {
          return (w % q + z * (w / q % q) + z * z * (w / q / q) + z * z * z) % q;
        };
        agree += at(p) == at(r);
      }
      ASSERT_LE(agree, 3u);
    }
  }
}

// Theorem 4: below the threshold the custodians' shares say nothing, whatever the joint key is.
TEST(TheoremFour, InASmallFieldFewerThanTSharesAreEquallyLikelyForEverySecret_GAT_4) {
  constexpr unsigned q = 7;
  for (unsigned i = 1; i < q; ++i) {
    for (unsigned j = i + 1; j < q; ++j) {  // two of the custodians, threshold three
      for (unsigned secret = 0; secret < q; ++secret) {
        std::set<std::pair<unsigned, unsigned>> seen;
        for (unsigned a = 0; a < q; ++a) {
          for (unsigned b = 0; b < q; ++b) {
            seen.insert({(secret + a * i + b * i * i) % q, (secret + a * j + b * j * j) % q});
          }
        }
        ASSERT_EQ(seen.size(), q * q);  // every pair of values, once each
      }
    }
  }
}

TEST(TheoremFour, TheCourtsPartAndTheCustodiansAreBothNeeded_GAT_4) {
  TestDay day;
  const VerifiedEpoch epoch = day.verified();
  const auto releases = day.releases(1);
  const std::vector<std::uint16_t> who{releases[0].index, releases[1].index};
  const std::vector<Scalar> deltas{releases[0].delta, releases[1].delta};
  const Scalar d_c = crypto::interpolate(who, deltas).value(), d_r = day.registry.registry_keys[0];
  EXPECT_TRUE(AccountDayKey::check_var(epoch, account(1), d_r + d_c).ok());
  for (const Scalar& wrong : {d_r, d_c, Scalar(), d_r + deltas[0], d_r + deltas[1],
                              d_r + d_c + Scalar::from_u64(1), d_r - d_c})
    EXPECT_FALSE(AccountDayKey::check_var(epoch, account(1), wrong).ok());
}

// The whole way at every size a realm may choose.
TEST(Degree, FromSixteenTo1024ATargetOpensAndItsNeighbourDoesNot_GAT_4) {
  for (const std::uint16_t k : {16, 256, 1024}) {
    TestDay day(k, 3, k);
    const VerifiedEpoch epoch = day.verified();
    const auto releases = day.releases(3);
    const Combined c = day.combine(3, releases);
    ASSERT_TRUE(c.key.has_value()) << k;
    for (const std::uint8_t who : {3, 4}) {
      const Envelope e =
          seal(DailyKey::from_var(epoch, account(who)).value(), context(), day.rng.secret<32>())
              .envelope;
      EXPECT_EQ(open_envelope(*c.key, context(), e).ok(), who == 3) << k;
    }
    EXPECT_EQ(EpochObject::decode(day.registry.object.encode()).value(), day.registry.object);
  }
}

TEST(BrokenVariant1, PublishedCoefficientsInTheExponentLetAnyoneTestForATarget_GAT_10) {
  TestDay day;
  const auto p = monic_from_roots(std::vector<Scalar>{day.orders[0].tag, day.orders[1].tag});
  const auto looks_like_target = [&](const AccountId& who) {
    Point sum;
    for (std::size_t j = p.size(); j-- > 0;)
      sum = tag(TestDay::kRealm, who) * sum + crypto::mul_base(p[j]);
    return sum.is_identity();
  };
  EXPECT_TRUE(looks_like_target(account(1)));
  EXPECT_FALSE(looks_like_target(account(3)));
  // In the published form, nothing anybody computes from W at a target's tag is the identity.
  const Evaluation at = evaluate_var(day.registry.object.pairs, day.orders[0].tag);
  EXPECT_FALSE(at.a.is_identity() || at.b.is_identity());
}

TEST(BrokenVariant2, MaskingOnlyTheConstantTermShowsPairsOfTargets_GAT_10) {
  TestDay day;
  auto p = monic_from_roots(std::vector<Scalar>{day.orders[0].tag, day.orders[1].tag});
  p[0] = p[0] + Scalar::random(day.rng);
  const auto value = [&](std::uint8_t who) {
    return crypto::mul_base(evaluate(p, tag(TestDay::kRealm, account(who))));
  };
  EXPECT_EQ(value(1), value(2));  // equal because both are targets
  EXPECT_NE(value(1), value(3));
  EXPECT_NE(value(3), value(4));
  const auto e1 = evaluate_var(day.registry.object.pairs, day.orders[0].tag);
  const auto e2 = evaluate_var(day.registry.object.pairs, day.orders[1].tag);
  EXPECT_TRUE(e1.a != e2.a && e1.b != e2.b);
}

TEST(BrokenVariant3, AFreeLeadingCoefficientLetsTheZeroPolynomialOpenEverybody_GAT_1) {
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
    for (std::size_t j = pairs.size(); j-- > 0;)
      at = {t * at.a + pairs[j].a, t * at.b + pairs[j].b};
    EXPECT_TRUE(evaluate(x, t) * lae_u() == at.b);
  }
  // The published form has no place for a leading coefficient: zeros mean X^k.
  x.pop_back();
  const EpochObject o = object_of(std::vector<Scalar>(4), x);
  for (std::uint8_t i = 0; i < 20; ++i) EXPECT_FALSE(opens(o, x, tag(TestDay::kRealm, account(i))));
}

TEST(BrokenVariant4, CoefficientsUnderTheCustodiansKeyTurnThemIntoAnOracleForTargets_GAT_10) {
  TestDay day;
  const Scalar y = Scalar::random(day.rng);  // of all custodians together
  const auto p = monic_from_roots(std::vector<Scalar>{day.orders[0].tag, day.orders[1].tag});
  std::vector<ElGamalPair> pairs;
  for (std::size_t j = 0; j < 2; ++j) {
    const Scalar x = Scalar::random(day.rng);
    pairs.push_back({crypto::mul_base(x), (x * y) * Point::generator() + crypto::mul_base(p[j])});
  }
  const auto looks_like_target = [&](std::uint8_t who) {
    const Scalar t = tag(TestDay::kRealm, account(who));
    Evaluation at{Point(), Point::generator()};
    for (std::size_t j = 2; j-- > 0;) at = {t * at.a + pairs[j].a, t * at.b + pairs[j].b};
    return y * at.a == at.b;  // whatever they do to a point that they are shown
  };
  EXPECT_TRUE(looks_like_target(1));
  EXPECT_FALSE(looks_like_target(3));
  // Custodians are shown no point, and under u what they hold says nothing about B_t.
  for (const std::uint8_t who : {1, 3}) {
    const Evaluation at = day.registry.object.evaluate_var(tag(TestDay::kRealm, account(who)));
    for (const auto& own : day.custodians.own) EXPECT_NE(own.shares().y[0] * at.a, at.b);
  }
}

}  // namespace
}  // namespace eq::gate
