// For this room's tests: a small realm with accounts, custodians and one day.
#pragma once

#include "eq/gate/open.h"
#include "eq/gate/polynomial.h"
#include "eq/gate/seal.h"
#include "eq/testing/seeded.h"

namespace eq::gate::testing {

using eq::testing::SeededRandom;

inline AccountId account(std::uint8_t n) {
  AccountId id;
  id.bytes.fill(n);
  return id;
}

/// t-of-n shares of a key whose secret the test knows.
struct TestCustodians {
  TestCustodians(std::uint16_t n, std::uint16_t t, Random& rng) {
    std::vector<Scalar> f;
    for (int i = 0; i < t; ++i) f.push_back(Scalar::random(rng));
    secret = f[0];
    set = {{t, n}, crypto::mul_base(secret), {}};
    for (std::uint16_t i = 1; i <= n; ++i) {
      shares.push_back(CustodianShare(i, evaluate(f, Scalar::from_u64(i))));
      set.share_points.push_back(shares.back().public_share());
    }
  }
  Point key() const { return crypto::mul_base(secret); }

  Scalar secret;
  std::vector<CustodianShare> shares;
  crypto::SharedKey set;
};

/// One day on which accounts 1..m are targets and k is the degree.
struct TestDay {
  static constexpr const char* kRealm = "realm.example";
  static constexpr Day kDay{20780};

  explicit TestDay(std::uint16_t k = 4, std::uint8_t m = 2, std::uint64_t seed = 1)
      : rng(seed), custodians(3, 2, rng) {
    for (std::uint8_t i = 1; i <= m; ++i) orders.push_back({tag(kRealm, account(i)), Scalar::random(rng)});
    registry = make_epoch(kRealm, kDay, custodians.key(), k, orders, rng).value();
    pins = {kRealm, kDay, custodians.key(), k};
  }

  VerifiedEpoch verified() const {
    return VerifiedEpoch::verify(registry.object.encode(), registry.proof.encode(), pins, registry.object.wid())
        .value();
  }
  /// The first t shares of an envelope.
  std::vector<DecryptionShare> shares(const ProvenTarget& target, const Envelope& envelope) {
    std::vector<DecryptionShare> out;
    const Point c2 = EnvelopeParts::decode(envelope)->c2;
    for (std::size_t i = 0; i < custodians.set.params.threshold; ++i) {
      out.push_back(make_share(custodians.shares[i], target, c2, rng));
    }
    return out;
  }

  SeededRandom rng;
  TestCustodians custodians;
  std::vector<OrderOpening> orders;
  RegistryDay registry;
  EpochPins pins;
};

inline Digest context(std::uint32_t leaf = 0) {
  return envelope_context(ConversationId{}, 7, leaf, TestDay::kDay);
}

}  // namespace eq::gate::testing
