// A whole realm in one process: every party with its own keys, one service, simulated days.
#pragma once

#include <memory>

#include "eq/testing/seeded.h"
#include "journeys/loopback.h"
#include "parties/agency/agency.h"
#include "parties/client/environment.h"
#include "parties/court/court.h"
#include "parties/custodian/ceremony.h"
#include "parties/custodian/custodian.h"
#include "parties/custodian/dealing.h"
#include "parties/hotline/hotline.h"
#include "parties/moderator/moderator.h"

namespace eq::journeys {

/// A person: state, own connection, and what a crash would leave (the last kept state).
class Person {
 public:
  Person(const wire::Realm& realm, Service& service, Random& rng);

  client::Environment environment();
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

/// The same key in every town, for its name.
moderator::ReviewerKey reviewer(const std::string& name);

class Town {
 public:
  /// @param seed  printed by the test, so that a failure can be repeated
  /// @param law   what the realm's constitution says differently
  /// @param n     custodians, an odd number: any (n + 1) / 2 of them
  explicit Town(std::uint64_t seed, const std::function<void(wire::Realm&)>& law = {},
                std::uint16_t n = 3);

  /// An account with key packages and tokens for today and tomorrow.
  std::unique_ptr<Person> settle();
  /// Fresh tokens, as a client asks for every day.
  void top_up(Person& person);
  /// The moderator reads its desk and answers.
  moderator::Turn moderate();
  void advance(std::uint64_t ms);
  /// The realm's first access day; the town begins on the morning before it.
  Day first_day() const { return realm.e_0; }

  testing::SeededRandom rng;
  wire::Realm realm;
  Time now;  // move with advance()
  std::unique_ptr<Service> service;

  std::unique_ptr<moderator::State> moderator;
  // who look and decide there
  moderator::ReviewerKey mo = reviewer("Mo"), lu = reviewer("Lu");
  // of NL, IE and once more NL; the third for child abuse and drills only
  std::vector<hotline::State> hotlines;
  std::unique_ptr<court::State> court;
  const court::JudgeKey judge = court::JudgeKey::generate(rng);
  std::unique_ptr<agency::State> agency;
  std::vector<custodian::State> custodians;
  /// A key ceremony of those who have fresh cards, in the sequence given.
  order::CeremonyRecord hold_ceremony(const std::vector<custodian::State*>& who,
                                      std::uint16_t threshold, Day from);
  /// The connection of all offices.
  std::unique_ptr<Loopback> office_line;
  template <class Environment>
  Environment office() {
    return {realm, *office_line, [] {}, now, rng};
  }

  // For attacks in which these collude.
  std::unique_ptr<platform::Keys> service_keys;
  std::unique_ptr<tlog::WitnessSigner> witness;

 private:
  void found_offices(std::uint16_t custodians);
  void share_custodian_key();
};

}  // namespace eq::journeys
