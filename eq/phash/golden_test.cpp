// Our own golden file, spec/vectors/phash.json: what each build of this room makes of the same
// pixels, down to the last bit of a coefficient.  The native build and the WebAssembly one run this
// same test, so passing in both is "same bits" (PHA-2). EQ_WRITE_GOLDEN=1 writes it anew; a
// difference then is a new format for everybody who has stored hashes.
#include <gtest/gtest.h>

#include <bit>
#include <cstdio>
#include <cstdlib>

#include "eq/crypto/hash.h"
#include "eq/phash/robust.h"
#include "eq/testing/vectors.h"

namespace eq::phash {
namespace {

using Json = nlohmann::ordered_json;

struct Case {
  std::uint32_t seed, width, height;
  Channels channels;
};
// Below, at and above the side of 512 from which pictures are shrunk; flat, tall, tiny; grey and
// coloured.
constexpr Case kCases[] = {{1, 64, 64, Channels::rgb},    {2, 320, 240, Channels::rgb},
                           {3, 512, 512, Channels::grey}, {4, 513, 511, Channels::rgb},
                           {5, 800, 600, Channels::rgb},  {6, 1201, 97, Channels::grey},
                           {7, 61, 1400, Channels::rgb},  {8, 1024, 768, Channels::grey},
                           {9, 5, 5, Channels::rgb},      {10, 4, 300, Channels::rgb}};

/// A whole number that depends on everything and looks like chance.
std::uint32_t scatter(std::uint32_t seed, std::uint32_t a, std::uint32_t b) {
  std::uint32_t x = seed * 0x9e3779b9u ^ a * 0x85ebca6bu ^ b * 0xc2b2ae35u;
  x = (x ^ x >> 16) * 0x7feb352du;
  x = (x ^ x >> 15) * 0x846ca68bu;
  return x ^ x >> 16;
}

/// Patches of brightness that run into each other, with grain.  Whole numbers only: the same pixels
/// everywhere.
std::uint8_t shade(std::uint32_t seed, std::uint32_t x, std::uint32_t y) {
  constexpr std::uint32_t kPatch = 24;
  const std::uint32_t i = x / kPatch, j = y / kPatch, u = x % kPatch, v = y % kPatch;
  const auto at = [&](std::uint32_t a, std::uint32_t b) { return scatter(seed, a, b) % 232; };
  const std::uint32_t top = at(i, j) * (kPatch - u) + at(i + 1, j) * u;
  const std::uint32_t bottom = at(i, j + 1) * (kPatch - u) + at(i + 1, j + 1) * u;
  const std::uint32_t smooth = (top * (kPatch - v) + bottom * v) / (kPatch * kPatch);
  return static_cast<std::uint8_t>(smooth + scatter(seed + 1000, x, y) % 24);
}

Picture draw(const Case& c) {
  Picture p{c.width, c.height, c.channels, {}};
  const auto channels = static_cast<std::uint32_t>(c.channels);
  for (std::uint32_t y = 0; y < c.height; ++y)
    for (std::uint32_t x = 0; x < c.width; ++x)
      for (std::uint32_t k = 0; k < channels; ++k) p.pixels.push_back(shade(c.seed * 3 + k, x, y));
  return p;
}

/// The coefficients' and the median's bits, exactly.
std::string digest_of(std::span<const Fingerprint> all) {
  Writer w;
  for (const auto& f : all) {
    w.raw(f.hash.bytes);
    w.u32(static_cast<std::uint32_t>(f.quality));
    for (const float c : f.coefficients) w.u32(std::bit_cast<std::uint32_t>(c));
    w.u32(std::bit_cast<std::uint32_t>(f.median));
  }
  return hex(crypto::sha256(w.take()));
}

Json facts(const Case& c) {
  const Picture p = draw(c);
  const auto plain = fingerprint(p), reference = reference_fingerprint(p), core = middle(p);
  const auto probes = middle_probes(p);
  EQ_ASSERT(plain.ok() && reference.ok() && core.ok() && probes.ok());
  Json turns = Json::array();
  const auto eight = dihedral(*plain);
  for (const auto& t : eight) turns.push_back(t.hash.hex());
  return {{"seed", c.seed},
          {"width", c.width},
          {"height", c.height},
          {"channels", static_cast<int>(c.channels)},
          {"pixels_sha256", hex(crypto::sha256(p.pixels))},
          {"hash", plain->hash.hex()},
          {"quality", plain->quality},
          {"turns", std::move(turns)},
          {"turns_bits_sha256", digest_of(eight)},
          {"reference_hash", reference->hash.hex()},
          {"reference_quality", reference->quality},
          {"middle_hash", core->hash.hex()},
          {"middle_quality", core->quality},
          {"middle_probes", probes->size()},
          {"middle_probes_bits_sha256", digest_of(*probes)}};
}

TEST(Golden, EveryBuildGivesTheSameBits_PHA_1_PHA_2_PHA_3_PHA_12) {
  Json now = Json::array();
  for (const auto& c : kCases) now.push_back(facts(c));
  if (std::getenv("EQ_WRITE_GOLDEN")) eq::testing::save_golden("phash.json", {{"pictures", now}});
  const Json golden = eq::testing::load_golden("phash.json");
  ASSERT_EQ(golden["pictures"].size(), std::size(kCases));
  int meaningful = 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    EXPECT_EQ(now[i], golden["pictures"][i]) << "picture " << i;
    meaningful += now[i]["quality"] >= kQualityMin;
  }
  EXPECT_GE(meaningful, 8) << "pictures that say something";
  std::printf("phash golden: %zu pictures, %d meaningful\n", now.size(), meaningful);
}

}  // namespace
}  // namespace eq::phash
