// What a client needs from outside to act: the realm it pinned, the server, a place to keep its
// state, the time and randomness.
#pragma once

#include "eq/wire/ask.h"
#include "eq/wire/environment.h"
#include "eq/wire/log_reader.h"
#include "parties/client/state.h"

namespace eq::client {

using Environment = wire::Environment;

/// A signed request in this device's name.
template <class Request>
Result<typename Request::Reply> ask(const State& state, Environment& environment,
                                    const Request& r) {
  return wire::ask(environment.server, {state.me.device, environment.realm.name}, environment.now,
                   environment.rng, r);
}

}  // namespace eq::client
