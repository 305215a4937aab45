// For tests: videos made by encoding drawn pictures with libav.
#pragma once

#include <vector>

#include "eq/phash/hash.h"

namespace eq::video::testing {

/// A Matroska file of these RGB pictures, all of one even size, each shown for `ms_each`.  @param
/// codec  "mpeg4" or "ffv1"
Bytes encode_video(const std::vector<phash::Picture>& pictures, const char* codec, int ms_each);

}  // namespace eq::video::testing
