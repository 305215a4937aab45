// `equipoise serve`: the platform behind HTTP, its database below it, the witness beside it.
#pragma once

#include <functional>
#include <string>

#include "apps/server/http.h"
#include "parties/platform/keys.h"

namespace eq::server {

struct ServiceOptions {
  platform::Keys keys;
  wire::Realm realm;
  std::string database;  // path of the SQLite file
  Listener listener;
  std::string witness_url;  // empty: no witness, the logs stay unpublished
  std::function<Time()> clock;
  Random* random = nullptr;                          // used from one thread; outlives the service
  std::function<void(std::uint16_t port)> on_ready;  // listening
  /// A simulated clock may jump; the machine's is held against the monotonic one.
  enum class ClockKind : std::uint8_t { machine, simulated } clock_kind = ClockKind::machine;
};

/// Serve until SIGINT or SIGTERM.  @return empty after a clean stop; else why it could not start
/// and what to do about it (nothing was changed then).
std::string serve(ServiceOptions options);

}  // namespace eq::server
