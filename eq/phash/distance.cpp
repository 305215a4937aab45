#include "eq/phash/distance.h"

#include <bit>
#include <cstring>

namespace eq::phash {

int distance(const Hash& a, const Hash& b) {
  std::uint64_t x[4], y[4];
  std::memcpy(x, a.bytes.data(), sizeof x);
  std::memcpy(y, b.bytes.data(), sizeof y);
  int d = 0;
  for (int i = 0; i < 4; i++) d += std::popcount(x[i] ^ y[i]);
  return d;
}

std::vector<Hit> within_var(const Hash& needle, std::span<const Hash> list, int distance_max) {
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < list.size(); i++) {
    const int d = distance(needle, list[i]);
    if (d <= distance_max) hits.push_back({i, d});
  }
  return hits;
}

}  // namespace eq::phash
