#include "eq/base/secret.h"

namespace eq {

bool equal_ct(View a, View b) {
  if (a.size() != b.size()) return false;
  std::uint8_t diff = 0;
  for (std::size_t i = 0; i < a.size(); ++i) diff = static_cast<std::uint8_t>(diff | (a[i] ^ b[i]));
  // The barrier keeps the compiler from leaving the loop early once diff is non-zero.
  __asm__ volatile("" : "+r"(diff));
  return diff == 0;
}

}  // namespace eq
