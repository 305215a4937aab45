// What somebody may be called on a device: nothing that means somebody or something else there.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "apps/equipoise/frame/failure.h"
#include "eq/base/id.h"

namespace eq::app {

/// Four hexadecimal digits or more, and nothing else: an account's identifier or its beginning.
bool looks_like_identifier(const std::string& word);

/// Why an account cannot be called that; nothing if it can.
/// @param names  what others are called, and perhaps it
std::optional<Failure> fault_of_name(const std::string& name, const AccountId& account,
                                     const std::map<AccountId, std::string>& names);

}  // namespace eq::app
