#include <gtest/gtest.h>

#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::context;
using testing::TestDay;

SealedEnvelope send(TestDay& day, std::uint8_t from, std::uint32_t leaf = 0) {
  return seal(DailyKey::from_var(day.verified(), account(from)).value(), context(leaf),
              day.rng.secret<32>());
}
std::string hex_of(const AccessKey& k) { return hex(k.bytes.reveal("test")); }

TEST(Release, ATargetsDayOpensWithTheCourtsPartAndTCustodiansAndNothingElseDoes_GAT_4_GAT_12) {
  TestDay day;
  // One conversation: both targets and a stranger write in it, each from its own leaf.
  const SealedEnvelope of_one = send(day, 1, 0), of_two = send(day, 2, 1),
                       of_stranger = send(day, 9, 2);
  const auto releases = day.releases(1);
  const Combined c = day.combine(1, releases);
  ASSERT_TRUE(c.key.has_value());
  EXPECT_EQ(hex_of(open_envelope(*c.key, context(0), of_one.envelope).value()),
            hex_of(of_one.access_key));
  for (std::uint32_t leaf = 0; leaf < 4; ++leaf) {
    EXPECT_EQ(open_envelope(*c.key, context(leaf), of_two.envelope).error(), Err::forged);
    EXPECT_EQ(open_envelope(*c.key, context(leaf), of_stranger.envelope).error(), Err::forged);
  }
  EXPECT_FALSE(day.combine(1, std::span(releases).first(1)).key.has_value());
}

TEST(Release, AReleaseOfOneAccountIsNoneForAnotherOrderAccountOrDay_GAT_12) {
  TestDay day;
  const auto releases = day.releases(1);
  EXPECT_EQ(day.combine(2, releases).strangers.size(), 2u);  // another account
  const auto of_another_order = day.releases(1, TestDay::kOrder + 1);
  EXPECT_EQ(day.combine(1, of_another_order).strangers.size(), 2u);
  TestDay other(4, 2, 2);  // another day's dealing and object
  EXPECT_EQ(
      make_release(other.custodians.own[0].shares(), day.root(1), 7, day.custodians.signers[0])
          .error(),
      Err::missing);
}

TEST(Release, ThereIsNoProvenRootWithoutARootOfThisObjectAndItsCommitment_GAT_12) {
  TestDay day;
  const VerifiedEpoch epoch = day.verified();
  const OrderOpening& one = day.orders[0];
  const RootProof proof = prove_root(epoch, one, day.registry.registry_keys[0], day.rng);
  EXPECT_TRUE(ProvenRoot::check_var(epoch, account(1), one.blind, proof).ok());
  EXPECT_EQ(ProvenRoot::check_var(epoch, account(3), one.blind, proof).error(), Err::refused);
  EXPECT_EQ(ProvenRoot::check_var(epoch, account(1), day.orders[1].blind, proof).error(),
            Err::refused);
  EXPECT_EQ(ProvenRoot::check_var(epoch, account(2), day.orders[1].blind, proof).error(),
            Err::forged);
  const RootProof wrong = prove_root(epoch, one, day.registry.registry_keys[1], day.rng);
  EXPECT_EQ(ProvenRoot::check_var(epoch, account(1), one.blind, wrong).error(), Err::forged);
  // Another object over the same dealing, with the same orders: its proofs are its own.
  const RegistryDay draft = make_epoch(*day.custodians.dealt, day.orders, day.rng).value();
  const auto of_draft = VerifiedEpoch::verify(draft.object.encode(), draft.proof.encode(),
                                              *day.custodians.dealt, 4, draft.object.wid());
  EXPECT_EQ(ProvenRoot::check_var(*of_draft, account(1), one.blind, proof).error(), Err::forged);
}

