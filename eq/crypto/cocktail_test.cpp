#include "eq/crypto/cocktail.h"

#include <gtest/gtest.h>

#include "eq/crypto/cocktail_primitives.h"
#include "eq/testing/seeded.h"

namespace eq::crypto::cocktail {
namespace {

using eq::testing::SeededRandom;

template <class Suite>
struct Circle {
  Circle(std::uint16_t t, std::uint16_t n, std::uint64_t seed = 1, View id = view("run"))
      : rng(seed) {
    std::vector<typename Suite::Element> statics;
    for (std::uint16_t i = 0; i < n; ++i) {
      secrets.push_back(Scalar::random(rng));
      statics.push_back(Suite::mul_base(secrets.back()));
    }
    session = Session<Suite>::open(id, t, statics).value();
    for (std::uint16_t i = 1; i <= n; ++i)
      messages.push_back(deal(session, i, secrets[i - 1u], rng));
  }
  auto received(std::uint16_t self) {
    return receive<Suite>(session, self, secrets[self - 1u], messages);
  }
  Transcript<Suite> transcript() {
    return Transcript<Suite>::of(session, messages, to_bytes("all else"));
  }
  std::vector<Signature> certificate() {
    std::vector<Signature> out;
    for (const Scalar& d : secrets) out.push_back(certify(transcript(), d));
    return out;
  }

