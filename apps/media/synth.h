// Harmless pictures out of a number: landscapes of hills under a sky, each seed another one.  All
// tests and the demo use these and nothing else.
#pragma once

#include "apps/media/decode.h"

namespace eq::media {

/// An RGB picture; the same seed and size always give the same pixels.
Picture landscape(std::uint64_t seed, std::uint32_t width = 800, std::uint32_t height = 600);

}  // namespace eq::media
