// `--kind`: of which kind of list a command speaks.
#pragma once

#include "apps/equipoise/frame/command.h"
#include "eq/list/kind.h"

namespace eq::app {

inline std::string all_kinds() { return list::to_text(list::Kinds::all()); }

/// @param kind  a list::Kind, or an optional one.  Must be given where the command says
///     `.required()`.
template <class Kind>
Option& kind_option(Command& command, Kind& kind) {
  const auto take = [&kind](const std::string& word) {
    const auto parsed = list::parse_kind(word);
    if (!parsed.ok())
      throw Failure{"--kind: \"" + word + "\" is none of " + all_kinds(), "Choose one of them.", 2};
    kind = *parsed;
  };
  return command.option("--kind", take, "Kind of list: " + all_kinds());
}

}  // namespace eq::app
