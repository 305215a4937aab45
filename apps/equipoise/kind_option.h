// `--kind`: of which kind of list a command speaks.
#pragma once

#include "apps/equipoise/command.h"
#include "eq/list/kind.h"

namespace eq::app {

inline std::string all_kinds() { return list::to_text(list::Kinds::all()); }

/// Must be given where the command says `->required()`.
inline CLI::Option* add_kind_option(CLI::App& command, list::Kind& kind) {
  const auto set = [&kind](const std::string& word) {
    const auto parsed = list::parse_kind(word);
    if (!parsed.ok()) throw CLI::ValidationError("--kind", "\"" + word + "\" is none of " + all_kinds());
    kind = *parsed;
  };
  return command.add_option_function<std::string>("--kind", set, "Kind of list: " + all_kinds());
}

}  // namespace eq::app
