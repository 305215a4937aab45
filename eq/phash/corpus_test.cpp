// Recognition measured on real pictures: those of the folder $EQUIPOISE_CORPUS, which tools/media_corpus fills.
// Without it these tests are skipped.  They print figures; what they assert is far below them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "eq/phash/distance.h"
#include "eq/phash/robust.h"

namespace eq::phash {
namespace {

Picture through_jpeg(const Picture& p, int quality) { return *media::decode(*media::encode_jpeg(p, quality)); }

// To w x h: each pixel the average of those it covers, or only the first of them.
Picture scaled(const Picture& p, std::uint32_t w, std::uint32_t h, bool averages = true) {
  const std::size_t c = static_cast<std::size_t>(p.channels);
  Picture out{w, h, p.channels, Bytes(std::size_t{w} * h * c)};
  for (std::size_t y = 0; y < h; y++) {
    const std::size_t y0 = y * p.height / h, y1 = averages ? std::max(y0 + 1, (y + 1) * p.height / h) : y0 + 1;
    for (std::size_t x = 0; x < w; x++) {
      const std::size_t x0 = x * p.width / w, x1 = averages ? std::max(x0 + 1, (x + 1) * p.width / w) : x0 + 1;
      for (std::size_t k = 0; k < c; k++) {
        std::size_t sum = 0;
        for (std::size_t yy = y0; yy < y1; yy++) {
          for (std::size_t xx = x0; xx < x1; xx++) sum += p.pixels[(yy * p.width + xx) * c + k];
        }
        out.pixels[(y * w + x) * c + k] = static_cast<std::uint8_t>(sum / ((y1 - y0) * (x1 - x0)));
      }
    }
  }
  return out;
}
Picture to_width(const Picture& p, std::uint32_t w, bool averages = true) {
  return w >= p.width ? p : scaled(p, w, std::max(1u, p.height * w / p.width), averages);
}

// `p` turned about its centre in a picture of w x h whose centre shows the point (dx, dy) pixels from it; bilinear.
Picture placed(const Picture& p, double w, double h, double degrees, double dx, double dy, std::uint8_t fill) {
  const std::size_t c = static_cast<std::size_t>(p.channels);
  Picture out{static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(h), p.channels, {}};
  out.pixels.assign(std::size_t{out.width} * out.height * c, fill);
  const double sine = std::sin(degrees * M_PI / 180), cosine = std::cos(degrees * M_PI / 180);
  for (std::uint32_t i = 0; i < out.height; i++) {
    for (std::uint32_t j = 0; j < out.width; j++) {
      const double right = j + 0.5 - out.width / 2.0, below = i + 0.5 - out.height / 2.0;
      const double x = p.width / 2.0 + dx + cosine * right + sine * below - 0.5;
      const double y = p.height / 2.0 + dy - sine * right + cosine * below - 0.5;
      if (x < 0 || y < 0 || x >= p.width - 1 || y >= p.height - 1) continue;
      const auto x0 = static_cast<std::size_t>(x), y0 = static_cast<std::size_t>(y);
      const double u = x - std::floor(x), v = y - std::floor(y);
      for (std::size_t k = 0; k < c; k++) {
        auto at = [&](std::size_t xx, std::size_t yy) { return static_cast<double>(p.pixels[(yy * p.width + xx) * c + k]); };
        out.pixels[(std::size_t{i} * out.width + j) * c + k] = static_cast<std::uint8_t>(
            (1 - v) * ((1 - u) * at(x0, y0) + u * at(x0 + 1, y0)) + v * ((1 - u) * at(x0, y0 + 1) + u * at(x0 + 1, y0 + 1)));
      }
    }
  }
  return out;
}

// A bar of `share` of the height above or below, with blocks on it about as dense as writing.
Picture captioned(const Picture& p, double share, bool is_above, std::uint8_t colour) {
  const auto bar = static_cast<std::uint32_t>(p.height * share);
  Picture out = placed(p, p.width, p.height + bar, 0, 0, is_above ? -(bar / 2.0) : bar / 2.0, colour);
  const std::size_t c = static_cast<std::size_t>(p.channels);
  const std::uint32_t from = is_above ? 0 : p.height, block = std::max(3u, bar / 6);
  for (std::uint32_t y = bar / 4; y < bar * 3 / 4; y++) {
    for (std::uint32_t x = p.width / 20; x < p.width * 19 / 20; x++) {
      if ((((x / block) * 2654435761u >> 13) ^ ((y / block) * 40503u >> 3)) % 2 == 0) continue;
      std::fill_n(out.pixels.data() + (std::size_t{from + y} * p.width + x) * c, c, static_cast<std::uint8_t>(255 - colour));
    }
  }
  return out;
}

// Different pictures (by all eight turns) with enough edges, none wider or higher than `side`.
std::vector<Picture> corpus(std::uint32_t side_min, std::uint32_t side_max) {
  std::vector<Picture> pictures;
  std::vector<Hash> seen;
  const char* folder = std::getenv("EQUIPOISE_CORPUS");
  if (!folder) return pictures;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
    auto p = media::decode(bytes);
    if (!p.ok() || std::max(p->width, p->height) < side_min) continue;
    if (const auto longest = std::max(p->width, p->height); longest > side_max) {
      *p = scaled(*p, p->width * side_max / longest, p->height * side_max / longest);
    }
    const Fingerprint f = *fingerprint(*p);
    const auto turns = dihedral(f);
    if (!f.is_meaningful() || std::any_of(seen.begin(), seen.end(), [&](const Hash& h) {
          return std::any_of(turns.begin(), turns.end(), [&](const auto& t) { return distance(t.hash, h) <= 60; });
        })) continue;
    seen.push_back(f.hash);
    pictures.push_back(*std::move(p));
  }
  return pictures;
}

using Change = std::pair<const char*, std::function<Picture(const Picture&, std::size_t)>>;

TEST(Corpus, AreaAveragingAgainstNearestNeighbour_PHA_7) {
  const auto pictures = corpus(1000, 2400);
  if (pictures.empty()) GTEST_SKIP() << "no corpus";
  const Change changes[] = {
      {"JPEG quality 75", [](auto& p, auto) { return through_jpeg(p, 75); }},
      {"half size", [](auto& p, auto) { return media::half_size(p); }},
      {"480 wide", [](auto& p, auto) { return to_width(p, 480); }},
      {"480 wide, every n-th pixel", [](auto& p, auto) { return to_width(p, 480, false); }},
      {"480 wide, JPEG quality 50", [](auto& p, auto) { return through_jpeg(to_width(p, 480), 50); }},
  };
  std::printf("%zu pictures of 1000 to 2400 pixels: within 31, within 8, median, largest distance\n", pictures.size());
  for (const auto& [name, change] : changes) {
    std::vector<int> moved[2];
    for (std::size_t i = 0; i < pictures.size(); i++) {
      const Picture q = change(pictures[i], i);
      moved[0].push_back(distance(fingerprint(pictures[i])->hash, fingerprint(q)->hash));
      moved[1].push_back(distance(reference_fingerprint(pictures[i])->hash, reference_fingerprint(q)->hash));
    }
    std::printf("  %-28s", name);
    for (auto& m : moved) {
      std::sort(m.begin(), m.end());
      auto share = [&](int d) { return 100.0 * static_cast<double>(std::upper_bound(m.begin(), m.end(), d) - m.begin()) / static_cast<double>(m.size()); };
      std::printf("  %5.1f %% %5.1f %% %3d %3d", share(31), share(8), m[m.size() / 2], m.back());
    }
    std::printf("\n");
    EXPECT_LE(moved[0][moved[0].size() / 2], 31) << name;
  }
}

TEST(Corpus, MiddlesAreFoundWherePlainHashesAreNot_PHA_12) {
  const auto pictures = corpus(0, 900);
  if (pictures.empty()) GTEST_SKIP() << "no corpus";
  auto turned_by = [](double degrees, double size) {
    return [=](const Picture& p, std::size_t i) { return placed(p, p.width * size, p.height * size, i % 2 ? degrees : -degrees, 0, 0, 0); };
  };
  const Change changes[] = {
      {"JPEG quality 75", [](auto& p, auto) { return through_jpeg(p, 75); }},
      {"frame 5 % a side, white", [](auto& p, auto) { return placed(p, p.width * 1.1, p.height * 1.1, 0, 0, 0, 255); }},
      {"frame 5 % a side, JPEG 60", [](auto& p, auto) { return through_jpeg(placed(p, p.width * 1.1, p.height * 1.1, 0, 0, 0, 0), 60); }},
      {"caption of 12 %", [](auto& p, auto i) { return captioned(p, 0.12, i % 2, i % 3 ? 255 : 0); }},
      {"caption of 20 %, JPEG 60", [](auto& p, auto i) { return through_jpeg(captioned(p, 0.2, i % 2, i % 3 ? 255 : 0), 60); }},
      {"crop 10 % (5 % a side)", [](auto& p, auto) { return placed(p, p.width * 0.9, p.height * 0.9, 0, 0, 0, 0); }},
      {"crop 20 % (10 % a side)", [](auto& p, auto) { return placed(p, p.width * 0.8, p.height * 0.8, 0, 0, 0, 0); }},
      {"crop 10 % on one side", [](auto& p, auto i) { return i % 2 ? placed(p, p.width * 0.9, p.height, 0, p.width * 0.05, 0, 0)
                                                                   : placed(p, p.width, p.height * 0.9, 0, 0, -(p.height * 0.05), 0); }},
      {"turned 1 degree", turned_by(1, 1)},
      {"turned 2 degrees", turned_by(2, 1)},
      {"turned 3.3 degrees", turned_by(3.3, 1)},
      {"turned 5 degrees", turned_by(5, 1)},
      {"turned 5, cropped to 86 %", turned_by(5, 0.86)},
      {"turned 5, canvas 110 %", turned_by(5, 1.1)},
      {"mirrored, JPEG 75", [](auto& p, auto) { return through_jpeg(media::mirrored(p), 75); }},
  };
  std::vector<Fingerprint> listed, middles;
  for (const auto& p : pictures) {
    listed.push_back(*fingerprint(p));
    middles.push_back(*middle(p));
  }
  std::printf("%zu pictures of at most 900 pixels: hash in eight turns, middle, either\n", pictures.size());
  std::size_t pairs = 0, false_hits = 0, plain_false = 0;
  int closest = 256;
  for (const auto& [name, change] : changes) {
    std::size_t plain = 0, robust = 0, either = 0;
    for (std::size_t i = 0; i < pictures.size(); i++) {
      const Picture q = change(pictures[i], i);
      const auto turns = dihedral(*fingerprint(q));
      const auto probes = *middle_probes(q);
      bool has_hash = false, has_middle = false;
      for (std::size_t j = 0; j < pictures.size(); j++) {
        int d = 256, m = 256;
        for (const auto& t : turns) d = std::min(d, distance(t.hash, listed[j].hash));
        if (middles[j].is_meaningful()) {
          for (const auto& probe : probes) m = std::min(m, distance(probe.hash, middles[j].hash));
        }
        if (i == j) {
          has_hash = d <= kSamePictureDistance;
          has_middle = m <= kSameMiddleDistance;
          continue;
        }
        pairs++;
        plain_false += d <= kSamePictureDistance;
        false_hits += m <= kSameMiddleDistance;
        closest = std::min(closest, m);
      }
      plain += has_hash;
      robust += has_middle;
      either += has_hash || has_middle;
    }
    const double n = static_cast<double>(pictures.size());
    std::printf("  %-28s %5.1f %%  %5.1f %%  %5.1f %%\n", name, 100 * static_cast<double>(plain) / n,
                100 * static_cast<double>(robust) / n, 100 * static_cast<double>(either) / n);
    std::fflush(stdout);
  }
  std::printf("  false: %zu by hash, %zu by middle, of %zu pairs; closest middle of another picture %d bits\n", plain_false,
              false_hits, pairs, closest);
  EXPECT_EQ(false_hits, 0u);
}

}  // namespace
}  // namespace eq::phash
