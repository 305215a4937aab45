#include "eq/voucher/small_picture.h"

#include <gtest/gtest.h>

#include "eq/voucher/voucher.h"

namespace eq::voucher {
namespace {

using phash::Channels;

static_assert(kSmallSide * kSmallSide <= kDerivativeMax);

TEST(SmallPicture, IsTheMeanOfEachCell) {
  // 64 wide, 32 high: cells of two pixels beside each other.
  phash::Picture picture{64, 32, Channels::grey, Bytes(64 * 32, 0)};
  picture.pixels[64 * 3 + 10] = 100;
  picture.pixels[64 * 3 + 11] = 51;
  const Bytes small = small_picture(picture).take();
  ASSERT_EQ(small.size(), kSmallSide * kSmallSide);
  for (std::size_t i = 0; i < small.size(); ++i)
    EXPECT_EQ(small[i], i == kSmallSide * 3 + 5 ? 75 : 0) << i;
}

TEST(SmallPicture, OfColoursIsTheirMean) {
  const phash::Picture picture{1, 1, Channels::rgb, Bytes{30, 60, 90}};
  EXPECT_EQ(small_picture(picture).take(), Bytes(kSmallSide * kSmallSide, 60));
}

TEST(SmallPicture, OfSidesThatDoNotDivideLeavesNoPixelOut) {
  phash::Picture picture{50, 33, Channels::grey, Bytes(50 * 33, 7)};
  EXPECT_EQ(small_picture(picture).take(), Bytes(kSmallSide * kSmallSide, 7));
}

TEST(SmallPicture, OfWhatIsNoPictureIsNone) {
  EXPECT_EQ(small_picture({0, 5, Channels::grey, {}}).error(), Err::malformed);
  EXPECT_EQ(small_picture({2, 2, Channels::grey, Bytes(3)}).error(), Err::malformed);
}

}  // namespace
}  // namespace eq::voucher
