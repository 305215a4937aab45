#include "eq/base/utf8.h"

namespace eq {

Utf8Character first_character(View v) {
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const std::uint8_t b = v[0];
  const std::size_t n = b < 0x80 ? 1 : b >> 5 == 6 ? 2 : b >> 4 == 14 ? 3 : b >> 3 == 30 ? 4 : 0;
  if (n == 0 || n > v.size()) return {};
  std::uint32_t x = n == 1 ? b : b & (0xffu >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) {
    if (v[i] >> 6 != 2) return {};
    x = x << 6 | (v[i] & 63u);
  }
  if (x < kLeast[n] || x > 0x10ffff || (x >= 0xd800 && x <= 0xdfff)) return {};
  return {x, n};
}

bool is_utf8(View v) {
  while (!v.empty()) {
    const std::size_t n = first_character(v).size;
    if (n == 0) return false;
    v = v.subspan(n);
  }
  return true;
}

}  // namespace eq
