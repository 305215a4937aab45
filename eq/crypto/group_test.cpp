// ristretto255 and what is built on it: DLEQ proofs, oblivious functions, verifiable sharing.
#include <gtest/gtest.h>

#include "eq/crypto/field25519.h"
#include "eq/crypto/hash_to_group.h"
#include "eq/crypto/multi.h"
#include "eq/crypto/two_products.h"
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
  EXPECT_EQ(multi_mul_var(std::span<const Scalar>(), std::span<const Point>()), identity);
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
  EXPECT_TRUE(equal_ct(Scalar::from_u64(0xfffffffffffffffe) + Scalar::from_u64(1),
                       Scalar::from_u64(0xffffffffffffffff)));
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

/// A scalar from an edge of some recoding, or any.
Scalar edge_scalar(SeededRandom& rng) {
  switch (rng.below(10)) {
    case 0: return Scalar();
    case 1: return Scalar::from_u64(1);
    case 2: return minus_one();
    case 3: return Scalar::from_u64(rng.below(64));
    case 4: return -Scalar::from_u64(rng.below(64));
    case 5: {  // the largest digits of every width, at every place
      Array<32> ones{};
      std::fill_n(ones.begin(), rng.below(32), std::uint8_t{0xff});
      return Scalar::decode(ones).value();
    }
    case 6: return Scalar::decode(Bytes(32, rng.below(2) != 0 ? 0x08 : 0x0f)).value();
    default: return Scalar::random(rng);
  }
}

TEST(Ristretto, TheFastSumEqualsTheSumOfProducts_CRY_6) {
  SeededRandom rng(16);
  const auto special = [&](std::uint64_t) { return edge_scalar(rng); };
  for (std::size_t n : {1u, 2u, 3u, 8u, 40u}) {
    for (int round = 0; round < 20; ++round) {
      std::vector<Scalar> x;
      std::vector<Point> p;
      Point expected;
      for (std::size_t i = 0; i < n; ++i) {
        x.push_back(special(rng.below(8)));
        p.push_back(rng.below(9) == 0 ? Point()
                    : rng.below(9) == 0 && i > 0
                        ? p.back()
                        : special(rng.below(8)) * Point::from_uniform(rng.array<64>()));
        expected = expected + x.back() * p.back();
      }
      EXPECT_EQ(multi_mul_var(x, p), expected);
      EXPECT_TRUE(Point::decode(multi_mul_var(x, p).bytes()).ok());
    }
  }
  // So many terms that buckets take over: 1*g + 2*2g + 3*3g + ...
  std::vector<Scalar> x;
  std::vector<Point> p;
  std::uint64_t sum = 0;
  for (std::uint64_t i = 1; i <= 1100; ++i) {
    x.push_back(Scalar::from_u64(i));
    p.push_back(mul_base(x.back()));
    sum += i * i;
  }
  EXPECT_EQ(multi_mul_var(x, p), mul_base(Scalar::from_u64(sum)));
}

TEST(Ristretto, TheFastSumOfManyTermsEqualsTheSumOfProducts_CRY_6) {
  SeededRandom rng(17);
  // both methods, several widths of window
  for (const std::size_t n : {199u, 200u, 201u, 333u, 600u}) {
    std::vector<Scalar> x;
    std::vector<Point> p;
    Point expected;
    for (std::size_t i = 0; i < n; ++i) {
      x.push_back(edge_scalar(rng));
      p.push_back(rng.below(9) == 0            ? Point()
                  : rng.below(9) == 0 && i > 0 ? p.back()
                                               : Point::from_uniform(rng.array<64>()));
      expected = expected + x.back() * p.back();
    }
    EXPECT_EQ(multi_mul_var(x, p), expected) << n;
    std::fill(x.begin(), x.end(), x[0]);  // all in one bucket
    for (Point& q : p) q = p[0];
    EXPECT_EQ(multi_mul_var(x, p), (x[0] * Scalar::from_u64(n)) * p[0]) << n;
  }
}

TEST(Ristretto, TwoSecretProductsEqualTheSumOfProducts_CRY_6) {
  SeededRandom rng(18);
  for (int round = 0; round < 200; ++round) {
    const Scalar x = edge_scalar(rng), y = edge_scalar(rng);
    const Point p =
        round % 5 == 0 ? Point() : edge_scalar(rng) * Point::from_uniform(rng.array<64>());
    const Point q = round % 7 == 0    ? p
                    : round % 11 == 0 ? Point() - p
                                      : Point::from_uniform(rng.array<64>());
    EXPECT_EQ(product(x, p), x * p) << round;
    EXPECT_EQ(two_products(x, p, y, q), x * p + y * q) << round;
    EXPECT_EQ(two_products_of_secret(x, p, y, q), x * p + y * q) << round;
  }
}

