#include "eq/gate/proof.h"

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
  for (std::size_t n = 0; n < w.size(); ++n) EXPECT_FALSE(EpochObject::decode(View(w).first(n)).ok());
  Bytes longer = w;
  longer.push_back(0);
  EXPECT_EQ(EpochObject::decode(longer).error(), Err::malformed);
}

TEST(EpochObject, ANonCanonicalPointIsMalformedAndAnIdentityInAPairIsAValue_GAT_7) {
  const TestDay day;
  const Bytes w = day.registry.object.encode();
  const std::size_t y_at = 4 + day.registry.object.realm.size() + 4, pairs_at = y_at + 32 + 4;
  Bytes bad = w;
  std::fill_n(bad.begin() + static_cast<std::ptrdiff_t>(pairs_at), 32, 0xff);
  EXPECT_EQ(EpochObject::decode(bad).error(), Err::malformed);
  Bytes identity = w;
  std::fill_n(identity.begin() + static_cast<std::ptrdiff_t>(pairs_at), 32, 0);
  EXPECT_TRUE(EpochObject::decode(identity).ok());
  Bytes no_custodians = w;
  std::fill_n(no_custodians.begin() + static_cast<std::ptrdiff_t>(y_at), 32, 0);
  EXPECT_EQ(EpochObject::decode(no_custodians).error(), Err::malformed);
}

TEST(EpochObject, MoreOrdersThanTheDegreeCannotBeMade_GAT_1) {
  TestDay day(2, 2);
  day.orders.push_back({tag(TestDay::kRealm, account(9)), Scalar::from_u64(1)});
  EXPECT_EQ(make_epoch(TestDay::kRealm, TestDay::kDay, day.custodians.key(), 2, day.orders, day.rng).error(),
            Err::refused);
}

TEST(Proof, HoldsForNoOrderSomeOrdersAndAFullDay_GAT_3) {
  for (const auto& [k, m] : {std::pair<std::uint16_t, std::uint8_t>{1, 0}, {1, 1}, {4, 0}, {4, 3}, {6, 6}}) {
    const TestDay day(k, m);
    EXPECT_TRUE(verify_proof_var(day.registry.object, day.registry.proof).ok()) << k << " " << int{m};
    EXPECT_EQ(day.registry.proof.encode().size(), 128u * m + 128u);
  }
}

TEST(Proof, EveryByteOfTheProofFlippedIsRefused_GAT_3) {
  const TestDay day;
  const Bytes w = day.registry.object.encode(), good = day.registry.proof.encode();
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes bad = good;
    bad[at] ^= 1;
    const auto v = VerifiedEpoch::verify(w, bad, day.pins, day.registry.object.wid());
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
    EXPECT_EQ(verify_proof_var(object, p).error(), Err::forged);
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
    EXPECT_EQ(verify_proof_var(o, day.registry.proof).error(), Err::forged);
  };
  refused([](EpochObject& o) { o.realm = "realm.another"; });
  refused([](EpochObject& o) { o.epoch = o.epoch + 1; });
  refused([](EpochObject& o) { o.custodian_key = o.custodian_key + Point::generator(); });
  refused([](EpochObject& o) { std::swap(o.commitments[0], o.commitments[1]); });
  refused([](EpochObject& o) { o.commitments.pop_back(); });
  for (std::size_t j = 0; j < day.registry.object.pairs.size(); ++j) {
    refused([&](EpochObject& o) { o.pairs[j].a = o.pairs[j].a + Point::generator(); });
    refused([&](EpochObject& o) { o.pairs[j].b = o.pairs[j].b + Point::generator(); });
  }
}

/// A registry that builds W on its own terms and proves as well as it can.
EpochProof dishonest(const std::vector<Scalar>& roots, const std::vector<OrderOpening>& claimed, EpochObject& o,
                     Random& rng) {
  const auto p = monic_from_roots(roots);
  std::vector<Scalar> x;
  for (std::size_t j = 0; j + 1 < p.size(); ++j) {
    x.push_back(Scalar::random(rng));
    o.pairs.push_back(encrypt_coefficient(p[j], x[j]));
  }
  for (const auto& w : claimed) o.commitments.push_back(w.commitment());
  return prove(o, claimed, x, rng);
}

TEST(Proof, ARegistryThatEncodesAnAccountWithoutAnOrderIsForged_GAT_3) {
  TestDay day;
  const Scalar unlogged = tag(TestDay::kRealm, account(99));
  EpochObject o{TestDay::kRealm, TestDay::kDay, day.custodians.key(), {}, {}};
  // In the place of a pad, the commitments being those of the log.
  const auto proof = dishonest({day.orders[0].tag, day.orders[1].tag, pad(TestDay::kRealm, 2), unlogged}, day.orders,
                               o, day.rng);
  EXPECT_EQ(verify_proof_var(o, proof).error(), Err::forged);
  // In the place of an ordered account.
  EpochObject o2{TestDay::kRealm, TestDay::kDay, day.custodians.key(), {}, {}};
  const auto proof2 = dishonest({day.orders[0].tag, unlogged, pad(TestDay::kRealm, 2), pad(TestDay::kRealm, 3)},
                                day.orders, o2, day.rng);
  EXPECT_EQ(verify_proof_var(o2, proof2).error(), Err::forged);
}

TEST(Proof, ARegistryThatLeavesOutAnOrderedAccountIsForged_GAT_3) {
  TestDay day;
  EpochObject o{TestDay::kRealm, TestDay::kDay, day.custodians.key(), {}, {}};
  const auto proof =
      dishonest({day.orders[0].tag, pad(TestDay::kRealm, 1), pad(TestDay::kRealm, 2), pad(TestDay::kRealm, 3)},
                day.orders, o, day.rng);
  EXPECT_EQ(verify_proof_var(o, proof).error(), Err::forged);
}

TEST(VerifiedEpoch, AnotherRealmDayKeyCapOrIdentifierIsRefused_GAT_7) {
  const TestDay day;
  const Bytes w = day.registry.object.encode(), proof = day.registry.proof.encode();
  const Digest wid = day.registry.object.wid();
  const auto verdict = [&](auto change) {
    EpochPins pins = day.pins;
    change(pins);
    return VerifiedEpoch::verify(w, proof, pins, wid).error();
  };
  EXPECT_EQ(verdict([](EpochPins& p) { p.realm = "realm.another"; }), Err::forged);
  EXPECT_EQ(verdict([](EpochPins& p) { p.epoch = p.epoch + 1; }), Err::forged);
  EXPECT_EQ(verdict([](EpochPins& p) { p.custodian_key = Point::generator(); }), Err::forged);
  EXPECT_EQ(verdict([](EpochPins& p) { p.k_cap = 3; }), Err::too_large);
  Digest other = wid;
  other[0] ^= 1;
  EXPECT_EQ(VerifiedEpoch::verify(w, proof, day.pins, other).error(), Err::forged);
  EXPECT_TRUE(VerifiedEpoch::verify(w, proof, day.pins, wid).ok());
}

}  // namespace
}  // namespace eq::gate
