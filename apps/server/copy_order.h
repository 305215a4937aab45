// The order to copy the store while the server runs (control.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apps/server/control.h"
#include "apps/server/engine.h"

namespace eq::server {

inline constexpr std::string_view kCopyOrder = "copy";

/// What to answer, once it is done: where the copy lies in the home, under a name that no other
/// order is given, for whoever asked to take away; or a sentence that says why there is none.
Control::Answer copy_as_ordered(Engine& engine, const std::string& home);

/// The file's name in the home; nullopt for a sentence.
std::optional<std::string> copy_named_by(const std::string& answer);

}  // namespace eq::server
