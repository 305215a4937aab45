// The series in what /metrics answers: their names with their labels.
#pragma once

#include <set>
#include <sstream>
#include <string>

namespace eq::server {

inline std::set<std::string> series(const std::string& text) {
  std::set<std::string> names;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with('#')) names.insert(line.substr(0, line.rfind(' ')));
  return names;
}

}  // namespace eq::server