// What the root check is there for: scalars at k points that are no roots are the whole of X_C, and
// with X_C and the public object every target of the day can be told.
TEST(Release, KReleasesAtPointsThatAreNoRootsWouldShowEveryTarget_GAT_12) {
  TestDay day(4, 2);
  std::vector<std::uint16_t> parties;
  std::vector<Scalar> x_c(4);
  for (std::uint16_t j = 0; j < 4; ++j) {
    std::vector<Scalar> y;
    parties = {1, 2};
    for (const std::uint16_t m : parties) y.push_back(day.custodians.own[m - 1u].shares().y[j]);
    // k values determine k coefficients, whichever way they came
    x_c[j] = crypto::interpolate(parties, y).value();
  }
  const auto at = day.custodians.dealt->body().evaluate_var(Scalar::from_u64(77));
  EXPECT_EQ(crypto::mul_base(evaluate(x_c, Scalar::from_u64(77))), at.a);
  // So nobody gets one: a proof for an account that no order of this object names cannot even be
  // checked.
  const OrderOpening none{tag(TestDay::kRealm, account(50)), Scalar::random(day.rng)};
  const RootProof proof = prove_root(day.verified(), none, Scalar::random(day.rng), day.rng);
  EXPECT_EQ(ProvenRoot::check_var(day.verified(), account(50), none.blind, proof).error(),
            Err::refused);
}

TEST(Release, ALiarIsNamedAndTheOthersSuffice_GAT_8) {
  TestDay day;
  auto releases = day.releases(1);
  Release third = make_release(day.custodians.own[2].shares(), day.root(1), TestDay::kOrder,
                               day.custodians.signers[2])
                      .value();
  releases[1].delta = releases[1].delta + Scalar::from_u64(1);
  // altered on the way
  EXPECT_EQ(day.combine(1, releases).strangers, std::vector<std::uint16_t>{2});
  releases[1].signature = day.custodians.signers[1].sign(delta_message(
      day.registry.object.wid(), TestDay::kOrder, day.orders[0].tag, releases[1].delta));
  releases.push_back(third);
  const Combined c = day.combine(1, releases);
  EXPECT_EQ(c.liars, std::vector<std::uint16_t>{2});
  EXPECT_TRUE(c.key.has_value());
  const Combined wrong =
      combine_var(day.verified(), account(1), TestDay::kOrder, day.registry.registry_keys[1],
                  day.releases(1), day.custodians.verify_keys);
  EXPECT_TRUE(wrong.court_is_wrong && !wrong.key.has_value() && wrong.liars.empty());
}

TEST(Release, ItOpensForItsAgencyOrderAndDayOnly_GAT_12) {
  TestDay day;
  const Release r = day.releases(1)[0];
  const Digest wid = day.registry.object.wid();
  const auto agency = crypto::hpke_generate(crypto::Kem::dhkem_x25519, day.rng);
  const auto other = crypto::hpke_generate(crypto::Kem::dhkem_x25519, day.rng);
  const Bytes sealed = seal_release(r, wid, 7, agency.public_key, day.rng).value();
  EXPECT_EQ(sealed.size(), 146u);
  EXPECT_EQ(encode(open_release(sealed, wid, 7, 1, agency).value()), encode(r));
  EXPECT_FALSE(open_release(sealed, wid, 8, 1, agency).ok());
  EXPECT_FALSE(open_release(sealed, Digest{}, 7, 1, agency).ok());
  EXPECT_FALSE(open_release(sealed, wid, 7, 2, agency).ok());
  EXPECT_FALSE(open_release(sealed, wid, 7, 1, other).ok());
  EXPECT_EQ(decode<Release>(encode(r))->index, 1);
}

