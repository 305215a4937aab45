// Jurisdiction profiles as people write them: TOML into the typed Profile of eq/order.
// spec/order.md section 9.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "eq/order/profile.h"

namespace eq::app {

struct BuiltinProfile {
  std::string_view name, toml;
};
/// The files of apps/equipoise/operator/profiles.
std::span<const BuiltinProfile> builtin_profiles();
/// Those names, and that a file will do, for help and for refusals.
std::string profile_names();
/// One of them, or a file.  Throws Failure that names the line or key at fault; unknown keys are
/// refused.
order::Profile read_profile(const std::string& name_or_path);
/// @param what  what messages call the text
order::Profile parse_profile(std::string_view toml, const std::string& what);

}  // namespace eq::app
