#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "apps/media/edit.h"
#include "apps/media/synth.h"
#include "eq/crypto/hash.h"
#include "eq/phash/distance.h"
#include "eq/phash/tokens.h"
#include "eq/testing/seeded.h"

namespace eq::phash {
namespace {

Fingerprint print_of(const Picture& picture) {
  auto f = fingerprint(picture);
  EXPECT_TRUE(f.ok());
  return *f;
}

// The definition, step by step and as slowly as it reads: blur the whole picture twice, then
// sample.
Hash by_definition(const Picture& picture) {
  const int w = static_cast<int>(picture.width), h = static_cast<int>(picture.height);
  std::vector<double> luma(picture.pixels.size() / 3);
  for (std::size_t i = 0; i < luma.size(); i++) {
    luma[i] = 0.299 * picture.pixels[3 * i] + 0.587 * picture.pixels[3 * i + 1] +
              0.114 * picture.pixels[3 * i + 2];
  }
  auto blur = [&](int dx, int dy, int n) {
    const int window = (n + 127) / 128, right = (window + 2) / 2 - 1, left = window - 1 - right;
    auto out = luma;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double sum = 0;
        int count = 0;
        for (int d = -left; d <= right; d++) {
          const int xx = x + d * dx, yy = y + d * dy;
          if (xx < 0 || yy < 0 || xx >= w || yy >= h) continue;
          sum += luma[static_cast<std::size_t>(yy * w + xx)];
          count++;
        }
        out[static_cast<std::size_t>(y * w + x)] = sum / count;
      }
    }
    luma = out;
  };
  for (int pass = 0; pass < 2; pass++) {
    blur(1, 0, w);
    blur(0, 1, h);
  }
  std::vector<double> c;
  for (int u = 1; u <= 16; u++) {
    for (int v = 1; v <= 16; v++) {
      double sum = 0;
      for (int i = 0; i < 64; i++) {
        for (int j = 0; j < 64; j++) {
          const int y = static_cast<int>((i + 0.5) * h / 64),
                    x = static_cast<int>((j + 0.5) * w / 64);
          sum += luma[static_cast<std::size_t>(y * w + x)] *
                 std::cos(M_PI / 128 * u * (2 * i + 1)) * std::cos(M_PI / 128 * v * (2 * j + 1));
        }
      }
      c.push_back(sum);
    }
  }
  auto sorted = c;
  std::sort(sorted.begin(), sorted.end());
  Hash hash;
  for (unsigned i = 0; i < 256; i++) {
    if (c[i] > sorted[127]) hash.set(i);
  }
  return hash;
}

TEST(Phash, TheFoldedFormGivesTheBitsOfTheDefinition_PHA_1) {
  for (const auto& [w, h] : {std::pair{300, 220}, {64, 64}, {129, 500}, {512, 512}, {40, 33}}) {
    const Picture p =
        media::landscape(7, static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(h));
    EXPECT_EQ(print_of(p).hash, by_definition(p)) << w << "x" << h;
  }
}

TEST(Phash, TheSamePixelsAlwaysGiveTheSameBits_PHA_2) {
  // That they are also the same in other builds is for the golden vectors
  // (eq/list/golden_test.cpp).
  EXPECT_EQ(print_of(media::landscape(1)).hash, print_of(media::landscape(1)).hash);
  EXPECT_NE(print_of(media::landscape(1)).hash, print_of(media::landscape(2)).hash);
}

TEST(Phash, AGreyPictureAndItsRgbTwinHashAlike_PHA_1) {
  Picture grey{200, 150, Channels::grey, {}};
  const Picture colour = media::landscape(3, 200, 150);
  for (std::size_t i = 0; i < 200 * 150; i++) grey.pixels.push_back(colour.pixels[3 * i]);
  Picture rgb{200, 150, Channels::rgb, {}};
  for (const auto v : grey.pixels) rgb.pixels.insert(rgb.pixels.end(), 3, v);
  EXPECT_LE(distance(print_of(grey).hash, print_of(rgb).hash), 2);
}

TEST(Phash, ImpossiblePicturesAreRefusedAndTinyOnesHaveNoQuality_PHA_1) {
  EXPECT_EQ(fingerprint({10, 10, Channels::rgb, Bytes(299)}).error(), Err::malformed);
  EXPECT_EQ(fingerprint({0, 10, Channels::rgb, {}}).error(), Err::malformed);
  EXPECT_EQ(fingerprint({70000, 1, Channels::grey, Bytes(70000)}).error(), Err::too_large);
  EXPECT_EQ(print_of({4, 400, Channels::grey, Bytes(1600)}).quality, 0);
  EXPECT_EQ(print_of({5, 5, Channels::grey, Bytes(25)}).quality, 0);
  EXPECT_FALSE(print_of({400, 300, Channels::grey, Bytes(120000, 200)}).is_meaningful());
}

