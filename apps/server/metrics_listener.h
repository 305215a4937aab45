// GET /metrics on a port of its own, which nobody outside needs to reach.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "apps/server/http.h"
#include "apps/server/metrics.h"
#include "apps/server/shared_answer.h"
#include "parties/platform/platform.h"

namespace eq::server {

class MetricsListener {
 public:
  /// Binds.  @return nullptr with a sentence in `why`
  /// @param ask  called on a thread of the listener's
  static std::unique_ptr<MetricsListener> open(const Listener& listener,
                                               std::function<void(SharedAnswer::Tell)> ask,
                                               std::string& why);
  ~MetricsListener();
  MetricsListener(const MetricsListener&) = delete;
  MetricsListener& operator=(const MetricsListener&) = delete;
  /// Answers from now on.
  void start();
  std::uint16_t port() const { return http_->port(); }

 private:
  explicit MetricsListener(std::unique_ptr<HttpServer> http) : http_(std::move(http)) {}
  std::unique_ptr<HttpServer> http_;
  std::thread thread_;
};

/// What the platform knows of its logs.
void measure_logs(const platform::Platform& platform, Time now, MetricsNow& to);

}  // namespace eq::server
