// For this room's tests: a whole key ceremony in one process.
#pragma once

#include "eq/order/handover.h"
#include "eq/testing/seeded.h"

namespace eq::order::testing {

using crypto::Scalar;
using crypto::cocktail::Ed25519;
using crypto::cocktail::Ristretto255;
using eq::testing::SeededRandom;

/// n custodians with cards, and what each of them does in each round.
struct TestCeremony {
  /// @param who  signing keys of those who take part; fresh ones if not given
  explicit TestCeremony(std::uint16_t t = 3, std::uint16_t n = 5, std::uint64_t seed = 1,
                        std::vector<crypto::SigningKey> who = {}, Day from = Day{20800})
      : rng(seed), keys(std::move(who)) {
    circle.threshold = t;
    circle.from = from;
    circle.nonce = rng.array<32>();
    for (std::uint16_t i = 1; i <= n; ++i) {
      if (keys.size() < i) keys.push_back(crypto::SigningKey::generate(rng));
      secrets.push_back({Scalar::random(rng), Scalar::random(rng)});
      circle.peers.push_back(
          {i,
           "Custodian " + std::to_string(i),
           keys[i - 1u].verify_key(),
           rng.array<32>(),
           {crypto::mul_base(secrets.back().first), crypto::ed_mul_base(secrets.back().second)}});
    }
    for (std::uint16_t i = 1; i <= n; ++i) dealings.push_back(dealing(i));
  }
  Dealing dealing(std::uint16_t i) {
    Dealing d{
        circle.digest(),
        i,
        crypto::cocktail::deal(decryption_session(circle), i, secrets[i - 1u].first, rng).encode(),
        crypto::cocktail::deal(quorum_session(circle), i, secrets[i - 1u].second, rng).encode(),
        {}};
    d.signature = keys[i - 1u].sign(d.signed_message());
    return d;
  }
  Confirmation confirmation(const CeremonyRecord& draft, std::uint16_t i) {
    Confirmation c{circle.digest(),
                   i,
                   crypto::cocktail::certify(
                       crypto::cocktail::Transcript<Ristretto255>::decode(draft.decryption).take(),
                       secrets[i - 1u].first),
                   crypto::cocktail::certify(
                       crypto::cocktail::Transcript<Ed25519>::decode(draft.quorum).take(),
                       secrets[i - 1u].second),
                   {}};
    c.signature = keys[i - 1u].sign(c.signed_message());
    return c;
  }
  CeremonyRecord record() {
    CeremonyRecord r = draft_record(circle, read_dealings(circle, dealings).take());
    for (const Peer& p : circle.peers) r.confirmations.push_back(confirmation(r, p.index));
    return r;
  }

  SeededRandom rng;
  std::vector<crypto::SigningKey> keys;
  std::vector<std::pair<Scalar, Scalar>> secrets;
  Circle circle;
  std::vector<Dealing> dealings;
};

}  // namespace eq::order::testing
