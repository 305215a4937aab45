// The second half of the hash: from 64 x 64 blurred samples to coefficients and bits.
#pragma once

#include "eq/phash/hash.h"

namespace eq::phash {

constexpr std::uint32_t kCells = 64;  // samples an axis
constexpr std::uint32_t kKept = 16;   // coefficients an axis

/// Luma, 0 .. 255; rows from top to bottom.
using Cells = std::array<std::array<float, kCells>, kCells>;

Fingerprint fingerprint_of(const Cells& cells);

}  // namespace eq::phash
