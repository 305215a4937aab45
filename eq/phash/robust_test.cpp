// The middle of a picture, found again after changes the plain hash does not survive.  Synthetic
// pictures; figures for real ones are in the README.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "apps/media/edit.h"
#include "apps/media/synth.h"
#include "eq/phash/distance.h"
#include "eq/phash/robust.h"

namespace eq::phash {
namespace {

// `p` turned by `degrees` about its centre, that centre then lying at (x, y) of a picture of w x h;
// what shows no pixel of it is of the colour `fill`.
Picture placed(const Picture& picture, std::uint32_t w, std::uint32_t h, double x, double y,
               double degrees, std::uint8_t fill) {
  Picture out{w, h, Channels::rgb, Bytes(std::size_t{w} * h * 3, fill)};
  const double s = std::sin(degrees * M_PI / 180), c = std::cos(degrees * M_PI / 180);
  for (std::uint32_t i = 0; i < h; i++) {
    for (std::uint32_t j = 0; j < w; j++) {
      const double dx = j + 0.5 - x, dy = i + 0.5 - y;
      const auto sx = std::lround(picture.width / 2.0 + c * dx + s * dy - 0.5),
                 sy = std::lround(picture.height / 2.0 - s * dx + c * dy - 0.5);
      if (sx < 0 || sy < 0 || sx >= static_cast<long>(picture.width) ||
          sy >= static_cast<long>(picture.height))
        continue;
      std::copy_n(
          picture.pixels.data() +
              (static_cast<std::size_t>(sy) * picture.width + static_cast<std::size_t>(sx)) * 3,
          3, out.pixels.data() + (std::size_t{i} * w + j) * 3);
    }
  }
  return out;
}

int nearest(const std::vector<Fingerprint>& probes, const Hash& listed) {
  int d = 256;
  for (const auto& p : probes) d = std::min(d, distance(p.hash, listed));
  return d;
}

TEST(Middle, IsFoundAfterFrameBarCropSmallTurnAndMirror_PHA_12) {
  const std::pair<const char*, std::function<Picture(const Picture&)>> changes[] = {
      {"none", [](auto& p) { return p; }},
      {"frame of 5 % a side", [](auto& p) { return placed(p, 440, 330, 220, 165, 0, 255); }},
      {"bar of a sixth above", [](auto& p) { return placed(p, 400, 360, 200, 210, 0, 0); }},
      {"5 % cropped off each side", [](auto& p) { return placed(p, 360, 270, 180, 135, 0, 0); }},
      {"turned by 3.3 degrees", [](auto& p) { return placed(p, 400, 300, 200, 150, 3.3, 0); }},
      {"turned by -5 degrees", [](auto& p) { return placed(p, 400, 300, 200, 150, -5, 0); }},
      {"mirrored", [](auto& p) { return media::mirrored(p); }},
  };
  constexpr std::uint64_t kPictures = 2;
  std::vector<Picture> pictures;
  std::vector<Hash> listed;
  for (std::uint64_t i = 0; i < kPictures; i++) {
    pictures.push_back(media::landscape(70 + i, 400, 300));
    const auto m = middle(pictures.back());
    ASSERT_TRUE(m.ok() && m->is_meaningful());
    listed.push_back(m->hash);
  }
  for (const auto& [name, change] : changes) {
    for (std::size_t i = 0; i < kPictures; i++) {
      const auto probes = middle_probes(change(pictures[i]));
      ASSERT_TRUE(probes.ok());
      EXPECT_LE(nearest(*probes, listed[i]), kSameMiddleDistance) << name << ", picture " << i;
      EXPECT_GT(nearest(*probes, listed[(i + 1) % kPictures]), kSameMiddleDistance)
          << name << ", picture " << i;
    }
  }
}

TEST(Middle, AFrameWithoutTextIsCutOffWhateverItsSize_PHA_12) {
  const Picture p = media::landscape(80, 300, 220);
  const auto probes = middle_probes(placed(p, 500, 500, 240, 260, 0, 30));
  ASSERT_TRUE(probes.ok());
  EXPECT_LE(nearest(*probes, middle(p)->hash), kSameMiddleDistance);
}

TEST(Middle, APlainPictureHasNoProbesAndABadOneIsRefused_PHA_12) {
  const auto probes = middle_probes({300, 200, Channels::grey, Bytes(60'000, 128)});
  ASSERT_TRUE(probes.ok());
  EXPECT_TRUE(probes->empty());
  EXPECT_FALSE(middle({300, 200, Channels::grey, Bytes(60'000, 128)})->is_meaningful());
  EXPECT_EQ(middle({3, 3, Channels::grey, Bytes(8)}).error(), Err::malformed);
  EXPECT_EQ(middle_probes({}).error(), Err::malformed);
  EXPECT_EQ(middle_probes({70000, 1, Channels::grey, Bytes(70000)}).error(), Err::too_large);
  EXPECT_TRUE(middle_probes({1, 1, Channels::rgb, Bytes(3)}).ok());
}

}  // namespace
}  // namespace eq::phash
