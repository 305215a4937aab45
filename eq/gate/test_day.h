// For this room's tests: a small realm with accounts, custodians who deal, and one day.
#pragma once

#include "eq/gate/make_epoch.h"
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

/// Custodians with their keys, and the dealing of one day, step by step or at once.
struct TestCustodians {
  TestCustodians(std::uint16_t t, std::uint16_t k, Random& random, Day day = Day{20780})
      : rng(random) {
    const auto n = static_cast<std::uint16_t>(2 * t - 1);
    for (std::uint16_t i = 1; i <= n; ++i) {
      signers.push_back(crypto::SigningKey::generate(rng));
      ceremony_keys.push_back(crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng));
      verify_keys.push_back(signers.back().verify_key());
      public_keys.push_back({to_array<32>(ceremony_keys.back().public_key).value()});
    }
    terms = {"realm.example", day, rng.array<32>(), {}, k, {t, n}};
    terms.ceremony = ceremony_id(terms.realm, terms.constitution, public_keys);
  }

  Dealing deal(std::uint16_t i) {
    return gate::deal(terms, i, public_keys, signers[i - 1u], rng).value();
  }
  CheckedDealing check(Dealing d) {
    const auto& key = verify_keys[d.dealer - 1u];
    return CheckedDealing::check_var(std::move(d), terms, key, {}).value();
  }
  HeldParts open(const CheckedDealing& d, std::uint16_t m) {
    return HeldParts::open(d, m, ceremony_keys[m - 1u], rng).value();
  }
  /// Everybody deals, checks, settles and signs.
  void deal_all() {
    std::vector<std::uint16_t> q;
    for (std::uint16_t i = 1; i <= terms.n(); ++i) {
      dealings.push_back(check(deal(i)));
      q.push_back(i);
    }
    std::vector<NumberedSignature> signatures;
    for (std::uint16_t m = 1; m <= terms.n(); ++m) {
      own.push_back(settle(m, q));
      signatures.push_back(own.back().sign(signers[m - 1u]));
    }
    dealt.emplace(
        Dealt::verify(own[0].body().encode(), own[0].body().id(), signatures, pins()).value());
  }
  OwnDay settle(std::uint16_t m, std::span<const std::uint16_t> q) {
    std::vector<HeldParts> held;
    for (const std::uint16_t i : q) held.push_back(open(dealings[i - 1u], m));
    return OwnDay::settle(terms, dealings, q, m, dealings[m - 1u].digest(), held).value();
  }
  DealtPins pins() const {
    return {terms.realm, terms.epoch, terms.constitution, terms.k, verify_keys, terms.t()};
  }

  Random& rng;
  DealingTerms terms;
  std::vector<crypto::SigningKey> signers;
  std::vector<crypto::HpkeKeyPair> ceremony_keys;
  std::vector<crypto::VerifyKey> verify_keys;
  std::vector<CeremonyKey> public_keys;
  std::vector<CheckedDealing> dealings;
  std::vector<OwnDay> own;
  std::optional<Dealt> dealt;
};

/// One day on which accounts 1..m are targets; three custodians, any two.
struct TestDay {
  static constexpr const char* kRealm = "realm.example";
  static constexpr Day kDay{20780};
  static constexpr std::uint64_t kOrder = 7;

  explicit TestDay(std::uint16_t k = 4, std::uint8_t m = 2, std::uint64_t seed = 1,
                   std::uint16_t t = 2)
      : rng(seed), custodians(t, k, rng, kDay) {
    custodians.deal_all();
    for (std::uint8_t i = 1; i <= m; ++i)
      orders.push_back({tag(kRealm, account(i)), Scalar::random(rng)});
    registry = make_epoch(*custodians.dealt, orders, rng).value();
  }

  VerifiedEpoch verified() const {
    return VerifiedEpoch::verify(registry.object.encode(), registry.proof.encode(),
                                 *custodians.dealt, kDegreeMax, registry.object.wid())
        .value();
  }
  /// What the custodians check of account i, 1..m.
  ProvenRoot root(std::uint8_t i) {
    const VerifiedEpoch epoch = verified();
    const OrderOpening& o = orders[i - 1u];
    return ProvenRoot::check_var(epoch, account(i), o.blind,
                                 prove_root(epoch, o, registry.registry_keys[i - 1u], rng))
        .value();
  }
  std::vector<Release> releases(std::uint8_t i, std::uint64_t order = kOrder) {
    std::vector<Release> out;
    for (std::size_t m = 0; m < custodians.terms.t(); ++m) {
      out.push_back(
          make_release(custodians.own[m].shares(), root(i), order, custodians.signers[m]).value());
    }
    return out;
  }
  Combined combine(std::uint8_t i, std::span<const Release> from) {
    return combine_var(verified(), account(i), kOrder, registry.registry_keys[i - 1u], from,
                       custodians.verify_keys);
  }

  SeededRandom rng;
  TestCustodians custodians;
  std::vector<OrderOpening> orders;
  RegistryDay registry;
};

inline Digest context(std::uint32_t leaf = 0) {
  return envelope_context(ConversationId{}, 7, leaf, TestDay::kDay);
}

}  // namespace eq::gate::testing
