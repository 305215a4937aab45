// The one thread that owns the platform and its database.  Requests queue up; whatever waits becomes
// one transaction with one flush, and only then are the replies sent (group commit).
#pragma once

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "apps/server/committer.h"

namespace eq::server {

class Engine {
 public:
  Engine(LivePlatform live, OpenLive again);
  /// Finishes what is queued.
  ~Engine();

  /// `ask(platform)` runs on the engine's thread.  Its value goes to `tell` there, after the commit that holds its
  /// effects; nothing goes if the storage failed.  By then the effects are undone, or will be found to be kept.
  template <class Ask, class Tell>
  void submit(Ask ask, Tell tell) {
    submit(std::unique_ptr<Job>(std::make_unique<Asked<Ask, Tell>>(std::move(ask), std::move(tell))));
  }
  /// The same, waited for.  Not from the engine's own thread.
  template <class Ask>
  auto run(Ask ask) -> std::optional<std::invoke_result_t<Ask&, platform::Platform&>> {
    using Value = std::invoke_result_t<Ask&, platform::Platform&>;
    std::promise<std::optional<Value>> promise;
    auto result = promise.get_future();
    submit(std::move(ask), [&promise](std::optional<Value> value) { promise.set_value(std::move(value)); });
    return result.get();
  }

 private:
  void submit(std::unique_ptr<Job> job);
  void loop();

  Committer committer_;
  std::chrono::steady_clock::time_point next_try_{};
  std::mutex mutex_;
  std::condition_variable some_;
  JobGroup queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace eq::server
