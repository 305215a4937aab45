// The order to copy the store while the server runs (control.h).
#pragma once

#include <string>
#include <string_view>

#include "apps/server/engine.h"

namespace eq::server {

inline constexpr std::string_view kCopyOrder = "copy";
/// The answer if all is well; else it is a sentence that says why there is no copy.
inline constexpr std::string_view kCopied = "copied";
/// Where the copy then lies in the home, for whoever gave the order to take away.
inline constexpr std::string_view kStoreCopyFile = "copy.sqlite";

/// What to answer, once it is done.  Any other order is not known.
std::string obey(const std::string& order, Engine& engine, const std::string& home);

}  // namespace eq::server
