// Simple changes to pixels: what happens to a picture on its way, and what is shown instead of it.
#pragma once

#include "apps/media/decode.h"

namespace eq::media {

// Sizes (resize.cpp).

/// Half the width and height (rounded down, at least 1), each pixel the average of four.
Picture half_size(const Picture& picture);
/// To width x height, none larger than now; each pixel the average of those it covers.
Picture shrunk(const Picture& picture, std::uint32_t width, std::uint32_t height);
/// The same, keeping the shape, so that no side is longer than `side`.
Picture shrunk_to_side(const Picture& picture, std::uint32_t side);
/// To width x height, each pixel one of the old ones: what careless software does.
Picture picked(const Picture& picture, std::uint32_t width, std::uint32_t height);

// Shapes (shape.cpp).

Picture mirrored(const Picture& picture);  // left to right
/// Pixels at each side.
struct Margins {
  std::uint32_t left = 0, top = 0, right = 0, bottom = 0;
};
/// Cut off; the picture itself if nothing would be left.
Picture cropped(const Picture& picture, const Margins& margins);
/// Added, in one grey.
Picture framed(const Picture& picture, const Margins& margins, std::uint8_t grey);
/// Turned about the centre on a canvas of so many pixels, bilinear; `fill` where the picture does
/// not reach.
Picture rotated(const Picture& picture, double degrees, std::uint32_t width, std::uint32_t height,
                std::uint8_t fill);
/// A bar of `share` of the height above or below, with blocks on it about as dense as writing.
Picture captioned(const Picture& picture, double share, bool is_above, std::uint8_t grey);
/// The same blocks, black on white, over the picture itself: three lines across the lower third.
Picture written_over(const Picture& picture);

// Tones (edit.cpp).

/// So blurred that only rough colours remain: box blurs with a radius of `radius` pixels, three
/// times.
Picture blurred(const Picture& picture, std::uint32_t radius);
/// Every value times a factor, clipped; or its distance from middle grey times a factor; or to a
/// power.
Picture brightened(const Picture& picture, double factor);
Picture contrasted(const Picture& picture, double factor);
Picture gamma_bent(const Picture& picture, double exponent);
Picture greyed(const Picture& picture);
/// Noise of about a normal distribution added to each value, clipped; the same for the same seed.
Picture noisy(const Picture& picture, double deviation, std::uint64_t seed);

}  // namespace eq::media
