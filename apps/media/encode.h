// Pixels to picture files.
#pragma once

#include "apps/media/decode.h"

namespace eq::media {

/// Baseline JPEG.  @param quality  1 .. 100.  Err::malformed for an empty or inconsistent picture.
Result<Bytes> encode_jpeg(const Picture& picture, int quality);
/// PNG without loss.
Result<Bytes> encode_png(const Picture& picture);

}  // namespace eq::media
