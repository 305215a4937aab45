// ristretto255 and what is built on it: DLEQ proofs, oblivious functions, verifiable sharing.
#include <gtest/gtest.h>

#include "eq/crypto/hash_to_group.h"
#include "eq/crypto/multi.h"
#include "eq/crypto/verifiable_sharing.h"
#include "eq/crypto/voprf.h"
#include "eq/testing/seeded.h"

namespace eq::crypto {
namespace {

using testing::SeededRandom;

Scalar minus_one() { return -Scalar::from_u64(1); }

// ---- Scalars and points

TEST(Ristretto, TheIdentityIsAnOrdinaryValue_CRY_6) {
  SeededRandom rng(1);
  const Scalar zero, x = Scalar::random(rng);
  const Point p = mul_base(x), identity;
  EXPECT_TRUE(identity.is_identity());
  EXPECT_EQ(mul_base(zero), identity);
  EXPECT_EQ(zero * p, identity);
  EXPECT_EQ(x * identity, identity);
  EXPECT_EQ(p + identity, p);
  EXPECT_EQ(identity + p, p);
  EXPECT_EQ(p - p, identity);
  EXPECT_EQ(identity - p, minus_one() * p);
  EXPECT_EQ(x * p + (-x) * p, identity);
  EXPECT_EQ(identity + identity, identity);
  EXPECT_EQ(decode<Point>(encode(identity)).value(), identity);
  EXPECT_EQ(multi_mul_var({}, {}), identity);
}

TEST(Ristretto, ScalarsFormAField_CRY_6) {
  SeededRandom rng(2);
  for (int i = 0; i < 50; ++i) {
    const Scalar a = Scalar::random(rng), b = Scalar::random(rng), c = Scalar::random(rng);
    EXPECT_TRUE(equal_ct(a * (b + c), a * b + a * c));
    EXPECT_TRUE(equal_ct(a - b, a + (-b)));
    EXPECT_TRUE(equal_ct(a * a.inverse().value(), Scalar::from_u64(1)));
    EXPECT_EQ(mul_base(a + b), mul_base(a) + mul_base(b));
    EXPECT_EQ(a * mul_base(b), mul_base(a * b));
    EXPECT_FALSE(equal_ct(a, b));
  }
  EXPECT_EQ(Scalar().inverse().error(), Err::refused);
  EXPECT_TRUE((-Scalar()).is_zero());
  EXPECT_TRUE((minus_one() + Scalar::from_u64(1)).is_zero());
  EXPECT_TRUE(equal_ct(Scalar::from_u64(0xfffffffffffffffe) + Scalar::from_u64(1), Scalar::from_u64(0xffffffffffffffff)));
}

TEST(Ristretto, AScalarHasExactlyOneEncoding_CRY_6) {
  const Array<32> largest = minus_one().reveal("test");
  EXPECT_TRUE(equal_ct(Scalar::decode(largest).value(), minus_one()));
  Array<32> order = largest;
  order[0] += 1;  // q
  EXPECT_EQ(Scalar::decode(order).error(), Err::malformed);
  EXPECT_EQ(Scalar::decode(Bytes(32, 0xff)).error(), Err::malformed);
  EXPECT_EQ(Scalar::decode(Bytes(31, 0)).error(), Err::malformed);
  EXPECT_TRUE(Scalar::decode(Bytes(32, 0)).value().is_zero());
  Array<64> wide{};
  std::copy(order.begin(), order.end(), wide.begin());
  EXPECT_TRUE(Scalar::reduce(wide).is_zero());
}

TEST(Ristretto, ManyTermsAddUp_CRY_6) {
  SeededRandom rng(3);
  std::vector<Scalar> x;
  std::vector<Point> p;
  Scalar sum;
  for (int i = 0; i < 9; ++i) {
    const Scalar y = Scalar::random(rng);
    x.push_back(i == 4 ? Scalar() : Scalar::random(rng));
    p.push_back(mul_base(y));
    sum = sum + x.back() * y;
  }
  EXPECT_EQ(multi_mul_var(x, p), mul_base(sum));
}

// ---- DLEQ

struct Batch {
  Scalar k;
  Point b;
  std::vector<Point> c, d;
};
Batch batch(SeededRandom& rng, std::size_t n) {
  Batch t{Scalar::random(rng), {}, {}, {}};
  t.b = mul_base(t.k);
  for (std::size_t i = 0; i < n; ++i) {
    t.c.push_back(mul_base(Scalar::random(rng)));
    t.d.push_back(t.k * t.c.back());
  }
  return t;
}

TEST(Dleq, AProofHoldsForItsStatementOnly_CRY_8) {
  SeededRandom rng(4);
  for (std::size_t n : {1u, 2u, 7u}) {
    Batch t = batch(rng, n);
    const DleqStatement st{view("test"), Point::generator(), t.b, t.c, t.d};
    const DleqProof proof = dleq_prove(st, t.k, rng);
    EXPECT_TRUE(dleq_verify(st, proof));
    EXPECT_TRUE(dleq_verify(st, decode<DleqProof>(encode(proof)).value()));

    auto bad = proof;
    bad.c = bad.c + Scalar::from_u64(1);
    EXPECT_FALSE(dleq_verify(st, bad));
    bad = proof;
    bad.s = bad.s + Scalar::from_u64(1);
    EXPECT_FALSE(dleq_verify(st, bad));

    EXPECT_FALSE(dleq_verify({view("another"), st.a, st.b, t.c, t.d}, proof));
    EXPECT_FALSE(dleq_verify({st.context, st.a, t.b + Point::generator(), t.c, t.d}, proof));
    for (std::size_t i = 0; i < n; ++i) {
      Batch wrong = t;
      wrong.d[i] = wrong.d[i] + Point::generator();
      EXPECT_FALSE(dleq_verify({st.context, st.a, st.b, wrong.c, wrong.d}, proof));
      // Nor can the key's owner prove a false statement by following the rules.
      const DleqStatement lie{st.context, st.a, st.b, wrong.c, wrong.d};
      EXPECT_FALSE(dleq_verify(lie, dleq_prove(lie, t.k, rng)));
    }
    if (n > 1) {
      std::swap(t.c[0], t.c[1]);
      EXPECT_FALSE(dleq_verify(st, proof));
      std::swap(t.d[0], t.d[1]);  // even a true statement in another order is another statement
      EXPECT_FALSE(dleq_verify(st, proof));
    }
  }
}

TEST(Dleq, ErrorsThatCancelOutAreStillFound_CRY_8) {
  SeededRandom rng(5);
  Batch t = batch(rng, 2);
  t.d[0] = t.d[0] + Point::generator();
  t.d[1] = t.d[1] - Point::generator();
  const DleqStatement lie{view("test"), Point::generator(), t.b, t.c, t.d};
  EXPECT_FALSE(dleq_verify(lie, dleq_prove(lie, t.k, rng)));
}

// ---- VOPRF

struct Session {
  std::vector<Bytes> inputs;
  std::vector<View> views;
  std::vector<OprfBlinded> blinded;
  std::vector<Point> sent;
};
Session session(SeededRandom& rng, std::size_t n) {
  Session s;
  for (std::size_t i = 0; i < n; ++i) s.inputs.push_back(Bytes(1 + i, static_cast<std::uint8_t>(i)));
  for (const auto& input : s.inputs) {
    s.views.push_back(input);
    s.blinded.push_back(voprf_blind(input, rng).value());
    s.sent.push_back(s.blinded.back().element);
  }
  return s;
}

TEST(Voprf, TheClientGetsWhatTheServerWouldCompute_CRY_7) {
  SeededRandom rng(6);
  const VoprfKey key = VoprfKey::generate(rng);
  const Session s = session(rng, 128);
  const auto evaluation = decode<VoprfEvaluation>(encode(key.blind_evaluate(s.sent, rng).value())).value();
  const auto out = voprf_finalize(key.public_key(), s.views, s.blinded, evaluation).value();
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(out[i], key.evaluate(s.inputs[i]).value());
  EXPECT_EQ(VoprfKey::decode(key.scalar().reveal("test"))->public_key(), key.public_key());
}

TEST(Voprf, TheServerSeesFreshPointsEachTime_CRY_7) {
  SeededRandom rng(7);
  EXPECT_NE(voprf_blind(view("same"), rng)->element, voprf_blind(view("same"), rng)->element);
}

TEST(Voprf, AnotherKeyOrAChangedEvaluationIsForged_CRY_7) {
  SeededRandom rng(8);
  const VoprfKey key = VoprfKey::generate(rng), other = VoprfKey::generate(rng);
  const Session s = session(rng, 4);
  const auto good = key.blind_evaluate(s.sent, rng).value();
  const auto finalize = [&](const Point& pk, const VoprfEvaluation& e) { return voprf_finalize(pk, s.views, s.blinded, e); };
  ASSERT_TRUE(finalize(key.public_key(), good).ok());
  EXPECT_EQ(finalize(other.public_key(), good).error(), Err::forged);
  EXPECT_EQ(finalize(Point(), good).error(), Err::forged);
  EXPECT_EQ(finalize(key.public_key(), other.blind_evaluate(s.sent, rng).value()).error(), Err::forged);

  auto bad = good;
  bad.elements[2] = bad.elements[2] + Point::generator();
  EXPECT_EQ(finalize(key.public_key(), bad).error(), Err::forged);
  bad = good;
  std::swap(bad.elements[0], bad.elements[1]);
  EXPECT_EQ(finalize(key.public_key(), bad).error(), Err::forged);
  bad = good;
  bad.elements.pop_back();
  EXPECT_EQ(finalize(key.public_key(), bad).error(), Err::forged);
  bad = good;
  bad.proof.s = bad.proof.s + Scalar::from_u64(1);
  EXPECT_EQ(finalize(key.public_key(), bad).error(), Err::forged);
}

TEST(Voprf, BadRequestsAreRefused_CRY_7) {
  SeededRandom rng(9);
  const VoprfKey key = VoprfKey::generate(rng);
  EXPECT_EQ(key.blind_evaluate({}, rng).error(), Err::malformed);
  const std::vector<Point> with_identity{Point::generator(), Point()};
  EXPECT_EQ(key.blind_evaluate(with_identity, rng).error(), Err::malformed);
  const std::vector<Point> too_many(kOprfMaxBatch + 1, Point::generator());
  EXPECT_EQ(key.blind_evaluate(too_many, rng).error(), Err::too_large);
  EXPECT_EQ(voprf_blind(Bytes(kOprfMaxInput + 1), rng).error(), Err::too_large);
  EXPECT_TRUE(voprf_blind(Bytes(kOprfMaxInput), rng).ok());
  EXPECT_EQ(key.evaluate(Bytes(kOprfMaxInput + 1)).error(), Err::too_large);
  EXPECT_EQ(VoprfKey::decode(Bytes(32, 0)).error(), Err::malformed);
  EXPECT_EQ(OprfKey::decode(Bytes(32, 0xff)).error(), Err::malformed);
  EXPECT_EQ(OprfKey::decode(Bytes(32, 1))->blind_evaluate(Point()).error(), Err::malformed);
  EXPECT_EQ(oprf_finalize(view("x"), oprf_blind(view("x"), rng).value(), Point()).error(), Err::malformed);
}

TEST(Voprf, TheTwoModesAreDifferentFunctions_CRY_7) {
  const Bytes key = to_bytes(Scalar::from_u64(7).reveal("test"));
  EXPECT_NE(VoprfKey::decode(key)->evaluate(view("x")).value(), OprfKey::decode(key)->evaluate(view("x")).value());
}

// ---- Sharing

constexpr SharingParams kThreeOfFive{3, 5};

struct Ceremony {
  std::vector<SharingCommitment> commitments;
  std::vector<std::vector<Scalar>> received;  // [party - 1][dealer - 1]
  Scalar secret;                              // known to the test only
};
Ceremony ceremony(SeededRandom& rng, SharingParams params) {
  Ceremony c;
  c.received.resize(params.parties);
  for (std::uint16_t dealer = 1; dealer <= params.parties; ++dealer) {
    const Scalar own = Scalar::random(rng);
    c.secret = c.secret + own;
    Dealing d = deal(own, params, view("run"), dealer, rng);
    c.commitments.push_back(std::move(d.commitment));
    for (std::size_t i = 0; i < params.parties; ++i) c.received[i].push_back(d.shares[i]);
  }
  return c;
}

TEST(Sharing, AnyThresholdOfSharesGivesTheJointSecretAndFewerDoNot_CRY_9) {
  SeededRandom rng(10);
  const Ceremony c = ceremony(rng, kThreeOfFive);
  const SharedKey key = combine_commitments(c.commitments, kThreeOfFive, view("run")).value();
  EXPECT_EQ(key.public_key, mul_base(c.secret));
  EXPECT_EQ(decode<SharedKey>(encode(key)).value(), key);
  std::vector<Scalar> shares;
  for (std::uint16_t i = 1; i <= 5; ++i) {
    shares.push_back(combine_shares(c.commitments, i, c.received[i - 1u]).value());
    EXPECT_EQ(mul_base(shares.back()), key.share_points[i - 1u]);
  }
  const Point base = hash_to_point(view("test"), {view("some base")});
  for (unsigned set = 1; set < 32; ++set) {
    std::vector<std::uint16_t> who;
    std::vector<Scalar> x;
    std::vector<Point> p;
    for (std::uint16_t i = 1; i <= 5; ++i) {
      if ((set >> (i - 1u) & 1u) == 0) continue;
      who.push_back(i);
      x.push_back(shares[i - 1u]);
      p.push_back(shares[i - 1u] * base);
    }
    EXPECT_EQ(equal_ct(interpolate(who, x).value(), c.secret), who.size() >= 3) << set;
    EXPECT_EQ(interpolate_var(who, p).value() == c.secret * base, who.size() >= 3) << set;
  }
}

TEST(Sharing, ATamperedShareOrCommitmentIsForged_CRY_9) {
  SeededRandom rng(11);
  const Ceremony c = ceremony(rng, kThreeOfFive);
  for (std::size_t dealer = 0; dealer < 5; ++dealer) {
    auto shares = c.received[1];
    EXPECT_TRUE(verify_share(c.commitments[dealer], 2, shares[dealer]).ok());
    EXPECT_EQ(verify_share(c.commitments[dealer], 3, shares[dealer]).error(), Err::forged);
    shares[dealer] = shares[dealer] + Scalar::from_u64(1);
    EXPECT_EQ(combine_shares(c.commitments, 2, shares).error(), Err::forged);
    for (std::size_t j = 0; j < 3; ++j) {
      auto bad = c.commitments;
      bad[dealer].coefficients[j] = bad[dealer].coefficients[j] + Point::generator();
      EXPECT_EQ(combine_shares(bad, 2, c.received[1]).error(), Err::forged);
    }
  }
  EXPECT_EQ(verify_share(c.commitments[0], 0, c.secret).error(), Err::forged);
  EXPECT_EQ(combine_shares(c.commitments, 2, std::span(c.received[1]).first(4)).error(), Err::forged);
  EXPECT_EQ(verify_share(SharingCommitment{}, 1, Scalar()).error(), Err::forged);
}

TEST(Sharing, ADealerMustKnowItsSecret_CRY_9) {
  SeededRandom rng(12);
  const Ceremony c = ceremony(rng, kThreeOfFive);
  const auto combined = [&](const std::vector<SharingCommitment>& v, View context) { return combine_commitments(v, kThreeOfFive, context); };
  ASSERT_TRUE(combined(c.commitments, view("run")).ok());
  EXPECT_EQ(combined(c.commitments, view("another run")).error(), Err::forged);

  auto bad = c.commitments;  // a rogue key: cancel out all others, to own the joint key alone
  Point others;
  for (std::size_t i = 0; i < 4; ++i) others = others + bad[i].public_secret();
  bad[4].coefficients[0] = mul_base(Scalar::from_u64(1)) - others;
  EXPECT_EQ(combined(bad, view("run")).error(), Err::forged);

  bad = c.commitments;  // another dealer's contribution as one's own
  bad[4] = bad[3];
  EXPECT_EQ(combined(bad, view("run")).error(), Err::forged);

  bad = c.commitments;
  bad[0].possession_response[0] ^= 1;
  EXPECT_EQ(combined(bad, view("run")).error(), Err::forged);
  bad[0].possession_response.fill(0xff);
  EXPECT_EQ(combined(bad, view("run")).error(), Err::forged);
}

TEST(Sharing, ADealerCannotRaiseOrLowerTheThreshold_CRY_9) {
  SeededRandom rng(13);
  for (std::uint16_t t : {2, 4}) {
    Ceremony c = ceremony(rng, kThreeOfFive);
    c.commitments[0] = deal(Scalar::random(rng), {t, 5}, view("run"), 1, rng).commitment;
    EXPECT_EQ(combine_commitments(c.commitments, kThreeOfFive, view("run")).error(), Err::forged);
  }
  Ceremony c = ceremony(rng, kThreeOfFive);
  c.commitments.pop_back();
  EXPECT_EQ(combine_commitments(c.commitments, kThreeOfFive, view("run")).error(), Err::forged);
  EXPECT_EQ(combine_commitments({}, {0, 0}, view("run")).error(), Err::malformed);
  EXPECT_EQ(combine_commitments({}, {6, 5}, view("run")).error(), Err::malformed);
}

TEST(Sharing, SecretsThatCancelOutMakeNoKey_CRY_9) {
  SeededRandom rng(14);
  const SharingParams two{2, 2};
  const Scalar x = Scalar::random(rng);
  const std::vector<SharingCommitment> c{deal(x, two, view("run"), 1, rng).commitment,
                                         deal(-x, two, view("run"), 2, rng).commitment};
  EXPECT_EQ(combine_commitments(c, two, view("run")).error(), Err::refused);
}

TEST(Sharing, LagrangeWantsDistinctNonZeroNumbers_CRY_9) {
  using Numbers = std::vector<std::uint16_t>;
  for (const Numbers& bad : {Numbers{}, Numbers{0}, Numbers{1, 2, 1}, Numbers{3, 0}}) {
    EXPECT_EQ(lagrange_at_zero(bad).error(), Err::malformed);
  }
  EXPECT_TRUE(equal_ct(lagrange_at_zero(Numbers{65535})->front(), Scalar::from_u64(1)));
}

TEST(Sharing, OneOfOneIsThePlainSecret_CRY_9) {
  SeededRandom rng(15);
  const Scalar x = Scalar::random(rng);
  const Dealing d = deal(x, {1, 1}, view("run"), 1, rng);
  EXPECT_TRUE(equal_ct(d.shares.front(), x));
  EXPECT_TRUE(verify_share(d.commitment, 1, x).ok());
}

}  // namespace
}  // namespace eq::crypto