TEST(Release, ADayWhoseSharesTooManyErasedStaysShutAgainstAllWhoRemain_GAT_12) {
  TestDay day;
  const SealedEnvelope sent = send(day, 1);
  // n - t + 1 = 2 custodians erase; court, agency and the third put together all they have.
  const std::vector<Release> remaining{make_release(day.custodians.own[2].shares(), day.root(1),
                                                    TestDay::kOrder, day.custodians.signers[2])
                                           .value()};
  EXPECT_FALSE(day.combine(1, remaining).key.has_value());
  for (const Scalar& d : {day.registry.registry_keys[0], remaining[0].delta,
                          day.registry.registry_keys[0] + remaining[0].delta}) {
    EXPECT_FALSE(AccountDayKey::check_var(day.verified(), account(1), d).ok());
  }
}

TEST(Release, ADigestForTheLogNamesNobodyWithoutItsSalt_GAT_12) {
  const Digest wid{1};
  const Scalar t = tag(TestDay::kRealm, account(1));
  const Array<32> salt{5}, other{6};
  EXPECT_NE(release_digest(salt, wid, 7, t), release_digest(other, wid, 7, t));
  EXPECT_NE(release_digest(salt, wid, 7, t), release_digest(salt, wid, 8, t));
  EXPECT_EQ(release_digest(salt, wid, 7, t), release_digest(salt, wid, 7, t));
}

TEST(Object, OneOverAnotherDealingOrDayIsRefusedForThatReason_GAT_3_GAT_13) {
  TestDay day, other(4, 2, 9);
  const Bytes w = day.registry.object.encode(), proof = day.registry.proof.encode();
  const Digest wid = day.registry.object.wid();
  EXPECT_EQ(VerifiedEpoch::examine(w, proof, *other.custodians.dealt, 4, wid).error(),
            EpochFault::dealt);
  EXPECT_EQ(VerifiedEpoch::examine(w, proof, *day.custodians.dealt, 3, wid).error(),
            EpochFault::degree);
  EXPECT_EQ(VerifiedEpoch::examine(w, proof, *day.custodians.dealt, 4, Digest{}).error(),
            EpochFault::identifier);
  EXPECT_EQ(VerifiedEpoch::examine(w, other.registry.proof.encode(), *day.custodians.dealt, 4, wid)
                .error(),
            EpochFault::proof);
  // A Registry that starts from nothing instead of C, to need no custodian, proves knowledge it
  // does not have.
  std::vector<Scalar> x;
  for (int j = 0; j < 4; ++j) x.push_back(Scalar::random(day.rng));
  std::vector<Scalar> roots{day.orders[0].tag, day.orders[1].tag, pad(TestDay::kRealm, 2),
                            pad(TestDay::kRealm, 3)};
  const auto p = monic_from_roots(roots);
  EpochObject cancels = day.registry.object;
  for (std::size_t j = 0; j < 4; ++j) cancels.pairs[j] = encrypt_coefficient(p[j], x[j]);
  const EpochProof best = prove(cancels, day.custodians.dealt->body(), day.orders, x, day.rng);
  EXPECT_EQ(VerifiedEpoch::examine(cancels.encode(), best.encode(), *day.custodians.dealt, 4,
                                   cancels.wid())
                .error(),
            EpochFault::proof);
}

TEST(Envelope, TheIdentityIsNoFirstHalfAndEveryByteCounts_GAT_6_GAT_7) {
  TestDay day;
  const DailyKey key = DailyKey::from_var(day.verified(), account(9)).value();
  const Secret<32> seed = day.rng.secret<32>();
  Envelope e = seal(key, context(), seed).envelope;
  EXPECT_TRUE(check_envelope(key, context(), seed, e).ok());
  EXPECT_FALSE(check_envelope(key, context(1), seed, e).ok());
  for (std::size_t i = 0; i < e.size(); i += 7) {
    e[i] ^= 1;
    EXPECT_FALSE(check_envelope(key, context(), seed, e).ok());
    e[i] ^= 1;
  }
  std::fill(e.begin(), e.begin() + 32, std::uint8_t{0});
  EXPECT_EQ(EnvelopeParts::decode(e).error(), Err::malformed);
}

}  // namespace
}  // namespace eq::gate
