#include "eq/gate/open.h"

#include <gtest/gtest.h>

#include "eq/crypto/aead.h"
#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::context;
using testing::TestDay;

SealedEnvelope sealed_by(TestDay& day, std::uint8_t who, const Digest& ctx = context()) {
  return seal(DailyKey::from_var(day.verified(), account(who)).value(), ctx, day.rng.secret<32>());
}
AccountDayKey key_of(TestDay& day, std::uint8_t target) {
  const auto releases = day.releases(target);
  return day.combine(target, releases).key.value();
}
std::string hex_of(const AccessKey& k) { return hex(k.bytes.reveal("test")); }

TEST(Gate, ATargetsEnvelopeOpensWithCourtAndCustodians_GAT_4) {
  TestDay day;
  for (std::uint8_t i = 1; i <= 2; ++i) {
    const SealedEnvelope sent = sealed_by(day, i);
    const auto ak0 = open_envelope(key_of(day, i), context(), sent.envelope);
    ASSERT_TRUE(ak0.ok());
    EXPECT_EQ(hex_of(*ak0), hex_of(sent.access_key));
  }
}

TEST(Gate, TheLeafIsFoundAmongAllWithoutBeingTold_GAT_4) {
  TestDay day;
  const SealedEnvelope sent = sealed_by(day, 1, context(200));
  const AccountDayKey key = key_of(day, 1);
  const auto found = open_some_leaf(key, ConversationId{}, 7, 256, sent.envelope);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->leaf, 200u);
  EXPECT_EQ(hex_of(found->access_key), hex_of(sent.access_key));
  EXPECT_EQ(open_some_leaf(key, ConversationId{}, 7, 200, sent.envelope).error(), Err::forged);
  EXPECT_EQ(open_some_leaf(key, ConversationId{}, 8, 256, sent.envelope).error(), Err::forged);
  EXPECT_EQ(open_some_leaf(key, ConversationId{}, 7, 256, Envelope{}).error(), Err::malformed);
  EXPECT_EQ(open_some_leaf(key, ConversationId{}, 7, 256, sealed_by(day, 2, context(200)).envelope)
                .error(),
            Err::forged);
}

TEST(Gate, NoKeyTheCourtOrTheCustodiansHaveIsANonTargetsKey_GAT_2) {
  TestDay day;
  const VerifiedEpoch epoch = day.verified();
  for (const Scalar& d : day.registry.registry_keys)
    EXPECT_EQ(AccountDayKey::check_var(epoch, account(77), d).error(), Err::forged);
  EXPECT_EQ(AccountDayKey::check_var(epoch, account(77), key_of(day, 1).secret()).error(),
            Err::forged);
}

TEST(Gate, ANonTargetsEnvelopeStaysShutThoughEverySecretOfCourtAndCustodiansIsKnown_GAT_2) {
  // The attacker ran the Registry, kept every x_j, and holds what all custodians dealt.
  TestDay day;
  const DealtBody& c = day.custodians.dealt->body();
  std::vector<Scalar> x, x_c;
  for (std::size_t j = 0; j < 4; ++j) {
    x.push_back(Scalar::random(day.rng));
    std::vector<Scalar> y;
    for (std::size_t m = 0; m < 2; ++m) y.push_back(day.custodians.own[m].shares().y[j]);
    x_c.push_back(crypto::interpolate(std::vector<std::uint16_t>{1, 2}, y).value());
  }
  const std::vector<Scalar> roots = {day.orders[0].tag, day.orders[1].tag, pad(TestDay::kRealm, 2),
                                     pad(TestDay::kRealm, 3)};
  EpochObject o{TestDay::kRealm,
                TestDay::kDay,
                day.custodians.dealt->id(),
                encrypt_over(c, monic_from_roots(roots), x),
                {}};
  for (const auto& w : day.orders) o.commitments.push_back(w.commitment());
  const Bytes proof = prove(o, c, day.orders, x, day.rng).encode();
  const VerifiedEpoch epoch =
      VerifiedEpoch::verify(o.encode(), proof, *day.custodians.dealt, 4, o.wid()).value();

  const auto opens = [&](const AccountId& who) {
    const SealedEnvelope sealed =
        seal(DailyKey::from_var(epoch, who).value(), context(), day.rng.secret<32>());
    const EnvelopeParts parts = EnvelopeParts::decode(sealed.envelope).value();
    const Scalar t = tag(TestDay::kRealm, who), d = evaluate(x, t) + evaluate(x_c, t);
    const Secret<32> k = envelope_key(d * parts.c1, o.wid(), parts.c1, context());
    return crypto::aead_open(crypto::Aead::chacha20_poly1305, k.reveal("test"), Array<12>{},
                             envelope_aad(o.wid(), parts.c1, context()), parts.box)
        .ok();
  };
  EXPECT_TRUE(opens(account(1)));  // the attacker's method is right: it opens a target
  for (std::uint8_t i = 3; i < 20; ++i) EXPECT_FALSE(opens(account(i)));
}

TEST(Gate, AnotherContextDayObjectOrAccountDoesNotOpen_GAT_4) {
  TestDay day, other(4, 2, 2);
  const SealedEnvelope sent = sealed_by(day, 1);
  EXPECT_TRUE(open_envelope(key_of(day, 1), context(), sent.envelope).ok());
  EXPECT_EQ(open_envelope(key_of(day, 1), context(1), sent.envelope).error(), Err::forged);
  EXPECT_EQ(open_envelope(key_of(day, 2), context(), sent.envelope).error(), Err::forged);
  EXPECT_EQ(open_envelope(key_of(other, 1), context(), sent.envelope).error(), Err::forged);
  EXPECT_EQ(AccountDayKey::check_var(other.verified(), account(1), key_of(day, 1).secret()).error(),
            Err::forged);
}

TEST(Gate, EveryByteOfAnEnvelopeFlippedIsRefused_GAT_4) {
  TestDay day;
  const SealedEnvelope sent = sealed_by(day, 1);
  const AccountDayKey key = key_of(day, 1);
  for (std::size_t at = 0; at < kEnvelopeSize; ++at) {
    Envelope bad = sent.envelope;
    bad[at] ^= 1;
    EXPECT_FALSE(open_envelope(key, context(), bad).ok()) << "byte " << at;
  }
}

TEST(Gate, AnEnvelopeWithTheIdentityOrANonCanonicalPointIsMalformed_GAT_7) {
  TestDay day;
  Envelope identity = sealed_by(day, 1).envelope, wild = identity;
  std::fill_n(identity.begin(), 32, 0);
  std::fill_n(wild.begin(), 32, 0xff);
  EXPECT_EQ(EnvelopeParts::decode(identity).error(), Err::malformed);
  EXPECT_EQ(EnvelopeParts::decode(wild).error(), Err::malformed);
  EXPECT_EQ(EnvelopeParts::decode(View(wild).first(79)).error(), Err::malformed);
}

TEST(Release, TheSameCustodianTwiceIsNoQuorumAndAStrangerNone_GAT_4_GAT_8) {
  TestDay day;
  auto releases = day.releases(1);
  releases[1] = releases[0];
  EXPECT_FALSE(day.combine(1, releases).key.has_value());
  releases[1].index = 9;
  EXPECT_EQ(day.combine(1, releases).strangers, std::vector<std::uint16_t>{9});
  const Bytes bytes = encode(releases[0]);
  EXPECT_EQ(bytes.size(), 98u);
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_FALSE(decode<Release>(View(bytes).first(n)).ok());
}

}  // namespace
}  // namespace eq::gate
