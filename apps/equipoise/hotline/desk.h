// What every command of a hotline starts from: its home, opened, and what an error means here.
#pragma once

#include "apps/equipoise/frame/office.h"
#include "parties/hotline/hotline.h"

namespace eq::app {

struct Hotline : Office<hotline::State, hotline::Environment> {
  explicit Hotline(const std::string& dir) : Office(dir, "hotline") {}

  /// The value, or a Failure with a remedy.  @param refused  which rule a refusal means here
  template <class T>
  T done(Result<T> r, const std::string& what, const std::string& refused = "") const {
    if (!r.ok()) throw failure(what, r.error(), refused);
    if constexpr (!std::is_void_v<T>) return std::move(r).take();
  }
  Failure failure(const std::string& what, Err err, const std::string& refused = "") const;

  /// The published list of a kind, or a Failure: a server that is silent has published nothing
  /// wrong.
  std::optional<hotline::Published> published(hotline::Environment& environment, list::Kind kind);

  /// Throws Failure for a kind that the realm does not entrust us with: what is held as that could
  /// stand on no list, and be added as no other.
  void must_be_entrusted_with(list::Kind kind) const;
};

}  // namespace eq::app
