// What is said when something is not done: an HTTP status, one sentence on what is wrong, one on
// what to do.
#pragma once

#include <string>

#include "eq/base/result.h"

namespace eq::matching {

struct Refusal {
  int status = 400;
  std::string what, remedy;
};
template <class T>
using Answer = Result<T, Refusal>;

/// Thrown when the disk or the database fails, never for what a stranger sends.  Caught in api.cpp
/// and by the commands; the transaction it leaves is undone.
struct StoreFailure {
  std::string what;
};

}  // namespace eq::matching