TEST(Phash, TheEightTurnsOfAFingerprintAreThoseOfTheTurnedPicture_PHA_3) {
  // A square picture without shrinking: turning pixels and turning coefficients differ only where
  // the blur's window is not symmetric.
  const Picture p = media::landscape(11, 128, 128);
  const auto turns = dihedral(print_of(p));
  auto remap = [&](auto at) {
    Picture out = p;
    for (std::size_t y = 0; y < 128; y++) {
      for (std::size_t x = 0; x < 128; x++) {
        const auto [sx, sy] = at(x, y);
        std::copy_n(p.pixels.data() + (sy * 128 + sx) * 3, 3,
                    out.pixels.data() + (y * 128 + x) * 3);
      }
    }
    return print_of(out).hash;
  };
  using P = std::pair<std::size_t, std::size_t>;
  auto turn = [&](Turn t) { return turns[static_cast<std::size_t>(t)].hash; };
  // Cells are sampled half a pixel off centre at this size, so a few bits near the median may
  // differ.
  constexpr int kFew = 40;
  EXPECT_LE(distance(turn(Turn::flip_y), remap([](auto x, auto y) {
                       return P{127 - x, y};
                     })),
            kFew);
  EXPECT_LE(distance(turn(Turn::flip_x), remap([](auto x, auto y) {
                       return P{x, 127 - y};
                     })),
            kFew);
  EXPECT_LE(distance(turn(Turn::rotate180), remap([](auto x, auto y) {
                       return P{127 - x, 127 - y};
                     })),
            kFew);
  EXPECT_EQ(distance(turn(Turn::flip_plus1), remap([](auto x, auto y) { return P{y, x}; })), 0);
  EXPECT_EQ(turn(Turn::none), print_of(p).hash);
  std::set<Hash> distinct;
  for (const auto& f : turns) distinct.insert(f.hash);
  EXPECT_EQ(distinct.size(), kTurns);
}

TEST(Phash, TextFormIsSixtyFourHexDigitsAndNothingElse) {
  const Hash h = print_of(media::landscape(5, 100, 80)).hash;
  EXPECT_EQ(*Hash::from_hex(h.hex()), h);
  EXPECT_FALSE(Hash::from_hex(h.hex().substr(1)).ok());
  EXPECT_FALSE(Hash::from_hex("zz" + h.hex().substr(2)).ok());
}

TEST(Distance, CountsDifferingBitsAndSearchesInclusively_PHA_4) {
  Hash a, b;
  for (unsigned i = 0; i < 31; i++) b.set(8 * i);
  EXPECT_EQ(distance(a, b), 31);
  const std::vector<Hash> list{b, a, b};
  EXPECT_EQ(within_var(a, list, 31).size(), 3u);
  EXPECT_EQ(within_var(a, list, 30).size(), 1u);
  EXPECT_EQ(within_var(a, list, 30)[0].index, 1u);
}

TEST(Tokens, SubsetsAreFixedByTheSeedDisjointAndOfTheAskedSize_PHA_5) {
  TokenParams p;
  p.seed[0] = 1;
  const auto all = positions(p);
  ASSERT_EQ(all.size(), 4u);
  std::set<unsigned> seen;
  for (const auto& s : all) {
    EXPECT_EQ(s.size(), 40u);
    seen.insert(s.begin(), s.end());
  }
  EXPECT_EQ(seen.size(), 160u);
  EXPECT_EQ(positions(p), all);
  p.seed[0] = 2;
  EXPECT_NE(positions(p), all);
  p.k = 64;
  p.subsets = 16;
  for (const auto& s : positions(p)) EXPECT_EQ(std::set(s.begin(), s.end()).size(), 64u);
}

TEST(Tokens, ParametersOutsideTheirRangesAreRefused_PHA_5) {
  TokenParams p;
  EXPECT_TRUE(p.check().ok());
  p.k = 65;
  EXPECT_FALSE(p.check().ok());
  p.k = 15;
  EXPECT_FALSE(p.check().ok());
  p = {};
  p.subsets = 0;
  EXPECT_FALSE(p.check().ok());
  p = {};
  p.variants = 65;
  EXPECT_FALSE(p.check().ok());
}

TEST(Tokens, ProbesAreAllDifferentAndStartWithTheListTokens_PHA_6) {
  TokenParams p;
  const Fingerprint f = print_of(media::landscape(21));
  const auto probes = probe_tokens(f, p);
  const auto listed = list_tokens(f.hash, p);
  ASSERT_EQ(probes.size(), 128u);
  EXPECT_EQ(std::set(probes.begin(), probes.end()).size(), 128u);
  for (std::size_t j = 0; j < 4; j++) EXPECT_EQ(probes[32 * j], listed[j]);
}

TEST(Tokens, VariantsComeInOrderOfWhatTheyCost_PHA_6) {
  // Exhaustively, with 16 bits a token: the 64 variants are the 64 cheapest of all 65536 flips.
  TokenParams p;
  p.k = 16;
  p.subsets = 1;
  p.variants = 64;
  const Fingerprint f = print_of(media::landscape(22));
  const auto at = positions(p)[0];
  auto cost = [&](std::uint64_t flips) {
    double sum = 0;
    for (unsigned i = 0; i < 16; i++) {
      if (flips >> i & 1) sum += f.reliability(at[i]);
    }
    return sum;
  };
  std::vector<double> all;
  for (std::uint64_t flips = 0; flips < 65536; flips++) all.push_back(cost(flips));
  std::sort(all.begin(), all.end());
  const auto probes = probe_tokens(f, p);
  for (std::size_t i = 0; i < 64; i++) {
    EXPECT_NEAR(cost(probes[i].bits ^ probes[0].bits), all[i], 1e-3 + all[i] * 1e-5) << i;
  }
}

TEST(Tokens, EveryUnreliableBitFlippedAloneIsStillFound_PHA_6) {
  TokenParams p;
  const Fingerprint f = print_of(media::landscape(23));
  const auto at = positions(p)[0];
  const auto probes = probe_tokens(f, p);
  const auto weakest = std::min_element(
      at.begin(), at.end(), [&](auto a, auto b) { return f.reliability(a) < f.reliability(b); });
  Hash listed = f.hash;
  listed.bytes[31 - *weakest / 8] ^= static_cast<std::uint8_t>(1u << (*weakest % 8));
  const Token want = list_tokens(listed, p)[0];
  EXPECT_NE(std::find(probes.begin(), probes.end(), want), probes.end());
}

}  // namespace
}  // namespace eq::phash
