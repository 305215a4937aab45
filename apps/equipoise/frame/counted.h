// "1 message", "2 messages".
#pragma once

#include <cstdint>
#include <string>

namespace eq::app {

/// @param one  of which an s makes many
inline std::string counted(std::uint64_t n, const std::string& one) {
  return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

}  // namespace eq::app
