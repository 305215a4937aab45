// `equipoise match serve`: the service on a socket.
#pragma once

#include <functional>

#include "apps/matching/api.h"

namespace eq::matching {

struct ServeOptions {
  server::Listener listener;
  std::string media_program;  // path of equipoise-media
  std::function<Time()> clock;
  std::function<void(std::uint16_t port)> on_ready;  // listening
};

/// Until SIGINT or SIGTERM.  @return empty after a clean stop, else why it could not start.
std::string serve(Library& library, ServeOptions options);

}  // namespace eq::matching
