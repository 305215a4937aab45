// What to type next, whole: it can be pasted where this command was typed.
#pragma once

#include <string>

#include "apps/equipoise/frame/command.h"

namespace eq::app {

/// As a shell takes it for one word.
inline std::string one_word(const std::string& text) {
  const bool plain = !text.empty() && text.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789/._-+,:@%") == std::string::npos;
  if (plain) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

/// @param command  such as "court inbox", to which the home of `party` is added
inline std::string typed(const std::string& command, const PartyOptions& party) {
  return "equipoise " + command + " --home " + one_word(party.home);
}

}  // namespace eq::app
