// A town in which the honest live and an adversary holds some of the parties; and what is true in it, as only
// somebody who sees everything can know.
#pragma once

#include <set>

#include "journeys/adversary/dice.h"
#include "journeys/adversary/seats.h"
#include "journeys/town.h"
#include "parties/client/inbox.h"

namespace eq::adversary {

using journeys::Person;
using journeys::Town;

/// A promise that did not hold.
struct Violation {
  std::string oracle;  // stable: shrinking keeps it
  std::string what;
};

/// What the oracles compare the world with.
struct Truth {
  /// Who may be in a conversation: chosen by its honest members.
  std::map<ConversationId, std::set<AccountId>> meant;
  /// Whom each person was told of, by the events of its own program.
  std::map<std::pair<AccountId, ConversationId>, std::set<AccountId>> told;

  struct Order {
    AccountId account;
    Day first, last;
    bool emergency = false;
    std::optional<Time> logged, confirmed;
    std::optional<Time> held;            // since when something stands in the log that stops or holds it
    std::optional<Time> stopped;
  };
  std::map<std::uint32_t, Order> orders;                   // by number
  /// Versions of the list in the log, and when each appeared there.
  std::map<std::uint32_t, Time> lists;
  std::uint64_t orders_size = 0;
};

/// What happened, so that a world in which nothing happens counts as a failure.
struct Tally {
  std::map<std::string, std::pair<std::uint32_t, std::uint32_t>> moves;  // name -> tried, had an effect
  std::uint32_t said = 0, shown = 0, sealed = 0, orders = 0, days = 0, released = 0, opened = 0, reports = 0, lists = 0,
                acts = 0, looked_up = 0;
  void add(const Tally& other);
};

/// What a dishonest service says in place of the truth, for a while.
struct Lie {
  std::size_t line = 0;  // index of a person, or kOffices
  std::string path;      // of a document, or the name of a verb
  std::optional<Bytes> instead;  // none: it does not answer
  unsigned times = 1;
};
inline constexpr std::size_t kOffices = SIZE_MAX;
inline constexpr std::size_t kMallory = 3;

/// What passed through the hands of whoever the adversary holds.
struct Seen {
  std::map<std::string, std::vector<Bytes>> documents;  // by path: the latest few versions
  std::map<std::string, std::vector<Bytes>> replies;    // by verb
  std::vector<std::pair<ConversationId, Bytes>> handshakes, messages;
};

class World {
 public:
  World(std::uint64_t seed, Seats held);

  /// Of whom the adversary does not hold the keys.
  bool honest(std::size_t person) const { return person != kMallory || !held.meets({Seat::member, Seat::service}); }
  std::vector<std::size_t> honest_people() const;
  Person& mallory() { return *people[kMallory]; }
  std::size_t index_of(const AccountId& id) const;

  /// The agency's, the court's ... connection.
  template <class Hands>
  Hands office() {
    return town.office<Hands>();
  }
  /// What the log holds, read on a line on which nobody lies.
  Result<tlog::ReplayedLog, tlog::LogFault> true_log(wire::LogName log);
  /// Take in what the order log has got since.  The adversary cannot prevent it.
  void look_at_the_log();

  /// Stop lying.
  void make_peace();
  void fail(std::string oracle, std::string what);

  const std::uint64_t seed;
  const Seats held;
  Town town;
  std::vector<std::unique_ptr<Person>> people;  // Ana, Ben, Cleo; Mallory, who is the adversary's if it holds a member or the service
  std::vector<ConversationId> conversations;
  Truth truth;
  Tally tally;
  Seen seen;
  std::vector<Lie> lies;
  std::vector<Bytes> kept_back;        // log entries that a hotline signed and did not hand in
  std::vector<std::vector<Bytes>> kept_blobs;
  crypto::SigningKey second_stamp;     // a day key that is in no log
  std::optional<std::size_t> stamped_apart;  // for whom the service uses it
  std::optional<Violation> violation;

 private:
  void tap(std::size_t line, journeys::Loopback& loopback);
  void answer(std::size_t line, const std::string& path, Result<Bytes>& document);
  void reply(std::size_t line, wire::Verb verb, View request, Bytes& body);
};

}  // namespace eq::adversary
