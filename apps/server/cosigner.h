// Takes new checkpoints to the witness and brings its cosignatures back, on a thread of its own.
#pragma once

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
  Cosigner(Engine& engine, std::unique_ptr<HttpClient> witness);
  ~Cosigner();

  /// A log grew.  `then` is called after the witness was asked, whether or not it answered.
  void grown(std::function<void()> then = nullptr);

 private:
  void loop();
  bool round(wire::LogName log);

  Engine& engine_;
  std::unique_ptr<HttpClient> witness_;
  std::mutex mutex_;
  std::condition_variable some_;
  std::vector<std::function<void()>> waiting_;
  bool pending_ = true, stopping_ = false, complained_ = false;
  std::thread thread_;
};

}  // namespace eq::server
