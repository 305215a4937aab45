// What is said when something is not done: an HTTP status, one sentence on what is wrong, one on
// what to do.
#pragma once

#include <cstdint>
#include <string>

#include "apps/exchange/answer.h"

namespace eq::matching {

using ApiRefusal = exchange::Refusal;

/// Thrown when the disk or the database fails, never for what a stranger sends.  Caught in api.cpp
/// and by on_home() of the commands; the transaction it leaves is undone.
struct StoreFailure {
  enum class Kind : std::uint8_t {
    busy,   // another program holds the database
    full,   // no room to write
    broken  // anything else, the trail that does not hold included
  };
  std::string what;
  Kind kind = Kind::broken;
};

}  // namespace eq::matching
