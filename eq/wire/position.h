// Where something stands in all that a service delivers.  spec/wire.md section 6.
//
// Milliseconds since 1970 above, and 20 bits below for what comes in the same one: so positions
// ascend over the whole service, each is given once, and one says nothing but a time.
#pragma once

#include <algorithm>

#include "eq/base/time.h"

namespace eq::wire {

inline constexpr unsigned kPositionBits = 20;

/// The first of a moment; until the year 2527.
constexpr std::uint64_t position_at(Time t) {
  return std::min(t.ms, UINT64_MAX >> kPositionBits) << kPositionBits;
}
constexpr Time time_of(std::uint64_t position) { return {position >> kPositionBits}; }

/// How far ahead of a reader's clock a position may be: requests are answered to clocks that are
/// minutes apart at most (kRequestSkew_ms).
inline constexpr std::uint64_t kPositionAhead_ms = kDay_ms;

}  // namespace eq::wire
