#include "eq/crypto/frost.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "eq/testing/seeded.h"

namespace eq::crypto::frost {
namespace {

using eq::testing::SeededRandom;

static_assert(!std::is_copy_constructible_v<Nonce> && !std::is_copy_assignable_v<Nonce>);

struct Group {
  Group(std::uint16_t t, std::uint16_t n, std::uint64_t seed = 1) : rng(seed) {
    std::vector<Scalar> polynomial;
    while (polynomial.size() < t) polynomial.push_back(Scalar::random(rng));
    key = {{t, n}, ed_mul_base(polynomial[0]), {}};
    for (std::uint16_t i = 1; i <= n; ++i) {
      held.push_back(evaluate(polynomial, i));
      key.share_points.push_back(ed_mul_base(held.back()));
    }
  }
  /// Round one by these.
  std::vector<Nonce> commit(const std::vector<std::uint16_t>& who) {
    std::vector<Nonce> nonces;
    signers.clear();
    for (const std::uint16_t i : who) {
      nonces.push_back(Nonce::generate(held[i - 1u], rng));
      signers.push_back({i, nonces.back().commitment()});
    }
    return nonces;
  }
  std::vector<SignatureShare> shares(std::vector<Nonce> nonces, View message) {
    std::vector<SignatureShare> out;
    for (std::size_t at = 0; at < signers.size(); ++at) {
      const std::uint16_t i = signers[at].index;
      out.push_back(sign(key, i, held[i - 1u], std::move(nonces[at]), message, signers).value());
    }
    return out;
  }

