// How well tokens recognise changed pictures, over synthetic landscapes.  Prints what it measured;
// the bounds asserted are far below that, so that they fail only when something broke.
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <map>
#include <set>

#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "eq/phash/distance.h"
#include "eq/phash/tokens.h"

namespace eq::phash {
namespace {

Picture through_jpeg(const Picture& picture, int quality) {
  return *media::decode(*media::encode_jpeg(picture, quality));
}

Picture cut_off(const Picture& picture, std::uint32_t n) {
  return media::cropped(picture, {n, n, n, n});
}

struct Transform {
  const char* name;
  std::function<Picture(const Picture&)> apply;
  int recall_min_percent;
};

TEST(Recall, TokensFindChangedPicturesAndNoOthers_PHA_7) {
  constexpr std::uint64_t kPictures = 100;
  TokenParams params;
  std::vector<Picture> pictures;
  std::vector<Hash> hashes;
  std::map<Token, std::set<std::size_t>> listed;
  for (std::uint64_t i = 0; i < kPictures; i++) {
    pictures.push_back(media::landscape(i, 640, 480));
    hashes.push_back(fingerprint(pictures[i])->hash);
    for (const auto& t : list_tokens(hashes[i], params)) listed[t].insert(i);
  }
  const Transform transforms[] = {
      {"JPEG quality 90", [](auto& p) { return through_jpeg(p, 90); }, 95},
      {"JPEG quality 50", [](auto& p) { return through_jpeg(p, 50); }, 95},
      {"JPEG quality 10", [](auto& p) { return through_jpeg(p, 10); }, 80},
      {"half size", [](auto& p) { return media::half_size(p); }, 95},
      {"half size, JPEG quality 50", [](auto& p) { return through_jpeg(media::half_size(p), 50); },
       95},
      {"quarter size", [](auto& p) { return media::half_size(media::half_size(p)); }, 90},
      {"brightness +20 %", [](auto& p) { return media::brightened(p, 1.2); }, 70},
      {"crop 1 % a side", [](auto& p) { return cut_off(p, p.width / 100); }, 40},
      {"crop 5 % a side", [](auto& p) { return cut_off(p, p.width / 20); }, 0},
      {"mirrored", [](auto& p) { return media::mirrored(p); }, 0},
  };
  std::size_t probed = 0, false_hits = 0;
  std::printf("recall over %d synthetic pictures (tokens; PDQ within 31; median distance)\n",
              int{kPictures});
  for (const auto& t : transforms) {
    int found = 0, within = 0;
    std::vector<int> distances;
    for (std::size_t i = 0; i < kPictures; i++) {
      const auto f = fingerprint(t.apply(pictures[i]));
      ASSERT_TRUE(f.ok());
      distances.push_back(distance(f->hash, hashes[i]));
      within += distances.back() <= kSamePictureDistance;
      std::set<std::size_t> hits;
      for (const auto& probe : probe_tokens(*f, params)) {
        if (const auto it = listed.find(probe); it != listed.end())
          hits.insert(it->second.begin(), it->second.end());
      }
      found += hits.contains(i);
      false_hits += hits.size() - hits.contains(i);
      probed += kPictures - 1;
    }
    std::sort(distances.begin(), distances.end());
    const double n = static_cast<double>(kPictures);
    std::printf("  %-28s %5.1f %%  %5.1f %%  %3d\n", t.name, 100 * found / n, 100 * within / n,
                distances[kPictures / 2]);
    EXPECT_GE(100 * found / n, t.recall_min_percent) << t.name;
  }
  std::printf("  false hits: %zu of %zu pairs\n", false_hits, probed);
  EXPECT_EQ(false_hits, 0u);
}

// Averaging a large picture before hashing, or picking every n-th pixel: which survives scaling
// better?
TEST(Recall, AreaAveragingMovesFewerBitsThanNearestNeighbourWhenAPictureIsScaled_PHA_7) {
  int area[2] = {}, nearest[2] = {};
  constexpr std::uint64_t kPictures = 20;
  for (std::uint64_t i = 0; i < kPictures; i++) {
    const Picture p = media::landscape(900 + i, 1400, 1000);
    const Picture changed[2] = {through_jpeg(p, 75), media::half_size(p)};
    for (int c = 0; c < 2; c++) {
      area[c] += distance(fingerprint(p)->hash, fingerprint(changed[c])->hash);
      nearest[c] +=
          distance(reference_fingerprint(p)->hash, reference_fingerprint(changed[c])->hash);
    }
  }
  std::printf(
      "bits moved over %d pictures of 1400 x 1000, area averaging against nearest neighbour:\n"
      "  JPEG quality 75: %d against %d;  half size: %d against %d\n",
      int{kPictures}, area[0], nearest[0], area[1], nearest[1]);
  EXPECT_LT(area[1], nearest[1]);
}

}  // namespace
}  // namespace eq::phash
