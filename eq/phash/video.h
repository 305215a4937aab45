// Videos: hashes of frames, matched by shares, after the definition of vPDQ in ThreatExchange.
//
// A video is the PDQ hashes of frames sampled at a steady rate; files are decoded in apps/media.
// Which frames there are says nothing of their order: a cut, a rearranged or a looped copy matches
// as far as its frames do.
#pragma once

#include <span>

#include "eq/phash/hash.h"

namespace eq::phash {

struct Frame {
  Hash hash;
  int quality = 0;          // 0 .. 100
  std::uint32_t at_ms = 0;  // from the beginning
};

/// Whole per cent, rounded down; of the frames whose quality is at least kQualityMin.
struct VideoLikeness {
  int of_query = 0;  // frames of the query within kSamePictureDistance of any of the compared one
  int of_compared = 0;  // frames of the compared one within it of any of the query
};

/// Each side 0 if either has no frame of enough quality.  Variable-time.  Promise PHA-13.
VideoLikeness compare_videos_var(std::span<const Frame> query, std::span<const Frame> compared);

/// From so many per cent on both sides two videos are taken for the same (vPDQ's customary
/// thresholds).
constexpr int kSameVideoPercent = 80;

}  // namespace eq::phash
