// How often tests kill what they test: a little in `make test`, for long in `make soak`.
#pragma once

#include <cstdlib>
#include <string>

namespace eq::server {

/// EQUIPOISE_KILLS, where it is set.
inline int kills_wanted(int usually) {
  const char* asked = std::getenv("EQUIPOISE_KILLS");
  return asked == nullptr ? usually : std::stoi(asked);
}

}  // namespace eq::server
