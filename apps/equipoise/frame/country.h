// A country on a command line, in whatever letters it was typed.
#pragma once

#include <string>

#include "apps/equipoise/frame/failure.h"
#include "eq/list/country.h"

namespace eq::app {

/// Its two capital letters.  Throws Failure for what is none: of a mistyped region everything would
/// be found to be as if no list were in force there.
/// @param option  that it was given for, as the sentence begins
inline std::string country_of(const std::string& option, const std::string& typed) {
  std::string code = typed;
  for (char& c : code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (list::is_country(code)) return code;
  throw Failure{option + ": \"" + typed + "\" is no country of ISO 3166-1",
                "Write its two letters, such as NL, or GB for the United Kingdom.", 2};
}
/// The same, or * for all others.
inline std::string country_or_others(const std::string& option, const std::string& typed) {
  return typed == "*" ? typed : country_of(option, typed);
}

}  // namespace eq::app