TEST(Ristretto, AnEncodingWithItsTopBitSetIsRefused_CRY_6) {
  SeededRandom rng(20);
  Array<32> b{};
  b[31] = 0x80;  // would be the identity, and not be seen as such
  EXPECT_EQ(Point::decode(b).error(), Err::malformed);
  for (int i = 0; i < 20; ++i) {
    b = Point::from_uniform(rng.array<64>()).bytes();
    EXPECT_TRUE(Point::decode(b).ok());
    b[31] |= 0x80;
    EXPECT_EQ(Point::decode(b).error(), Err::malformed);
  }
}

TEST(Ristretto, TheTwoDecodersAgreeOnEveryKindOfBytes_CRY_6) {
  SeededRandom rng(19);
  int valid = 0;
  const auto agree = [&](const Array<32>& b) {
    const auto slow = Point::decode(b);
    const auto fast = PublicPoint::decode_var(b);
    ASSERT_EQ(slow.ok(), fast.ok()) << hex(b);
    const Array<32> zero{};
    for (const Bytes& both : {concat({b, zero}), concat({zero, b}), concat({zero, zero, b})}) {
      ASSERT_EQ(PublicPoint::decode_all_var(both).ok(), slow.ok()) << hex(b);
    }
    if (!slow.ok()) {
      EXPECT_EQ(fast.error(), Err::malformed);
      return;
    }
    ++valid;
    EXPECT_EQ(fast->point(), *slow);
    EXPECT_EQ(multi_mul_var(std::array{Scalar::from_u64(1)}, std::array{*fast}), *slow);
  };
  for (int i = 0; i < 200; ++i) agree(rng.array<32>());
  for (int i = 0; i < 200; ++i) {  // an even number below p: on the curve or on its twist
    Array<32> b = rng.array<32>();
    b[0] &= 0xfe;
    b[31] &= 0x3f;
    agree(b);
    b = Point::from_uniform(rng.array<64>()).bytes();
    agree(b);
    b[rng.below(32)] ^= static_cast<std::uint8_t>(1u << rng.below(8));
    agree(b);
  }
  for (int low = 0; low < 256; ++low) {  // about 0, about p, about 2^255 and 2^256
    for (const std::uint8_t top : {0x00, 0x7f, 0x80, 0xff}) {
      Array<32> b;
      b.fill(top == 0x00 || top == 0x80 ? 0x00 : 0xff);
      b[0] = static_cast<std::uint8_t>(low);
      b[31] = top;
      agree(b);
    }
  }
  EXPECT_GT(valid, 250);
  EXPECT_EQ(PublicPoint::decode_var(Bytes(31, 0)).error(), Err::malformed);
  EXPECT_EQ(PublicPoint::decode_all_var(Bytes(33, 0)).error(), Err::malformed);
  EXPECT_TRUE(PublicPoint::decode_all_var({})->empty());
}

TEST(Ristretto, FieldElementsHaveOneForm_CRY_6) {
  using namespace field;
  const auto small = [](std::uint64_t x) { return Fe{{x, 0, 0, 0, 0}}; };
  Array<32> p{};
  p.fill(0xff);
  p[0] = 0xed;
  p[31] = 0x7f;
  EXPECT_EQ(field::to_bytes(from_bytes(p)), Array<32>{});
  for (std::uint8_t more = 0; more < 19; ++more) {  // p, p+1, .. 2^255-1 are 0, 1, .. 18
    Array<32> b = p, expected{};
    b[0] = static_cast<std::uint8_t>(b[0] + more);
    expected[0] = more;
    EXPECT_EQ(field::to_bytes(from_bytes(b)), expected);
  }
  EXPECT_TRUE(field::is_equal(small(3) - small(5), -small(2)));
  EXPECT_TRUE(field::is_equal(square(-small(7)), small(49)));
  EXPECT_TRUE(field::is_equal(square(kSqrtMinusOne), -kOne));
  EXPECT_TRUE(field::is_equal(square(kInvSqrtAMinusD) * (-kOne - kD), kOne));
  EXPECT_TRUE(field::is_equal(kD * small(121666), -small(121665)));
  const Fe loosest{{(std::uint64_t{1} << 54) - 1, (std::uint64_t{1} << 54) - 1,
                    (std::uint64_t{1} << 54) - 1, (std::uint64_t{1} << 54) - 1,
                    (std::uint64_t{1} << 54) - 1}};
  const Fe tight = tighten(loosest);
  EXPECT_TRUE(field::is_equal(loosest * loosest, tight * tight));
  EXPECT_TRUE(field::is_equal(square(loosest), tight * tight));
  EXPECT_TRUE(field::is_equal(loosest - loosest, kZero));
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
  for (std::size_t i = 0; i < n; ++i)
    s.inputs.push_back(Bytes(1 + i, static_cast<std::uint8_t>(i)));
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
  const auto evaluation =
      decode<VoprfEvaluation>(encode(key.blind_evaluate(s.sent, rng).value())).value();
  const auto out = voprf_finalize(key.public_key(), s.views, s.blinded, evaluation).value();
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(out[i], key.evaluate(s.inputs[i]).value());
  EXPECT_EQ(VoprfKey::decode(key.scalar().reveal("test"))->public_key(), key.public_key());
}

