// Takes new checkpoints to the witness and brings its cosignatures back, on a thread of its own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "apps/server/engine.h"
#include "apps/server/http_client.h"

namespace eq::server {

class Cosigner {
 public:
  /// @param clock  asked on the engine's thread
  Cosigner(Engine& engine, std::unique_ptr<HttpClient> witness, std::function<Time()> clock);
  ~Cosigner();

  /// A log grew, or its cosignature is old.  `then` is called after the witness was asked, whether
  /// or not it answered.
  void grown(std::function<void()> then = nullptr);
  /// Asks the witness nothing any more, and ends what it is asked.
  void interrupt() { witness_->interrupt(); }
  /// Whether the witness answered when it was last asked: nobody waits for one that does not.
  bool witness_answers() const { return answers_; }

 private:
  void loop();
  bool round(wire::LogName log);
  bool look();
  bool silent();
  void heard();

  Engine& engine_;
  std::unique_ptr<HttpClient> witness_;
  std::function<Time()> clock_;
  std::mutex mutex_;
  std::condition_variable some_;
  std::vector<std::function<void()>> waiting_;
  bool pending_ = true, stopping_ = false, complained_ = false;
  bool asked_ = false;  // in this round, for a cosignature
  std::atomic<bool> answers_ = true;
  std::thread thread_;
};

}  // namespace eq::server
