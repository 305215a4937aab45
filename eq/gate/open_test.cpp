#include "eq/gate/open.h"

#include <gtest/gtest.h>

#include "eq/crypto/aead.h"
#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::context;
using testing::TestDay;

struct Sent {
  Sent(TestDay& day, const AccountId& from, const Digest& ctx = context())
      : seed(day.rng.secret<32>()), sealed(seal(DailyKey::from_var(day.verified(), from), ctx, seed)) {}
  Secret<32> seed;
  SealedEnvelope sealed;
};

std::string hex_of(const AccessKey& k) { return hex(k.bytes.reveal("test")); }

TEST(Gate, ATargetsEnvelopeOpensWithCourtAndCustodians_GAT_4) {
  TestDay day;
  for (std::uint8_t i = 1; i <= 2; ++i) {
    const Sent sent(day, account(i));
    const auto target = ProvenTarget::prove(day.verified(), account(i), day.registry.day_keys[i - 1u]);
    ASSERT_TRUE(target.ok());
    const Combined c = combine_shares_var(day.custodians.set, EnvelopeParts::decode(sent.sealed.envelope)->c2,
                                          day.shares(*target, sent.sealed.envelope));
    EXPECT_TRUE(c.bad.empty());
    const auto ak0 = open_envelope(*target, context(), sent.sealed.envelope, c.ss2.value());
    ASSERT_TRUE(ak0.ok());
    EXPECT_EQ(hex_of(*ak0), hex_of(sent.sealed.access_key));
  }
}

TEST(Gate, ANonTargetIsNoProvenTargetUnderAnyKeyTheRegistryHas_GAT_2) {
  TestDay day;
  for (const Scalar& d : day.registry.day_keys) {
    EXPECT_EQ(ProvenTarget::prove(day.verified(), account(77), d).error(), Err::forged);
  }
}

TEST(Gate, ANonTargetsEnvelopeStaysShutThoughEverySecretOfCourtAndCustodiansIsKnown_GAT_2) {
  // The attacker ran the Registry, kept every x_j, and holds the custodians' whole key y.
  TestDay day;
  std::vector<Scalar> x;
  const std::vector<Scalar> roots = {day.orders[0].tag, day.orders[1].tag, pad(TestDay::kRealm, 2),
                                     pad(TestDay::kRealm, 3)};
  const auto p = monic_from_roots(roots);
  EpochObject o{TestDay::kRealm, TestDay::kDay, day.custodians.key(), {}, {}};
  for (std::size_t j = 0; j < 4; ++j) {
    x.push_back(Scalar::random(day.rng));
    o.pairs.push_back(encrypt_coefficient(p[j], x[j]));
  }
  for (const auto& w : day.orders) o.commitments.push_back(w.commitment());
  const Bytes proof = prove(o, day.orders, x, day.rng).encode();
  const VerifiedEpoch epoch = VerifiedEpoch::verify(o.encode(), proof, day.pins, o.wid()).value();

  const auto opens = [&](const AccountId& who) {
    const SealedEnvelope sealed = seal(DailyKey::from_var(epoch, who), context(), day.rng.secret<32>());
    const EnvelopeParts parts = EnvelopeParts::decode(sealed.envelope).value();
    const Scalar d = evaluate(x, tag(TestDay::kRealm, who));
    const Secret<32> k =
        envelope_key(d * parts.c1, day.custodians.secret * parts.c2, o.wid(), parts.c1, parts.c2, context());
    return crypto::aead_open(crypto::Aead::chacha20_poly1305, k.reveal("test"), Array<12>{},
                             envelope_aad(o.wid(), parts.c1, parts.c2, context()), parts.box)
        .ok();
  };
  EXPECT_TRUE(opens(account(1)));  // the attacker's method is right: it opens a target
  for (std::uint8_t i = 3; i < 20; ++i) EXPECT_FALSE(opens(account(i)));
}

TEST(Gate, NeitherCourtAloneNorCustodiansAloneOpenATarget_GAT_4) {
  TestDay day;
  const Sent sent(day, account(1));
  const EnvelopeParts parts = EnvelopeParts::decode(sent.sealed.envelope).value();
  const auto target = ProvenTarget::prove(day.verified(), account(1), day.registry.day_keys[0]);
  ASSERT_TRUE(target.ok());
  // The court with one custodian of the two it takes.
  const auto one = make_share(day.custodians.shares[0], *target, parts.c2, day.rng);
  EXPECT_FALSE(combine_shares_var(day.custodians.set, parts.c2, std::vector{one}).ss2.has_value());
  EXPECT_EQ(open_envelope(*target, context(), sent.sealed.envelope, one.d).error(), Err::forged);
  EXPECT_EQ(open_envelope(*target, context(), sent.sealed.envelope, Point()).error(), Err::forged);
  // All custodians without the court's key: another target's key proves nothing here.
  EXPECT_EQ(ProvenTarget::prove(day.verified(), account(1), day.registry.day_keys[1]).error(), Err::forged);
}