TEST(Voprf, TheServerSeesFreshPointsEachTime_CRY_7) {
  SeededRandom rng(7);
  EXPECT_NE(voprf_blind(view("same"), rng)->element, voprf_blind(view("same"), rng)->element);
}

TEST(Voprf, ABatchOfAnotherImplementationIsAccepted_CRY_7) {
  // Made with noble-curves 2 (key from the seed a3..a3 and "test key" of RFC 9497): the official
  // file has no batch.
  const auto array = [](const char* text) { return to_array<32>(*from_hex(text)).value(); };
  const char* blinds[] = {"bf526821c472af3a143842efb22fc584f9badf6173e4a9dd638edee6faee490e",
                          "e85106904ba66ecb211c5bd4d111a79b812ec73332b29954858d2c28c947630e",
                          "c0da4094ced1be51b4f430580d88ad9eae732390a4001965f8139c1d15ae6e0e"};
  const char* evaluated[] = {"8a5a2d0e963307c7bb9c32ddf8baf6196c927d00328d42eba0f3df5f94f63531",
                             "8a058e65c7502a1ba6e6c828e8774701e49877de692d6ccd213cbb3751f7d944",
                             "fa300803f2dae3868c3620758e0041b1063d77b5ca32793c680aab1cffd5ee1e"};
  const std::vector<Bytes> inputs{Bytes{0}, Bytes(17, 0x5a), Bytes{1, 2, 3}};
  const VoprfKey key = VoprfKey::derive(Bytes(32, 0xa3), view("test key"));
  std::vector<OprfBlinded> blinded;
  VoprfEvaluation e;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    blinded.push_back(
        voprf_blind_with(inputs[i], Scalar::decode(array(blinds[i])).value()).value());
    e.elements.push_back(Point::decode(array(evaluated[i])).value());
  }
  e.proof = decode<DleqProof>(
                *from_hex("bda62857374c2160842024944f80f205999309e9e42364b6edb4459ba18c0e07"
                          "3f3ac6a87cf4b5df8ed2b64f51df0093b028e2b50f1a9a98a45ba49ffb2ae309"))
                .value();
  const std::vector<View> views(inputs.begin(), inputs.end());
  const auto out = voprf_finalize(key.public_key(), views, blinded, e).value();
  EXPECT_EQ(hex(out[2]),
            "1f69d1665aaa904d2750d3f266218345bb992c72cc784227b2b542f25aa2383a"
            "07c81faf367f1a2cd6e0560f23f7edfea9a995bd899ddca4d93d2117ffe35125");
  for (std::size_t i = 0; i < inputs.size(); ++i)
    EXPECT_EQ(out[i], key.evaluate(inputs[i]).value());
}

TEST(Voprf, AnotherKeyOrAChangedEvaluationIsForged_CRY_7) {
  SeededRandom rng(8);
  const VoprfKey key = VoprfKey::generate(rng), other = VoprfKey::generate(rng);
  const Session s = session(rng, 4);
  const auto good = key.blind_evaluate(s.sent, rng).value();
  const auto finalize = [&](const Point& pk, const VoprfEvaluation& e) {
    return voprf_finalize(pk, s.views, s.blinded, e);
  };
  ASSERT_TRUE(finalize(key.public_key(), good).ok());
  EXPECT_EQ(finalize(other.public_key(), good).error(), Err::forged);
  EXPECT_EQ(finalize(Point(), good).error(), Err::forged);
  EXPECT_EQ(finalize(key.public_key(), other.blind_evaluate(s.sent, rng).value()).error(),
            Err::forged);

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
  EXPECT_EQ(oprf_finalize(view("x"), oprf_blind(view("x"), rng).value(), Point()).error(),
            Err::malformed);
}

