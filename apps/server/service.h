// `equipoise serve`: the platform behind HTTP, its database below it, the witness beside it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "apps/server/http.h"
#include "apps/server/postgres/address.h"
#include "apps/server/web_files.h"
#include "parties/platform/keys.h"
#include "parties/platform/platform.h"

namespace eq::server {

struct ServiceOptions {
  platform::Keys keys;
  wire::Realm realm;
  std::string home;  // the folder: the store is in it, or not, and a socket for orders
  Listener listener;
  std::optional<Listener> metrics;  // where GET /metrics is answered
  std::string witness_url;          // empty: no witness, the logs stay unpublished
  std::function<Time()> clock;
  Random* random = nullptr;  // used from one thread; outlives the service
  /// Listening; and it serves, or waits for another process that works on the store.
  enum class Standing : std::uint8_t { serves, stands_by };
  std::function<void(std::uint16_t port, Standing standing)> on_ready;
  platform::Registration registration = platform::Registration::open;
  std::optional<postgres::Address> database{};  // where the store is; else a file in the home
  /// A simulated clock may jump; the machine's is held against the monotonic one.
  enum class ClockKind : std::uint8_t { machine, simulated } clock_kind = ClockKind::machine;
  /// A store that was restored serves only once the witness has said that it lacks nothing.
  enum class StoreKind : std::uint8_t { grown_here, restored } store_kind = StoreKind::grown_here;
  std::function<void()> on_restored{};    // the witness has said so
  std::shared_ptr<const WebFiles> web{};  // the messenger for browsers, below /chat/; or none
};

/// In the home.
inline constexpr std::string_view kStoreFile = "store.sqlite";

/// Serve until SIGINT or SIGTERM.  @return empty after a clean stop; else why it could not start
/// and what to do about it (nothing was changed then).
std::string serve(ServiceOptions options);

}  // namespace eq::server
