#include <gtest/gtest.h>

#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::TestDay;

TEST(EpochObject, DecodesOnlyItsOneEncoding_GAT_7) {
  const TestDay day;
  const Bytes w = day.registry.object.encode();
  EXPECT_EQ(EpochObject::decode(w).value(), day.registry.object);
  for (std::size_t n = 0; n < w.size(); ++n)
    EXPECT_FALSE(EpochObject::decode(View(w).first(n)).ok());
  Bytes longer = w;
  longer.push_back(0);
  EXPECT_EQ(EpochObject::decode(longer).error(), Err::malformed);
}

TEST(EpochObject, ANonCanonicalPointIsMalformedAndAnIdentityInAPairIsAValue_GAT_7) {
  const TestDay day;
  const Bytes w = day.registry.object.encode();
  const std::size_t pairs_at = 4 + day.registry.object.realm.size() + 4 + 32 + 4;
  Bytes bad = w;
  std::fill_n(bad.begin() + static_cast<std::ptrdiff_t>(pairs_at), 32, 0xff);
  EXPECT_EQ(EpochObject::decode(bad).error(), Err::malformed);
  Bytes identity = w;
  std::fill_n(identity.begin() + static_cast<std::ptrdiff_t>(pairs_at), 32, 0);
  EXPECT_TRUE(EpochObject::decode(identity).ok());
}

TEST(EpochObject, MoreOrdersThanTheDegreeCannotBeMade_GAT_1) {
  TestDay day(2, 2);
  day.orders.push_back({tag(TestDay::kRealm, account(9)), Scalar::from_u64(1)});
  EXPECT_EQ(make_epoch(*day.custodians.dealt, day.orders, day.rng).error(), Err::refused);
}

TEST(Proof, HoldsForNoOrderSomeOrdersAndAFullDay_GAT_3) {
  for (const auto& [k, m] :
       {std::pair<std::uint16_t, std::uint8_t>{1, 0}, {1, 1}, {4, 0}, {4, 3}, {6, 6}}) {
    const TestDay day(k, m);
    EXPECT_TRUE(
        verify_proof_var(day.registry.object, day.custodians.dealt->body(), day.registry.proof)
            .ok())
        << k << " " << int{m};
    EXPECT_EQ(day.registry.proof.encode().size(), 128u * m + 128u);
  }
}

TEST(Proof, EveryByteOfTheProofFlippedIsRefused_GAT_3) {
  const TestDay day;
  const Bytes w = day.registry.object.encode(), good = day.registry.proof.encode();
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes bad = good;
    bad[at] ^= 1;
    const auto v =
        VerifiedEpoch::verify(w, bad, *day.custodians.dealt, 4, day.registry.object.wid());
    ASSERT_FALSE(v.ok()) << "byte " << at;
    EXPECT_TRUE(v.error() == Err::forged || v.error() == Err::malformed) << "byte " << at;
  }
}

TEST(Proof, EveryScalarAndPointReplacedByAnotherValidOneIsForged_GAT_3) {
  const TestDay day;
  const EpochObject& object = day.registry.object;
  const Scalar one = Scalar::from_u64(1);
  const auto refused = [&](auto change) {
    EpochProof p = day.registry.proof;
    change(p);
    EXPECT_EQ(verify_proof_var(object, day.custodians.dealt->body(), p).error(), Err::forged);
  };
  refused([&](EpochProof& p) { p.challenge = p.challenge + one; });
  refused([&](EpochProof& p) { p.r = p.r + one; });
  refused([&](EpochProof& p) { p.v = p.v + one; });
  refused([&](EpochProof& p) { p.nu = p.nu + one; });
  for (std::size_t i = 0; i < day.orders.size(); ++i) {
    refused([&](EpochProof& p) { p.chain[i] = p.chain[i] + pedersen_h(); });
    refused([&](EpochProof& p) { p.chain[i] = Point(); });
    refused([&](EpochProof& p) { p.responses[i].alpha = p.responses[i].alpha + one; });
    refused([&](EpochProof& p) { p.responses[i].minus_blind = p.responses[i].minus_blind + one; });
    refused([&](EpochProof& p) { p.responses[i].upsilon = p.responses[i].upsilon + one; });
  }
  refused([&](EpochProof& p) { p.chain.pop_back(); });
  refused([&](EpochProof& p) { p.responses.pop_back(); });
}

TEST(Proof, EveryPartOfTheObjectChangedIsForged_GAT_3) {
  const TestDay day;
  const auto refused = [&](auto change) {
    EpochObject o = day.registry.object;
    change(o);
    EXPECT_EQ(verify_proof_var(o, day.custodians.dealt->body(), day.registry.proof).error(),
              Err::forged);
  };
  refused([](EpochObject& o) { o.realm = "realm.another"; });
  refused([](EpochObject& o) { o.epoch = o.epoch + 1; });
  refused([](EpochObject& o) { o.dealt[0] ^= 1; });
  refused([](EpochObject& o) { std::swap(o.commitments[0], o.commitments[1]); });
  refused([](EpochObject& o) { o.commitments.pop_back(); });
  for (std::size_t j = 0; j < day.registry.object.pairs.size(); ++j) {
    refused([&](EpochObject& o) { o.pairs[j].a = o.pairs[j].a + Point::generator(); });
    refused([&](EpochObject& o) { o.pairs[j].b = o.pairs[j].b + Point::generator(); });
  }
}

/// A registry that builds W over the day's dealing on its own terms and proves as well as it can.
Status dishonest(TestDay& day, const std::vector<Scalar>& roots) {
  const DealtBody& c = day.custodians.dealt->body();
  std::vector<Scalar> x;
  for (std::size_t j = 0; j < c.terms.k; ++j) x.push_back(Scalar::random(day.rng));
  EpochObject o{TestDay::kRealm,
                TestDay::kDay,
                day.custodians.dealt->id(),
                encrypt_over(c, monic_from_roots(roots), x),
                {}};
  for (const auto& w : day.orders) o.commitments.push_back(w.commitment());
  return verify_proof_var(o, c, prove(o, c, day.orders, x, day.rng));
}

TEST(Proof, ARegistryThatEncodesAnAccountWithoutAnOrderOrLeavesOneOutIsForged_GAT_3) {
  TestDay day;
  const Scalar unlogged = tag(TestDay::kRealm, account(99));
  const auto p = [](std::uint32_t i) { return pad(TestDay::kRealm, i); };
  EXPECT_TRUE(dishonest(day, {day.orders[0].tag, day.orders[1].tag, p(2), p(3)}).ok())
      << "this one is honest";
  EXPECT_EQ(dishonest(day, {day.orders[0].tag, day.orders[1].tag, p(2), unlogged}).error(),
            Err::forged)
      << "for a pad";
  EXPECT_EQ(dishonest(day, {day.orders[0].tag, unlogged, p(2), p(3)}).error(), Err::forged)
      << "for an ordered account";
  EXPECT_EQ(dishonest(day, {day.orders[0].tag, p(1), p(2), p(3)}).error(), Err::forged)
      << "one is left out";
}

}  // namespace
}  // namespace eq::gate
