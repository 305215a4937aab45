// Text of others that is kept and shown in one line.
#pragma once

#include <algorithm>
#include <string_view>

namespace eq::exchange {

/// No control characters.
inline bool is_plain_text(std::string_view s) {
  return std::ranges::all_of(
      s, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

}  // namespace eq::exchange
