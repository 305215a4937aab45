#include "eq/phash/turned_picture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "apps/media/synth.h"
#include "eq/phash/distance.h"

namespace eq::phash {
namespace {

TEST(TurnedPicture, HasTheTurnedFingerprintWithinTheDistanceOfOnePicture_PHA_3) {
  const auto picture = media::landscape(5, 400, 300);
  const auto print = *fingerprint(picture);
  for (std::size_t t = 0; t < kTurns; t++) {
    const auto turn = static_cast<Turn>(t);
    const auto there = *fingerprint(turned(picture, turn));
    EXPECT_LE(distance(there.hash, turned(print, turn).hash), kSamePictureDistance) << t;
    for (std::size_t other = 0; other < kTurns; other++) {
      if (other == t) continue;
      EXPECT_GT(distance(there.hash, turned(print, static_cast<Turn>(other)).hash),
                kSamePictureDistance)
          << t << other;
    }
  }
}

TEST(TurnedPicture, KeepsEveryPixelAndAllEightDiffer_PHA_3) {
  const Picture p{3, 2, Channels::rgb, to_bytes("aaabbbcccdddeeefff")};
  std::set<std::pair<std::uint32_t, Bytes>> seen;
  for (std::size_t t = 0; t < kTurns; t++) {
    const auto q = turned(p, static_cast<Turn>(t));
    EXPECT_EQ(q.width * q.height, 6u);
    seen.insert({q.width, q.pixels});
    auto a = p.pixels, b = q.pixels;
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    EXPECT_EQ(a, b);
  }
  EXPECT_EQ(seen.size(), kTurns);
}

}  // namespace
}  // namespace eq::phash
