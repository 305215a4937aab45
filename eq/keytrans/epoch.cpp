#include "eq/keytrans/epoch.h"

#include <algorithm>

namespace eq::keytrans {

Epoch before_all() { return {0, empty_root(), {}, 0}; }

Status check_next(const Epoch& before, const Epoch& next, const Growth& growth) {
  REQUIRE_OR(before.number < UINT32_MAX && next.number == before.number + 1, Err::forged);
  REQUIRE_OR(next.previous == before.root, Err::forged);
  REQUIRE_OR(next.leaves == before.leaves + growth.added.size(), Err::forged);
  const auto is_of_it = [&](const Leaf& leaf) { return leaf.epoch == next.number; };
  REQUIRE_OR(std::ranges::all_of(growth.added, is_of_it), Err::forged);
  return verify_growth(before.root, next.root, growth);
}

}  // namespace eq::keytrans
