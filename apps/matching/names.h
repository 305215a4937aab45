// Names that people give: of banks, tokens, exchanges.
#pragma once

#include <algorithm>

#include "apps/matching/answer.h"

namespace eq::matching {

inline Result<void, ApiRefusal> check_name(std::string_view name, const std::string& of_what) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  };
  if (name.empty() || name.size() > 64 || !std::ranges::all_of(name, good))
    return ApiRefusal{400, "This cannot name a " + of_what,
                      "Use 1 to 64 letters, digits, dots, dashes and underscores."};
  return {};
}

}  // namespace eq::matching