TEST(Gate, AnotherContextDayObjectOrAccountDoesNotOpen_GAT_4) {
  TestDay day;
  const Sent sent(day, account(1));
  const auto c2 = EnvelopeParts::decode(sent.sealed.envelope)->c2;
  const auto target = ProvenTarget::prove(day.verified(), account(1), day.registry.day_keys[0]).value();
  const Point ss2 = combine_shares_var(day.custodians.set, c2, day.shares(target, sent.sealed.envelope)).ss2.value();
  ASSERT_TRUE(open_envelope(target, context(), sent.sealed.envelope, ss2).ok());
  EXPECT_EQ(open_envelope(target, context(1), sent.sealed.envelope, ss2).error(), Err::forged);
  const auto second = ProvenTarget::prove(day.verified(), account(2), day.registry.day_keys[1]).value();
  EXPECT_EQ(open_envelope(second, context(), sent.sealed.envelope, ss2).error(), Err::forged);

  TestDay other(4, 2, 2);  // another object for the same orders: another wid, another d
  EXPECT_EQ(ProvenTarget::prove(other.verified(), account(1), day.registry.day_keys[0]).error(), Err::forged);
  const auto elsewhere = ProvenTarget::prove(other.verified(), account(1), other.registry.day_keys[0]).value();
  EXPECT_EQ(open_envelope(elsewhere, context(), sent.sealed.envelope, ss2).error(), Err::forged);
}

TEST(Gate, EveryByteOfAnEnvelopeFlippedIsRefused_GAT_4) {
  TestDay day;
  const Sent sent(day, account(1));
  const auto target = ProvenTarget::prove(day.verified(), account(1), day.registry.day_keys[0]).value();
  for (std::size_t at = 0; at < kEnvelopeSize; ++at) {
    Envelope bad = sent.sealed.envelope;
    bad[at] ^= 1;
    const auto parts = EnvelopeParts::decode(bad);
    const Point ss2 = parts.ok() ? day.custodians.secret * parts->c2 : Point::generator();
    EXPECT_FALSE(open_envelope(target, context(), bad, ss2).ok()) << "byte " << at;
  }
}

TEST(Gate, AnEnvelopeWithTheIdentityOrANonCanonicalPointIsMalformed_GAT_7) {
  TestDay day;
  const Sent sent(day, account(1));
  for (const std::ptrdiff_t at : {0, 32}) {
    Envelope identity = sent.sealed.envelope, wild = identity;
    std::fill_n(identity.begin() + at, 32, 0);
    std::fill_n(wild.begin() + at, 32, 0xff);
    EXPECT_EQ(EnvelopeParts::decode(identity).error(), Err::malformed);
    EXPECT_EQ(EnvelopeParts::decode(wild).error(), Err::malformed);
  }
  EXPECT_EQ(EnvelopeParts::decode(View(sent.sealed.envelope).first(111)).error(), Err::malformed);
}

TEST(Shares, ABadShareIsNamedAndTheOthersSuffice_GAT_8) {
  TestDay day;
  const Sent sent(day, account(1));
  const Point c2 = EnvelopeParts::decode(sent.sealed.envelope)->c2;
  const auto target = ProvenTarget::prove(day.verified(), account(1), day.registry.day_keys[0]).value();
  std::vector<DecryptionShare> shares;
  for (const auto& own : day.custodians.shares) shares.push_back(make_share(own, target, c2, day.rng));
  shares[1].d = shares[1].d + Point::generator();
  const Combined c = combine_shares_var(day.custodians.set, c2, shares);
  EXPECT_EQ(c.bad, std::vector<std::uint16_t>{2});
  EXPECT_TRUE(open_envelope(target, context(), sent.sealed.envelope, c.ss2.value()).ok());
}

TEST(Shares, EveryFieldOfAShareChangedIsForged_GAT_8) {
  TestDay day;
  const Sent sent(day, account(1));
  const Point c2 = EnvelopeParts::decode(sent.sealed.envelope)->c2;
  const auto target = ProvenTarget::prove(day.verified(), account(1), day.registry.day_keys[0]).value();
  const DecryptionShare good = make_share(day.custodians.shares[0], target, c2, day.rng);
  const Point y1 = day.custodians.set.share_points[0];
  ASSERT_TRUE(verify_share_var(good, y1, c2).ok());
  const auto refused = [&](auto change) {
    DecryptionShare s = good;
    change(s);
    EXPECT_EQ(verify_share_var(s, y1, c2).error(), Err::forged);
  };
  refused([](DecryptionShare& s) { s.index = 2; });
  refused([](DecryptionShare& s) { s.d = s.d + Point::generator(); });
  refused([](DecryptionShare& s) { s.d = Point(); });
  refused([](DecryptionShare& s) { s.challenge = s.challenge + Scalar::from_u64(1); });
  refused([](DecryptionShare& s) { s.response = s.response + Scalar::from_u64(1); });
  EXPECT_FALSE(verify_share_var(good, day.custodians.set.share_points[1], c2).ok());
  EXPECT_FALSE(verify_share_var(good, y1, c2 + c2).ok());
  EXPECT_FALSE(verify_share_var(good, y1, Point()).ok());

  const Bytes bytes = encode(good);
  EXPECT_EQ(bytes.size(), 98u);
  EXPECT_EQ(encode(decode<DecryptionShare>(bytes).value()), bytes);
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(decode<DecryptionShare>(View(bytes).first(n)).ok());
}

TEST(Shares, TheSameCustodianTwiceIsNoQuorum_GAT_4) {
  TestDay day;
  const Sent sent(day, account(1));
  const Point c2 = EnvelopeParts::decode(sent.sealed.envelope)->c2;
  const auto target = ProvenTarget::prove(day.verified(), account(1), day.registry.day_keys[0]).value();
  const auto a = make_share(day.custodians.shares[0], target, c2, day.rng);
  const auto b = make_share(day.custodians.shares[0], target, c2, day.rng);
  EXPECT_FALSE(combine_shares_var(day.custodians.set, c2, std::vector{a, b}).ss2.has_value());
  DecryptionShare stranger = a;
  stranger.index = 9;
  EXPECT_EQ(combine_shares_var(day.custodians.set, c2, std::vector{stranger}).bad, std::vector<std::uint16_t>{9});
}

}  // namespace
}  // namespace eq::gate