  SeededRandom rng;
  SharedSigningKey key;
  std::vector<Scalar> held;
  std::vector<Signer> signers;
};

TEST(Frost, AnyTOfNMakeAnOrdinarySignature_CRY_11) {
  for (std::uint16_t n = 1; n <= 6; ++n) {
    for (std::uint16_t t = 1; t <= n; ++t) {
      Group g(t, n, 10u * n + t);
      for (unsigned set = 1; set < 1u << n; ++set) {
        std::vector<std::uint16_t> who;
        for (std::uint16_t i = 1; i <= n; ++i) {
          if ((set >> (i - 1u) & 1u) != 0) who.push_back(i);
        }
        if (who.size() != t && who.size() != n) continue;
        const auto shares = g.shares(g.commit(who), view("an order"));
        const auto s = aggregate(g.key, view("an order"), g.signers, shares);
        ASSERT_TRUE(s.ok());
        EXPECT_TRUE(verify(verify_key(g.key), view("an order"), *s));
        EXPECT_FALSE(verify(verify_key(g.key), view("another"), *s));
      }
    }
  }
}

TEST(Frost, FewerThanTSignNothing_CRY_11) {
  Group g(3, 5);
  auto nonces = g.commit({1, 2});
  EXPECT_EQ(sign(g.key, 1, g.held[0], std::move(nonces[0]), view("m"), g.signers).error(),
            Err::refused);
  EXPECT_FALSE(aggregate(g.key, view("m"), g.signers, std::vector<SignatureShare>(2)).ok());
  EXPECT_TRUE(
      aggregate(g.key, view("m"), g.signers, std::vector<SignatureShare>(2)).error().from.empty());

  // Two who pretend that two are enough get a signature of some key, not of this one.
  SharedSigningKey lower = g.key;
  lower.params.threshold = 2;
  nonces = g.commit({1, 2});
  std::vector<SignatureShare> shares;
  for (std::uint16_t i : {1, 2})
    shares.push_back(
        sign(lower, i, g.held[i - 1u], std::move(nonces[i - 1u]), view("m"), g.signers).value());
  EXPECT_FALSE(aggregate(lower, view("m"), g.signers, shares).ok());
}

TEST(Frost, WhoeverSendsABadShareIsNamed_CRY_11) {
  Group g(3, 5);
  const auto good = g.shares(g.commit({1, 3, 4}), view("m"));
  for (std::size_t bad = 0; bad < 3; ++bad) {
    for (const std::uint8_t mask : {1, 0xff}) {  // another scalar; no scalar at all
      auto shares = good;
      for (auto& b : shares[bad]) b ^= mask;
      const auto r = aggregate(g.key, view("m"), g.signers, shares);
      ASSERT_FALSE(r.ok());
      EXPECT_EQ(r.error().from, std::vector{g.signers[bad].index});
      EXPECT_FALSE(verify_share(g.key, g.signers[bad].index, shares[bad], view("m"), g.signers));
    }
  }
  EXPECT_TRUE(verify_share(g.key, 3, good[1], view("m"), g.signers));
  EXPECT_FALSE(verify_share(g.key, 3, good[1], view("another"), g.signers));
  EXPECT_FALSE(verify_share(g.key, 2, good[1], view("m"), g.signers));  // no signer
  EXPECT_TRUE(aggregate(g.key, view("m"), g.signers, good).ok());
}

TEST(Frost, TheOthersStillSignWithoutTheOneWhoSentABadShare_CRY_11) {
  Group g(3, 5);
  auto shares = g.shares(g.commit({1, 3, 4}), view("m"));
  shares[1][0] ^= 1;
  ASSERT_EQ(aggregate(g.key, view("m"), g.signers, shares).error().from,
            std::vector<std::uint16_t>{3});
  const auto again = g.shares(g.commit({1, 4, 5}), view("m"));
  EXPECT_TRUE(aggregate(g.key, view("m"), g.signers, again).ok());
}

TEST(Frost, ASignerSignsOnlyWithItsOwnNonceInAnOrderlyList_CRY_11) {
  Group g(2, 3);
  const auto attempt = [&](auto&& spoil) {
    auto nonces = g.commit({1, 2});
    auto list = g.signers;
    spoil(list);
    return sign(g.key, 1, g.held[0], std::move(nonces[0]), view("m"), list);
  };
  using List = std::vector<Signer>;
  EXPECT_TRUE(attempt([](List&) {}).ok());
  for (const auto& spoiled :
       {attempt([](List& l) { l[0].nonce = l[1].nonce; }),
        attempt([](List& l) { std::swap(l[0], l[1]); }), attempt([](List& l) {
          l[0].index = 3;
          std::swap(l[0], l[1]);
        }),
        attempt([](List& l) { l[1].index = 1; }), attempt([](List& l) { l[1].index = 4; }),
        attempt([](List& l) { l[1].nonce.binding = EdPoint(); })}) {
    ASSERT_FALSE(spoiled.ok());
    EXPECT_EQ(spoiled.error(), Err::refused);
  }
}

TEST(Frost, AMovedNonceIsGone_CRY_11) {
  Group g(1, 1);
  auto nonces = g.commit({1});
  ASSERT_TRUE(sign(g.key, 1, g.held[0], std::move(nonces[0]), view("m"), g.signers).ok());
  EXPECT_TRUE(nonces[0]
                  .hiding()
                  .is_zero());  // NOLINT(bugprone-use-after-move): that it is empty is the point
  EXPECT_EQ(sign(g.key, 1, g.held[0], std::move(nonces[0]), view("n"), g.signers).error(),
            Err::refused);
}

TEST(Ed25519Group, RefusesTorsionTheIdentityAndOtherEncodings_CRY_6) {
  EXPECT_EQ(EdPoint::decode(EdPoint().bytes()).error(), Err::malformed);
  EXPECT_EQ(EdPoint::decode(Array<32>{}).error(), Err::malformed);  // (sqrt(-1), 0), of order 4
  EXPECT_EQ(EdPoint::decode(Bytes(31, 1)).error(), Err::malformed);
  Array<32> p_plus_one{};
  p_plus_one.fill(0xff);
  p_plus_one[0] = 0xee, p_plus_one[31] = 0x7f;  // y = p + 1, a second form of y = 1
  EXPECT_EQ(EdPoint::decode(p_plus_one).error(), Err::malformed);
  // A key of Ed25519 with a component of small order: B + (0, -1).
  const auto with_torsion =
      from_hex("9599999999999999999999999999999999999999999999999999999999999999").value();
  EXPECT_EQ(EdPoint::decode(with_torsion).error(), Err::malformed);
  EXPECT_EQ(hex(EdPoint::generator().bytes()),
            "5866666666666666666666666666666666666666666666666666666666666666");
}

TEST(Ed25519Group, AddsAndMultipliesAsScalarsDo_CRY_6) {
  SeededRandom rng(3);
  for (int i = 0; i < 50; ++i) {
    const Scalar x = Scalar::random(rng), y = Scalar::random(rng);
    const EdPoint p = ed_mul_base(x);
    EXPECT_EQ(y * p, ed_mul_base(x * y));
    EXPECT_EQ(p + ed_mul_base(y), ed_mul_base(x + y));
    EXPECT_EQ(p + ed_mul_base(-x), EdPoint());
    EXPECT_EQ(p + EdPoint(), p);
    EXPECT_EQ(EdPoint::decode(p.bytes()).value(), p);
  }
  EXPECT_TRUE((Scalar() * EdPoint::generator()).is_identity());
  EXPECT_TRUE((Scalar::from_u64(5) * EdPoint()).is_identity());
  EXPECT_TRUE(ed_mul_base(Scalar()).is_identity());
}

}  // namespace
}  // namespace eq::crypto::frost
