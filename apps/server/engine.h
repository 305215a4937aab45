// The one thread that owns the platform and its database.  Requests queue up; whatever waits
// becomes one transaction with one flush, and only then are the replies sent (group commit).  What
// of a request needs no turn, its signature above all, is done before it by other threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "apps/server/committer.h"
#include "apps/server/peer_address.h"

namespace eq::server {

class Engine {
 public:
  /// How many jobs a group had, and how long it took to run and write it.
  using Measured = std::function<void(std::size_t jobs, std::chrono::nanoseconds took)>;
  /// @param live  none: it is opened once it can be, and until then nothing is kept
  /// @param measured  called on the engine's thread, for each group that is not empty
  /// @param helpers  threads that prepare what waits; what they do not come to is not prepared
  Engine(std::optional<LivePlatform> live, OpenLive again, Measured measured = nullptr,
         unsigned helpers = one_less_than_cores());
  ~Engine() { stop(); }

  /// Finishes what is queued; what is submitted afterwards is lost.  Then the database is closed.
  void stop();

  /// Whoever asks from one address waits behind his own requests alone: addresses take turns.
  /// `ask(platform)` runs on the engine's thread.  Its value goes to `tell` there, after the commit
  /// that holds its effects; nothing goes to it if they were lost.  Of large answers a group has
  /// few: whoever asks for many waits for them behind his own, and for nobody else's.
  template <class Ask, class Tell>
  void submit(Ask ask, Tell tell, const PeerAddress& from = {}, Answer answer = Answer::small) {
    submit(std::unique_ptr<Job>(
               std::make_unique<Asked<Ask, Tell>>(std::move(ask), std::move(tell), answer)),
           from);
  }
  /// Whether a group can be written and flushed now; false, too, while nobody can say.
  void probe(std::function<void(bool)> tell) {
    submit(std::make_unique<Probe>(std::move(tell)), {});
  }
  /// The same, waited for.  Not from the engine's own thread.
  template <class Ask>
  auto run(Ask ask) -> std::optional<std::invoke_result_t<Ask&, platform::Platform&>> {
    using Value = std::invoke_result_t<Ask&, platform::Platform&>;
    std::promise<std::optional<Value>> promise;
    auto result = promise.get_future();
    submit(std::move(ask),
           [&promise](std::optional<Value> value) { promise.set_value(std::move(value)); });
    return result.get();
  }
  /// How many jobs wait for their group.
  std::size_t waiting();
  /// A whole copy of the database as it is when the copy ends, made between groups.  `told` on the
  /// engine's thread: empty, or why there is none.
  void copy(std::string path, Committer::CopyTold told);

 private:
  using Clock = std::chrono::steady_clock;

  static unsigned one_less_than_cores();
  void submit(std::unique_ptr<Job> job, const PeerAddress& from);
  /// What waits of one address; the first so many are prepared, or a helper is at it.
  struct Queue {
    JobGroup jobs;
    std::size_t claimed = 0;
  };
  struct CopyOrder {
    std::string path;
    Committer::CopyTold told;
  };
  std::deque<CopyOrder> copies_to_begin();
  void loop(Committer committer);
  /// What to do next, at most until then; nullopt at the end.
  std::optional<JobGroup> next(Clock::time_point until);
  JobGroup take_group();
  void help();
  Job* claim();

  const Measured measured_;
  std::mutex mutex_;
  std::condition_variable some_, unclaimed_, helped_;
  std::map<PeerAddress, Queue> queues_;   // none of them empty
  std::set<PeerAddress> unclaimed_from_;  // whose queues hold jobs that nobody is at
  PeerAddress turn_, helped_turn_;        // who had the last one
  std::vector<Job*> helped_now_;          // at which helpers are
  std::deque<CopyOrder> copies_;          // to begin
  bool stopping_ = false;
  std::vector<std::thread> helpers_;
  std::thread thread_;
};

}  // namespace eq::server
