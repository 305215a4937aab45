// How different two hashes are, and a plain search through a list of them.
#pragma once

#include <span>
#include <vector>

#include "eq/phash/hash.h"

namespace eq::phash {

/// Number of differing bits, 0 .. 256.  Constant-time.
int distance(const Hash& a, const Hash& b);

struct Hit {
  std::size_t index = 0;  // into the list searched
  int distance = 0;
  auto operator<=>(const Hit&) const = default;
};

/// Every hash of `list` at most `distance_max` bits from `needle`, in list order.
/// Variable-time in the number of hits only.  Promise PHA-4.
std::vector<Hit> within_var(const Hash& needle, std::span<const Hash> list, int distance_max);

}  // namespace eq::phash
