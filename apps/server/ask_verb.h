// A request of a verb: read on any thread before its turn, answered in it.
#pragma once

#include <functional>

#include "parties/platform/platform.h"

namespace eq::server {

/// For Engine::submit(); what it refers to outlives the engine.
struct AskVerb {
  wire::Verb verb;
  Bytes body;
  const wire::Realm& realm;
  const std::function<Time()>& clock;
  Random& rng;  // of the engine's thread
  std::optional<platform::Incoming> incoming{};

  void prepare() {
    incoming = platform::Incoming::read(verb, std::move(body), realm);
    incoming->check_signature();
  }
  platform::Reply operator()(platform::Platform& platform) {
    if (!incoming) incoming = platform::Incoming::read(verb, std::move(body), realm);
    return platform.handle(*incoming, clock(), rng);
  }
};

}  // namespace eq::server
