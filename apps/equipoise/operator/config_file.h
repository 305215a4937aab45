// What a command is told by a TOML file and by the environment, under the names of its options:
// `tls-key` in the file, EQUIPOISE_TLS_KEY in the environment, --tls-key on the command line, each
// winning over the one before.  All of it becomes words of the command line, so that there is one
// place where a value is checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/equipoise/frame/command.h"

namespace eq::app {

/// "--name=value" for each setting in the file.  Throws Failure (2) that names the line or the key;
/// an unknown key is refused with those known.
std::vector<std::string> config_words(std::string_view toml, const std::string& what,
                                      const Command& command);
/// The same of a file.
std::vector<std::string> config_file_words(const std::string& path, const Command& command);

/// The whole command line with what --config (or EQUIPOISE_CONFIG) and the environment add to it.
/// @param begin  how many words name program and command
std::vector<std::string> with_settings(const std::vector<std::string>& words, std::size_t begin,
                                       const Command& command);

}  // namespace eq::app
