// The choice of how to shrink, measured on real pictures: those of the folder $EQUIPOISE_CORPUS,
// which tools/media_corpus fills. Without it the test is skipped.  It prints figures; what it
// asserts is far below them.  All other recognition is measured by `equipoise eval media`.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "eq/phash/distance.h"

namespace eq::phash {
namespace {

Picture through_jpeg(const Picture& picture, int quality) {
  return *media::decode(*media::encode_jpeg(picture, quality));
}

Picture to_width(const Picture& picture, std::uint32_t w, bool averages = true) {
  if (w >= picture.width) return picture;
  const std::uint32_t h = std::max(1u, picture.height * w / picture.width);
  return averages ? media::shrunk(picture, w, h) : media::picked(picture, w, h);
}

// Different pictures (by all eight turns) with enough edges, none wider or higher than `side`.
std::vector<Picture> corpus(std::uint32_t side_min, std::uint32_t side_max) {
  std::vector<Picture> pictures;
  std::vector<Hash> seen;
  const char* folder = std::getenv("EQUIPOISE_CORPUS");
  if (!folder) return pictures;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
    auto p = media::decode(bytes);
    if (!p.ok() || std::max(p->width, p->height) < side_min) continue;
    *p = media::shrunk_to_side(*p, side_max);
    const Fingerprint f = *fingerprint(*p);
    const auto turns = dihedral(f);
    if (!f.is_meaningful() || std::any_of(seen.begin(), seen.end(), [&](const Hash& h) {
          return std::any_of(turns.begin(), turns.end(),
                             [&](const auto& t) { return distance(t.hash, h) <= 60; });
        }))
      continue;
    seen.push_back(f.hash);
    pictures.push_back(*std::move(p));
  }
  return pictures;
}

using Change = std::pair<const char*, std::function<Picture(const Picture&)>>;

TEST(Corpus, AreaAveragingAgainstNearestNeighbour_PHA_7) {
  const auto pictures = corpus(1000, 2400);
  if (pictures.empty()) GTEST_SKIP() << "no corpus";
  const Change changes[] = {
      {"JPEG quality 75", [](auto& p) { return through_jpeg(p, 75); }},
      {"half size", [](auto& p) { return media::half_size(p); }},
      {"480 wide", [](auto& p) { return to_width(p, 480); }},
      {"480 wide, every n-th pixel", [](auto& p) { return to_width(p, 480, false); }},
      {"480 wide, JPEG quality 50", [](auto& p) { return through_jpeg(to_width(p, 480), 50); }},
  };
  std::printf(
      "%zu pictures of 1000 to 2400 pixels: within 31, within 8, median, largest distance\n",
      pictures.size());
  for (const auto& [name, change] : changes) {
    std::vector<int> moved[2];
    for (std::size_t i = 0; i < pictures.size(); i++) {
      const Picture q = change(pictures[i]);
      moved[0].push_back(distance(fingerprint(pictures[i])->hash, fingerprint(q)->hash));
      moved[1].push_back(
          distance(reference_fingerprint(pictures[i])->hash, reference_fingerprint(q)->hash));
    }
    std::printf("  %-28s", name);
    for (auto& m : moved) {
      std::sort(m.begin(), m.end());
      auto share = [&](int d) {
        return 100.0 * static_cast<double>(std::upper_bound(m.begin(), m.end(), d) - m.begin()) /
               static_cast<double>(m.size());
      };
      std::printf("  %5.1f %% %5.1f %% %3d %3d", share(31), share(8), m[m.size() / 2], m.back());
    }
    std::printf("\n");
    EXPECT_LE(moved[0][moved[0].size() / 2], 31) << name;
  }
}

}  // namespace
}  // namespace eq::phash
