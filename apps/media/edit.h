// Simple changes to pixels: what happens to a picture on its way, and what is shown instead of it.
#pragma once

#include "apps/media/decode.h"

namespace eq::media {

/// Half the width and height (rounded down, at least 1), each pixel the average of four.
Picture half_size(const Picture& picture);

/// So blurred that only rough colours remain: box blurs with a radius of `radius` pixels, three times.
Picture blurred(const Picture& picture, std::uint32_t radius);

/// Brightness by a factor, clipped; mirrored left to right; `pixels` cut off at every side.
Picture brightened(const Picture& picture, double factor);
Picture mirrored(const Picture& picture);
Picture cropped(const Picture& picture, std::uint32_t pixels);

}  // namespace eq::media
