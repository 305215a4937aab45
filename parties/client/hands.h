// What a client needs from outside to act: the realm it pinned, the server, a place to keep its
// state, the time and randomness.
#pragma once

#include "eq/wire/ask.h"
#include "eq/wire/hands.h"
#include "eq/wire/log_reader.h"
#include "parties/client/state.h"

namespace eq::client {

using Hands = wire::Hands;

/// A signed request in this device's name.
template <class Request>
Result<typename Request::Reply> ask(const State& s, Hands& h, const Request& r) {
  return wire::ask(h.server, {s.me.device, h.realm.name}, h.now, h.rng, r);
}

}  // namespace eq::client
