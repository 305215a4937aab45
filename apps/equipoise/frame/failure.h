// How a command ends when it cannot go on.
#pragma once

#include <string>
#include <utility>

#include "eq/base/result.h"

namespace eq::app {

/// What a command throws to end: one sentence on what is wrong, one on what to do, an exit code.
/// 1: it could not be done.  2: it was asked wrongly.  3: a rule or a proof refuses it.
struct Failure {
  std::string what;
  std::string remedy;
  int exit_code = 1;
};

/// The value, or a Failure that says what could not be done.
template <class T>
T must(Result<T> r, const std::string& what, const std::string& remedy = "") {
  if (!r.ok()) throw Failure{what + " (" + std::string(to_text(r.error())) + ")", remedy};
  if constexpr (!std::is_void_v<T>) return std::move(r).take();
}

/// What a home's state file holds, or a Failure that says why it cannot be read.
template <class T>
T must_load(Result<T> state, const std::string& dir) {
  if (!state.ok() && state.error() == Err::unsupported) {
    throw Failure{dir + "/state was made by another version of this program",
                  "Nothing was changed. Open it with that version, or begin with a new home."};
  }
  return must(std::move(state), dir + "/state is damaged", "Restore the home from a backup.");
}

}  // namespace eq::app
