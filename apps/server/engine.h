// The one thread that owns the platform and its database.  Requests queue up; whatever waits becomes
// one transaction with one flush, and only then are the replies sent (group commit).
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "apps/server/sqlite_store.h"
#include "parties/platform/platform.h"

namespace eq::server {

class Engine {
 public:
  struct Job {
    std::function<void(platform::Platform&)> run;  // on the engine's thread
    std::function<void(bool durable)> done;        // there too, after the commit; false: nothing was kept
  };

  Engine(std::unique_ptr<SqliteStore> store, std::unique_ptr<platform::Platform> platform);
  /// Finishes what is queued.
  ~Engine();

  void submit(Job job);
  /// Run one thing and wait for its commit.  Not from the engine's own thread.
  bool run(std::function<void(platform::Platform&)> what);

 private:
  void loop();
  void run_group(std::deque<Job>& group);

  std::unique_ptr<SqliteStore> store_;
  std::unique_ptr<platform::Platform> platform_;
  std::mutex mutex_;
  std::condition_variable some_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace eq::server
