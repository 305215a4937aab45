#include "eq/phash/video.h"

#include <gtest/gtest.h>

#include <vector>

namespace eq::phash {
namespace {

// The n-th of some hashes far apart from each other, `flips` bits changed.
Frame frame(unsigned n, unsigned flips = 0, int quality = 80) {
  Frame f{{}, quality, n * 1000};
  for (unsigned i = 0; i < 64; i++) f.hash.set((n % 4) * 64 + i);
  for (unsigned i = 0; i < flips; i++)
    f.hash.bytes[i / 8] ^= static_cast<std::uint8_t>(1u << (i % 8));
  return f;
}

TEST(Video, SharesAreOfEachSidesOwnFrames_PHA_13) {
  const std::vector<Frame> query{frame(0), frame(0), frame(1, 31)},
      compared{frame(0, 5), frame(1), frame(2), frame(3)};
  const auto l = compare_videos_var(query, compared);
  EXPECT_EQ(l.of_query, 100);
  EXPECT_EQ(l.of_compared, 50);
  const auto back = compare_videos_var(compared, query);
  EXPECT_EQ(back.of_query, 50);
  EXPECT_EQ(back.of_compared, 100);
}

TEST(Video, AFrameBeyondTheDistanceDoesNotMatchAndARepeatedOneCountsEachTime_PHA_13) {
  const std::vector<Frame> query{frame(0), frame(0), frame(1, 32)}, compared{frame(0), frame(1)};
  EXPECT_EQ(compare_videos_var(query, compared).of_query, 66);
  EXPECT_EQ(compare_videos_var(query, compared).of_compared, 50);
}

TEST(Video, FramesWithoutEdgesCountOnNoSideAndAVideoOfThemMatchesNothing_PHA_13) {
  const std::vector<Frame> query{frame(0), frame(1, 0, 49)}, compared{frame(0), frame(2, 0, 0)},
      dark{frame(0, 0, 49)};
  EXPECT_EQ(compare_videos_var(query, compared).of_query, 100);
  EXPECT_EQ(compare_videos_var(query, compared).of_compared, 100);
  EXPECT_EQ(compare_videos_var(query, dark).of_query, 0);
  EXPECT_EQ(compare_videos_var(dark, query).of_compared, 0);
  EXPECT_EQ(compare_videos_var({}, query).of_compared, 0);
}

}  // namespace
}  // namespace eq::phash
