// A town in which the honest live and an adversary holds some of the parties; and what is true in
// it, as only somebody who sees everything can know.
#pragma once

#include "eq/wire/directory_messages.h"
#include "journeys/adversary/dice.h"
#include "journeys/adversary/seats.h"
#include "journeys/adversary/truth.h"
#include "journeys/town.h"
#include "parties/client/inbox.h"

namespace eq::order {
class OrderBook;
}

namespace eq::adversary {

using journeys::Person;
using journeys::Town;

/// Whose connection to the service: a person's number, or one of these.  A custodian's is
/// kCustodians + its place.
enum Line : std::size_t {
  kAgency = 10,
  kForeign,
  kCourt,
  kModerator,
  kHotline,
  kOtherHotline,
  kCustodians = 20
};
inline constexpr std::size_t kMallory = 3, kNobody = SIZE_MAX;

/// What the realm's constitution and its first days are like.
struct Law {
  bool emergencies = false;  // before a judge has decided
  bool changing = false;     // of five custodians two leave on the fourth day
  static Law of(std::uint64_t seed, Seats held);
};

/// What a dishonest service says in place of the truth, for a while.
struct Lie {
  std::size_t line = 0;
  std::string
      path;  // of a document, of all in a folder ("/log/orders/covering/"), or a verb's name
  std::optional<Bytes> instead;  // none: it does not answer
  unsigned times = 1;
  std::string as = {};  // instead is another document, as that is when it is asked for
  bool is_about(std::size_t asker, std::string_view asked) const {
    return line == asker && times > 0 &&
           (path == asked || (path.ends_with('/') && asked.starts_with(path)));
  }
};
/// Changes what one person's mailbox is said to hold.
using Mail = std::function<void(std::vector<wire::Delivery>&)>;

/// What passed through the hands of whoever the adversary holds.
struct Seen {
  std::map<std::string, std::vector<Bytes>> documents;  // by path: the latest few versions
  std::map<std::string, std::vector<Bytes>> replies;    // by verb
  std::vector<std::pair<ConversationId, Bytes>> handshakes, messages;
  std::vector<std::pair<wire::Verb, Bytes>> requests;  // signed ones, the latest few
};

/// An agency of another realm with a desk here, and the judge there.
struct Foreigners {
  explicit Foreigners(std::uint64_t seed);
  testing::SeededRandom rng;
  std::string realm = "otherland", court = "Court of otherland";
  agency::State desk;
  crypto::SigningKey judge;
};

/// Somebody who replaced a device, and what whoever found it has.
struct Replaced {
  AccountId account;
  wire::AccountRecord before;
  Bytes shown_before;             // what the service then answered to whoever asked for it
  std::unique_ptr<Person> found;  // the device with everything on it
};

struct SpentToken {
  franking::Token token;
  crypto::SigningKey key;
};

class World {
 public:
  World(std::uint64_t seed, Seats held);

  /// Of whom the adversary does not hold the keys.
  bool honest(std::size_t person) const {
    return person != kMallory || !held.meets({Seat::member, Seat::service});
  }
  std::vector<std::size_t> honest_people() const;
  Person& mallory() { return *people[kMallory]; }
  std::size_t index_of(const AccountId& id) const;

  bool honest_custodian(std::size_t i) const {
    return !(i == bad_custodian() && held.has(Seat::custodian)) &&
           !(i == 0 && held.has(Seat::former));
  }
  /// The one that the adversary has if it has one in office.
  std::size_t bad_custodian() const { return law.changing ? 1 : 0; }

  /// What a party needs to act, on its own line.
  wire::Environment environment(std::size_t line);
  journeys::Loopback& line(std::size_t line);
  /// What the log holds, read on a line on which nobody lies.
  Result<tlog::ReplayedLog, tlog::LogFault> true_log(wire::LogName log);
  /// Take in what the order log has got since.  The adversary cannot prevent it.
  void look_at_the_log();

  /// Offices take their time: between two of the things they do, somebody else may act.
  void meanwhile() {
    if (between && !violation) between();
  }
  void meanwhile(wire::Environment& environment) {
    meanwhile();
    environment.now = town.now;
  }

  /// What the service answers now to whoever asks for an account and has seen nothing.
  Bytes shown_of(const AccountId& account);

  /// Stop lying.
  void make_peace();
  void fail(std::string oracle, std::string what);
  /// So old a view may be that somebody acts upon: nobody shows one but a service that lies.
  std::uint64_t stale_ms() const { return held.has(Seat::service) ? kStale_ms : 0; }
  /// Whoever acts now must have seen what the log has had since then.
  bool must_be_seen(Time since) const {
    return !held.has(Seat::service) || since + kStale_ms < town.now;
  }

  const std::uint64_t seed;
  const Seats held;
  const Law law;
  Foreigners abroad;
  Town town;
  // Ana, Ben, Cleo; Mallory, who is the adversary's if it holds a member or the service
  std::vector<std::unique_ptr<Person>> people;
  std::optional<Replaced> replaced;
  std::vector<ConversationId> conversations;
  std::optional<Day> change;  // from when the new custodians are in office
  bool reporting = false;     // a list with reports is in force
  Truth truth;
  Tally tally;
  Seen seen;
  std::vector<Lie> lies;
  std::map<std::size_t, Mail> mail;  // by person: what the service makes of the mailbox
  std::vector<Bytes> kept_back;      // log entries that a hotline signed and did not hand in
  std::vector<std::vector<Bytes>> kept_blobs;
  std::vector<wire::EpochProposal> old_proposals;  // of the court
  std::vector<Bytes> old_states;                   // of Mallory's device
  std::optional<SpentToken> spent;                 // one of hers
  std::set<crypto::Digest> from_before;            // messages made from an old state
  crypto::SigningKey second_stamp;                 // a day key that is in no log
  std::optional<std::size_t> stamped_apart;        // for whom the service uses it
  std::vector<agency::Package> packages;           // that the agency made and keeps
  std::function<void()> between;                   // see meanwhile()
  bool in_haste = false;                           // what is done now must be done in time
  std::optional<Violation> violation;

 private:
  void compare(const order::OrderBook& book);
  void change_custodians();
  void replace_a_device();
  void tap(std::size_t line, journeys::Loopback& loopback);
  void answer(std::size_t line, const std::string& path, Result<Bytes>& document);
  void reply(std::size_t line, wire::Verb verb, View request, Bytes& body);

  std::map<std::size_t, journeys::Loopback> office_lines_;
  std::string checkpoint_;  // of the order log when it was last read
};

}  // namespace eq::adversary
