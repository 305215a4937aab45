// From the words of a command line to a command's action.
#pragma once

#include <span>

#include "apps/equipoise/frame/command.h"

namespace eq::app {

struct Program {
  std::string name, help, version;
  std::vector<Section> sections;
  /// What the environment and files add to the words of a command line; may throw Failure.
  std::function<std::vector<std::string>(const std::vector<std::string>&)> add_settings{};
};

/// Does what the words ask and returns the exit code.  What goes wrong is said on the error output
/// in one or two sentences.
int run(const Program& program, int argc, const char* const* argv);

/// What is wrong with the words, if anything is; does nothing.  For tests of examples.
std::optional<std::string> fault_of(const Program& program, int argc, const char* const* argv);

}  // namespace eq::app
