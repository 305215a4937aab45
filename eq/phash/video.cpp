#include "eq/phash/video.h"

#include <algorithm>

#include "eq/phash/distance.h"

namespace eq::phash {
namespace {

// A still scene repeats one hash many times: each is looked for once and counts as often as it
// stands there.
struct Kept {
  std::vector<Hash> frames;  // sorted
  std::vector<Hash> different;
};

Kept kept(std::span<const Frame> video) {
  Kept k;
  for (const auto& f : video) {
    if (f.quality >= kQualityMin) k.frames.push_back(f.hash);
  }
  std::sort(k.frames.begin(), k.frames.end());
  std::unique_copy(k.frames.begin(), k.frames.end(), std::back_inserter(k.different));
  return k;
}

int percent_found(const Kept& of, const Kept& in) {
  if (of.frames.empty() || in.frames.empty()) return 0;
  std::size_t found = 0;
  for (const auto& hash : of.different) {
    const bool is_there = std::any_of(in.different.begin(), in.different.end(), [&](const Hash& h) {
      return distance(h, hash) <= kSamePictureDistance;
    });
    const auto [first, last] = std::equal_range(of.frames.begin(), of.frames.end(), hash);
    if (is_there) found += static_cast<std::size_t>(last - first);
  }
  return static_cast<int>(100 * found / of.frames.size());
}

}  // namespace

VideoLikeness compare_videos_var(std::span<const Frame> query, std::span<const Frame> compared) {
  const Kept a = kept(query), b = kept(compared);
  return {percent_found(a, b), percent_found(b, a)};
}

}  // namespace eq::phash