TEST(Voprf, TheTwoModesAreDifferentFunctions_CRY_7) {
  const Bytes key = to_bytes(Scalar::from_u64(7).reveal("test"));
  EXPECT_NE(VoprfKey::decode(key)->evaluate(view("x")).value(),
            OprfKey::decode(key)->evaluate(view("x")).value());
}

// ---- Sharing

template <class Element, class MulBase>
void every_share_is_looked_at(MulBase mul_base_of) {
  const auto at = [&](std::uint64_t x) { return mul_base_of(Scalar::from_u64(x)); };
  // 3 + 5 x + 7 x^2 at 1 .. 5: three of five.
  const SharedKeyOf<Element> good{{3, 5}, at(3), {at(15), at(41), at(81), at(135), at(203)}};
  EXPECT_TRUE(is_one_sharing_var(good));
  for (std::size_t i = 0; i < 5; ++i) {
    auto bad = good;
    bad.share_points[i] = at(1000);
    EXPECT_FALSE(is_one_sharing_var(bad)) << i;
    bad.share_points[i] = bad.share_points[(i + 1) % 5];
    EXPECT_FALSE(is_one_sharing_var(bad)) << i;
    bad.share_points[i] = Element();
    EXPECT_FALSE(is_one_sharing_var(bad)) << i;
  }
  auto other = good;
  other.public_key = at(4);
  EXPECT_FALSE(is_one_sharing_var(other));
  other = good;
  other.params.threshold = 4;
  EXPECT_FALSE(is_one_sharing_var(other)) << "three of them are enough";
  other.params = {3, 4};
  EXPECT_FALSE(is_one_sharing_var(other));
  EXPECT_FALSE(is_one_sharing_var(SharedKeyOf<Element>{{2, 2}, at(1), {at(1), at(1)}}))
      << "each has the whole key";
}

TEST(Sharing, PointsAreSharesOfAKeyOnlyIfAllOfThemAre_CRY_9) {
  every_share_is_looked_at<Point>([](const Scalar& x) { return mul_base(x); });
  every_share_is_looked_at<EdPoint>([](const Scalar& x) { return ed_mul_base(x); });
}

TEST(Sharing, AnyThresholdOfSharesGivesTheSecretAndFewerDoNot_CRY_9) {
  SeededRandom rng(10);
  const std::vector<Scalar> polynomial{Scalar::random(rng), Scalar::random(rng),
                                       Scalar::random(rng)};
  const std::vector<Point> commitment{mul_base(polynomial[0]), mul_base(polynomial[1]),
                                      mul_base(polynomial[2])};
  const Point base = hash_to_point(view("test"), {view("some base")});
  for (unsigned set = 1; set < 32; ++set) {
    std::vector<std::uint16_t> who;
    std::vector<Scalar> x;
    std::vector<Point> p;
    for (std::uint16_t i = 1; i <= 5; ++i) {
      if ((set >> (i - 1u) & 1u) == 0) continue;
      who.push_back(i);
      x.push_back(evaluate(polynomial, i));
      p.push_back(x.back() * base);
      EXPECT_EQ(mul_base(x.back()), evaluate_var(commitment, i));
    }
    EXPECT_EQ(equal_ct(interpolate(who, x).value(), polynomial[0]), who.size() >= 3) << set;
    EXPECT_EQ(interpolate_var(who, p).value() == polynomial[0] * base, who.size() >= 3) << set;
  }
}

TEST(Sharing, LagrangeWantsDistinctNonZeroNumbers_CRY_9) {
  using Numbers = std::vector<std::uint16_t>;
  for (const Numbers& bad : {Numbers{}, Numbers{0}, Numbers{1, 2, 1}, Numbers{3, 0}}) {
    EXPECT_EQ(lagrange_at_zero(bad).error(), Err::malformed);
  }
  EXPECT_TRUE(equal_ct(lagrange_at_zero(Numbers{65535})->front(), Scalar::from_u64(1)));
}

}  // namespace
}  // namespace eq::crypto
