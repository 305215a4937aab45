// What a party needs from outside to act: the realm it pinned, the server, a place to keep its
// state, the time and randomness.  Parties name it as their own Environment.
#pragma once

#include <functional>

#include "eq/base/random.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::wire {

struct Environment {
  const Realm& realm;
  Transport& server;
  // saves the state durably before it returns; called before anything leaves
  std::function<void()> keep;
  Time now;
  Random& rng;
};

}  // namespace eq::wire
