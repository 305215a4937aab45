// Picture files to pixels: JPEG (libjpeg-turbo), PNG (libpng) and WebP (libwebp), from strangers.
//
// The pixels are what a viewer would show, by fixed rules, so that everybody hashes the same thing:
//   - EXIF orientation is applied;
//   - ICC profiles and gamma are ignored: stored values are taken as sRGB;
//   - transparent pixels lie on white:  out = (a * c + (255 - a) * 255 + 127) / 255;
//   - CMYK becomes RGB by  r = (255 - c) * (255 - k) / 255, rounded (Adobe files store 255 - c);
//   - 16-bit channels are scaled to 8; palettes are expanded.
//
// An animation is no picture: which frame would count?  A damaged, truncated or oversized file is
// an error and never a crash.
#pragma once

#include "eq/phash/hash.h"

namespace eq::media {

using phash::Channels;
using phash::Picture;

struct Limits {
  std::uint32_t side_max = 16384;  // pixels
  std::uint64_t pixels_max = 40'000'000;
  std::size_t memory_max = 512u * 1024 * 1024;  // bytes a decoder may take for itself
  int scans_max = 100;                          // of a progressive JPEG
};

enum class FileType { jpeg, png, webp, unknown };
/// By the first bytes, not by the name.
FileType type_of(View file);

/// @return Err::unsupported for another type or an animation, Err::too_large above the limits
///     (nothing was decoded), Err::malformed for damage.
Result<Picture> decode(View file, const Limits& limits = {});

/// The fingerprint of what decode() gives, and its errors.  The rows of an upright JPEG are hashed
/// as they are decoded, which takes half the time and no memory for pixels.
Result<phash::Fingerprint> fingerprint(View file, const Limits& limits = {});

/// As stored, orientation 1..8 (EXIF) not yet applied.
struct Stored {
  Picture picture;
  int orientation = 1;
};
Result<Stored> decode_stored(View file, const Limits& limits = {});

/// The orientation in an EXIF block (a TIFF header and its first directory); 1 if there is none.
int exif_orientation(View tiff);
/// The picture as it is meant to be seen.
Picture upright(Stored stored);

// The decoders behind decode_stored.
Result<Stored> decode_jpeg(View file, const Limits& limits);
Result<phash::Fingerprint> fingerprint_jpeg(View file, const Limits& limits);
Result<Stored> decode_png(View file, const Limits& limits);
Result<Stored> decode_webp(View file, const Limits& limits);

/// Pixels without their last channel, alpha, as they look on white.  @param channels  without alpha
Bytes laid_on_white(const Bytes& with_alpha, std::size_t channels);

}  // namespace eq::media
