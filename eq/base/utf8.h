// UTF-8, one character at a time.
#pragma once

#include "eq/base/bytes.h"

namespace eq {

/// A character and how many bytes spell it; `size` 0: what stands in front is no well-formed UTF-8
/// (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF).
struct Utf8Character {
  std::uint32_t code = 0;
  std::size_t size = 0;
};
/// The character at the front of `v`, which is not empty.
Utf8Character first_character(View v);

bool is_utf8(View v);

}  // namespace eq
