// So many of a thing, in plain English.
#pragma once

#include <cstdint>
#include <string>

namespace eq {

inline std::string counted(std::uint64_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}
/// @param one  of which an s makes many
inline std::string counted(std::uint64_t n, const std::string& one) {
  return counted(n, one, one + "s");
}

}  // namespace eq
