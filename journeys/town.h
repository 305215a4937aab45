// A whole realm in one process: every party with its own keys, one service, simulated days.
#pragma once

#include <memory>

#include "eq/testing/seeded.h"
#include "journeys/loopback.h"
#include "parties/client/hands.h"
#include "parties/moderator/moderator.h"

namespace eq::journeys {

/// A person: state, own connection, and what a crash would leave (the last kept state).
class Person {
 public:
  Person(const wire::Realm& realm, Service& service, Random& rng);

  client::Hands hands();
  client::State& state() { return state_; }
  AccountId id() const { return state_.me.record.id(); }
  /// Die now and come back with what was kept.
  void crash();
  Loopback line;

 private:
  const wire::Realm* realm_;
  Service* service_;
  Random* rng_;
  client::State state_;
  Bytes kept_;
};

class Town {
 public:
  /// @param seed  printed by the test, so that a failure can be repeated
  explicit Town(std::uint64_t seed);

  /// An account with key packages and tokens for today and tomorrow.
  std::unique_ptr<Person> settle();
  /// The moderator reads its desk and answers.
  moderator::Turn moderate();

  testing::SeededRandom rng;
  wire::Realm realm;
  Time now;  // move with advance()
  void advance(std::uint64_t ms);
  std::unique_ptr<Service> service;
  std::unique_ptr<moderator::State> moderator;
  // The offices of orders; their own party classes work over these in the journeys about orders.
  crypto::SigningKey court, agency;
  struct CustodianSecrets {
    crypto::SigningKey signing;
    crypto::Scalar share;
  };
  std::vector<CustodianSecrets> custodians;

 private:
  std::unique_ptr<Loopback> moderator_line_;
};

}  // namespace eq::journeys
