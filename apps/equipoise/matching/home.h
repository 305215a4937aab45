// The home of a matching service: a directory with one database, which the running service and
// these commands share.
#pragma once

#include <nlohmann/json.hpp>

#include "apps/equipoise/matching/commands.h"
#include "apps/matching/library.h"

namespace eq::app {

/// Throws Failure unless `dir` is such a home and its audit trail holds.
std::unique_ptr<matching::Library> open_library(const std::string& dir);
/// A new one; Failure if there is one already.
void create_library(const std::string& dir);
/// A command of the user who runs it, now.
matching::Actor local_doer();

/// A command's action on a home: a database that is held by another program, full or broken ends it
/// with a sentence, and nothing was changed.
std::function<void()> on_home(std::function<void()> act);

/// The value, or a Failure in the refusal's own words.
template <class T>
T must_answer(Result<T, matching::ApiRefusal> a) {
  if (!a.ok()) throw Failure{a.error().what, a.error().remedy, a.error().status == 400 ? 2 : 1};
  if constexpr (!std::is_void_v<T>) return std::move(a).take();
}

}  // namespace eq::app
