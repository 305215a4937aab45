// Before a server appends anything, the witness is asked whether it has seen more than the store
// holds.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "apps/server/engine.h"
#include "apps/server/http_client.h"
#include "apps/server/service.h"
#include "apps/server/store_place.h"

namespace eq::server {

/// What the witness's word, or its silence, means for a server that starts.
struct AtStart {
  /// wait: nothing is appended before the witness has spoken.
  enum class Logs : std::uint8_t { may_grow, wait };
  std::string fault;  // unless empty, why the server must not start
  Logs logs = Logs::may_grow;
};

/// A witness that is silent keeps nobody from starting but one whose store was restored; and where
/// both logs are empty they wait, for another store may have stood here that was lost.
AtStart ask_witness_at_start(const ServiceOptions& options, StorePlace::Kind kind,
                             const platform::Platform& platform);

/// Asks it again and again, on a thread of its own, until it has spoken.
class FirstWord {
 public:
  /// @param told  once, on that thread: empty if the logs may grow, or why they must not
  FirstWord(Engine& engine, const ServerAddress& witness,
            std::function<void(std::string fault)> told);
  /// Asks no more, and ends what it is asked.
  ~FirstWord();
  FirstWord(const FirstWord&) = delete;

 private:
  void loop();

  Engine& engine_;
  std::unique_ptr<HttpClient> witness_;
  std::function<void(std::string fault)> told_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace eq::server
