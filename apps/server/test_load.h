// People who write, read and publish through a Committer while its storage fails, and what they
// were told.  Tests only.  Everything that leaves the server is kept here and compared: with what
// left earlier, and in the end with what a server finds that opens the file after a power cut.
#pragma once

#include <map>
#include <set>

#include "apps/server/committer.h"
#include "eq/testing/seeded.h"
#include "eq/tlog/witness.h"
#include "parties/platform/test_world.h"

namespace eq::server {

/// A realm, people and conversations of two and of many, in a store to be copied.
struct Town {
  explicit Town(DurableStore& store);

  std::shared_ptr<const platform::Keys> keys;
  std::optional<platform::testing::World> world;
  std::vector<platform::testing::Person> people;
  struct Talk {
    platform::testing::Chat chat;
    std::vector<std::size_t> members;  // of people
  };
  std::vector<Talk> talks;
};

/// How many groups of requests come, and how many messages each brings.
struct Script {
  int groups = 4, messages = 3;
};

/// Counted, so that a load in which nothing happens is seen.
struct Heard {
  std::size_t yes = 0;  // of messages
  std::size_t no = 0;   // of all requests
  // of all requests whose group had to wait until the file said what it became
  std::size_t yes_late = 0, no_late = 0;
};

/// A copy of the town; nullptr with the reason in `why`.
using OpenStore =
    std::function<std::unique_ptr<DurableStore>(std::string& why, StoreSettings::Check check)>;

class StorageLoad {
 public:
  /// @param plainly  the same store without what fails before it
  StorageLoad(const Town& town, OpenStore failing, OpenStore plainly)
      : town_(town), failing_(std::move(failing)), plainly_(std::move(plainly)) {}
  ~StorageLoad() { stop(); }

  /// Begin to serve; false with the reason in `why` if the store does not open.
  bool start(std::string& why);
  void run(const Script& script);
  /// Some groups more, until every message that was ever sent is taken.  The storage works again.
  void recover();
  /// What is answered from now on reaches nobody.
  void stop();

  /// Open it without any failing layer and compare.  Call after stop().
  void compare();
  /// The first thing that was not so; empty if all promises held.
  const std::string& fault() const { return fault_; }
  const Heard& heard() const { return heard_; }

 private:
  using Place = std::pair<ConversationId, std::uint64_t>;

  Opened open(const OpenStore& how, StoreSettings::Check check) const;
  template <class Ask, class Tell>
  void ask(Ask ask, Tell tell);
  void send(std::size_t talk, const wire::MessageSend& message);
  void send_badly(std::size_t talk);
  void fetch(std::size_t person);
  void publish();
  void shown(const Result<std::optional<std::string>>& request);
  void one_group(const Script& script);
  void commit();
  void require(bool holds, const std::string& what);
  void stamped(const Bytes& message, const wire::StampBytes& stamp);
  void compare_mailbox(std::size_t person, platform::Platform& platform);
  void compare_message(const Bytes& message, std::size_t talk);

  const Town& town_;
  OpenStore failing_, plainly_;
  eq::testing::SeededRandom rng_{20261129};
  Time now_ = platform::testing::kNoon;
  std::optional<Committer> committer_;
  JobGroup next_;
  bool listening_ = false;  // whether anybody hears what is told
  std::size_t asked_ = 0, answered_ = 0, groups_ = 0;
  Heard heard_;

  struct Message {
    wire::MessageSend send;
    std::size_t talk = 0;
  };
  std::map<Bytes, Message> unsent_;             // told to be lost; to be sent again
  std::map<Bytes, std::size_t> sent_;           // message -> its talk
  std::set<Bytes> open_;                        // asked, and no answer yet
  std::map<Bytes, wire::StampBytes> accepted_;  // told to be taken
  std::map<Place, Bytes> places_;               // what was said to stand there
  // person, seq of the mailbox -> body
  std::map<std::pair<std::size_t, std::uint64_t>, Bytes> delivered_;
  std::map<std::uint64_t, std::string> heads_;  // size of the epoch log -> what was signed
  std::map<std::size_t, std::map<Bytes, wire::StampBytes>> found_;  // in the end, in each mailbox
  std::string fault_;
};

}  // namespace eq::server