  SeededRandom rng;
  std::vector<Scalar> secrets;
  Session<Suite> session;
  std::vector<Message<Suite>> messages;
};

template <class Suite>
class Cocktail : public ::testing::Test {};
using Suites = ::testing::Types<Ristretto255, Ed25519>;
TYPED_TEST_SUITE(Cocktail, Suites);

TYPED_TEST(Cocktail, FromOneOfOneToNineOfNineAllGetTheSameKeyAndTOfThemTheSecret_CRY_10) {
  for (const std::uint16_t n : {1, 2, 3, 5, 9}) {
    for (std::uint16_t t = 1; t <= n; t += n < 5 ? 1 : 4) {
      Circle<TypeParam> c(t, n, 100u * n + t);
      const auto key = c.received(1).value().key;
      std::vector<std::uint16_t> last;  // the last t of them, and one fewer
      std::vector<Scalar> shares;
      for (std::uint16_t i = 1; i <= n; ++i) {
        const auto r = c.received(i).value();
        EXPECT_EQ(r.key, key);
        EXPECT_EQ(TypeParam::mul_base(r.share), key.share_points[i - 1u]);
        if (i + t <= n) continue;
        last.push_back(i);
        shares.push_back(r.share);
      }
      EXPECT_EQ(TypeParam::mul_base(interpolate(last, shares).value()), key.public_key);
      last.pop_back(), shares.pop_back();
      if (t > 1) {
        EXPECT_NE(TypeParam::mul_base(interpolate(last, shares).value()), key.public_key);
      }
      EXPECT_EQ(verify_certificate<TypeParam>(c.transcript(), c.certificate()).value(), key);
    }
  }
}

TYPED_TEST(Cocktail, WhoeverSendsABadMessageIsNamed_CRY_10) {
  Circle<TypeParam> good(3, 5);
  for (std::uint16_t bad = 1; bad <= 5; ++bad) {
    const auto blame = [&](auto&& spoil) {
      Circle<TypeParam> c = good;
      spoil(c.messages[bad - 1u]);
      const auto r = c.received(bad % 5 + 1);
      EXPECT_FALSE(r.ok());
      if (r.ok()) return Fault::signature;
      EXPECT_EQ(r.error().participant, bad);
      return r.error().fault;
    };
    using M = Message<TypeParam>;
    EXPECT_EQ(blame([](M& m) { m.commitment.pop_back(); }), Fault::commitment);
    EXPECT_EQ(blame([](M& m) { m.commitment.push_back(m.commitment.back()); }), Fault::commitment);
    EXPECT_EQ(blame([](M& m) { m.commitment[1] = m.commitment[0]; }), Fault::possession);
    EXPECT_EQ(blame([](M& m) { m.possession[40] ^= 1; }), Fault::possession);
    EXPECT_EQ(blame([](M& m) { m.ephemeral = m.commitment[0]; }), Fault::possession);
    EXPECT_EQ(blame([](M& m) {
                for (Bytes& s : m.shares) s[3] ^= 1;
              }),
              Fault::share);
    EXPECT_EQ(blame([](M& m) { m.shares.pop_back(); }), Fault::share);
    EXPECT_EQ(blame([](M& m) {
                for (Bytes& s : m.shares) s.clear();
              }),
              Fault::share);
  }
}

TYPED_TEST(Cocktail, ASealedShareThatIsNotTheCommittedOneIsNamed_CRY_10) {
  Circle<TypeParam> c(2, 3);
  // Dealer 1 and receiver 2 know this key; the dealer seals another scalar, then a non-canonical
  // one, then too little.
  const auto key = share_key<TypeParam>(
      c.secrets[1] * c.messages[0].ephemeral, c.secrets[1] * c.session.statics[0],
      {c.messages[0].ephemeral, c.session.statics[0], c.session.statics[1], c.session.context});
  const Bytes share = open_share(key, c.messages[0].shares[1]).value();
  for (const Bytes& plain :
       {to_bytes(Scalar::from_u64(7).reveal("test")), Bytes(32, 0xff), Bytes(31, 0)}) {
    c.messages[0].shares[1] = seal_share(key, plain);
    ASSERT_FALSE(c.received(2).ok());
    EXPECT_EQ(c.received(2).error().participant, 1);
    EXPECT_EQ(c.received(2).error().fault, Fault::share);
    // only the receiver can see it; so certification needs everyone
    EXPECT_TRUE(c.received(3).ok());
  }
  c.messages[0].shares[1] = seal_share(key, concat({share, view("payload")}));
  EXPECT_TRUE(c.received(2).ok());
}

TYPED_TEST(Cocktail, AMessageOfAnotherRunIsRefused_CRY_10) {
  Circle<TypeParam> a(2, 3, 5), b(2, 3, 5, view("next month"));
  ASSERT_EQ(a.session.statics, b.session.statics);
  a.messages[1] = b.messages[1];
  EXPECT_EQ(a.received(1).error().participant, 2);
  EXPECT_EQ(a.received(1).error().fault, Fault::possession);
}

TYPED_TEST(Cocktail, ARogueCommitmentNeedsAProofNobodyHas_CRY_10) {
  Circle<TypeParam> c(2, 3);
  // Cancel the others out, to own the key alone; and another's contribution as one's own.
  const Scalar minus_one = -Scalar::from_u64(1);
  auto rogue = c.messages;
  rogue[2].commitment[0] = TypeParam::mul_base(Scalar::from_u64(5)) +
                           minus_one * (c.messages[0].commitment[0] + c.messages[1].commitment[0]);
  EXPECT_EQ(receive<TypeParam>(c.session, 1, c.secrets[0], rogue).error().participant, 3);
  rogue = c.messages;
  // its proof holds: the context names no dealer; but its shares are not from 3
  rogue[2] = c.messages[1];
  EXPECT_EQ(receive<TypeParam>(c.session, 1, c.secrets[0], rogue).error().participant, 3);
}

TYPED_TEST(Cocktail, TheCertificateTellsAnyoneOfflineThatAllSawTheSame_CRY_10) {
  Circle<TypeParam> c(3, 5);
  const auto signatures = c.certificate();
  const auto decoded = Transcript<TypeParam>::decode(c.transcript().encode()).value();
  EXPECT_TRUE(verify_certificate<TypeParam>(decoded, signatures).ok());
  const auto blamed = [](const Transcript<TypeParam>& t, const std::vector<Signature>& s) {
    const auto r = verify_certificate<TypeParam>(t, s);
    EXPECT_FALSE(r.ok());
    return r.ok() ? Blame{99, Fault::share} : r.error();
  };
  for (std::size_t i = 0; i < 5; ++i) {
    auto bad = signatures;
    bad[i][7] ^= 1;
    EXPECT_EQ(blamed(decoded, bad).participant, i + 1);
    auto t = decoded;
    t.possessions[i][50] ^= 1;
    EXPECT_EQ(blamed(t, signatures).participant, i + 1);
    EXPECT_EQ(blamed(t, signatures).fault, Fault::possession);
  }
  auto t = decoded;
  t.extension.push_back(0);
  EXPECT_EQ(blamed(t, signatures).fault, Fault::signature);
  EXPECT_EQ(blamed(decoded, {signatures.begin(), signatures.end() - 1}).fault, Fault::signature);
}

TYPED_TEST(Cocktail, NothingButTheOneEncodingDecodes_CRY_10) {
  Circle<TypeParam> c(2, 3);
  const Bytes t = c.transcript().encode(), m = c.messages[0].encode();
  for (std::size_t n : {std::size_t{0}, std::size_t{8}, t.size() / 2, t.size() - 1}) {
    EXPECT_FALSE(Transcript<TypeParam>::decode(View(t).first(n)).ok());
  }
  EXPECT_EQ(Transcript<TypeParam>::decode(concat({t, Array<1>{}})).error(), Err::malformed);
  EXPECT_EQ(Message<TypeParam>::decode(concat({m, Array<1>{}}), {2, 3}).error(), Err::malformed);
  EXPECT_EQ(Message<TypeParam>::decode(m, {3, 3}).error(), Err::malformed);
  EXPECT_EQ(Message<TypeParam>::decode(m, {2, 4}).error(), Err::malformed);
  Bytes identity = m;
  const auto zero = typename TypeParam::Element().bytes();
  std::copy(zero.begin(), zero.end(), identity.begin());
  EXPECT_EQ(Message<TypeParam>::decode(identity, {2, 3}).error(), Err::malformed);
  Bytes other_suite = t;
  other_suite[10] ^= 1;
  EXPECT_EQ(Transcript<TypeParam>::decode(other_suite).error(), Err::unsupported);
}

TYPED_TEST(Cocktail, ASessionWantsDistinctKeysAndAThresholdWithin_CRY_10) {
  const auto p = TypeParam::mul_base(Scalar::from_u64(5)),
             q = TypeParam::mul_base(Scalar::from_u64(6));
  using S = Session<TypeParam>;
  EXPECT_TRUE(S::open(view("id"), 2, {p, q}).ok());
  EXPECT_EQ(S::open(view("id"), 3, {p, q}).error(), Err::malformed);
  EXPECT_EQ(S::open(view("id"), 0, {p, q}).error(), Err::malformed);
  EXPECT_EQ(S::open(view("id"), 1, {p, p}).error(), Err::malformed);
  EXPECT_EQ(S::open(view("id"), 1, {p, {}}).error(), Err::malformed);
  EXPECT_NE(S::open(view("id"), 2, {p, q}).value().context,
            S::open(view("id"), 2, {q, p}).value().context);
}

}  // namespace
}  // namespace eq::crypto::cocktail
