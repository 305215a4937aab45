// The vectors of $EQUIPOISE_VECTORS/pdq: pictures hashed by the reference implementation, and a
// brute-force search.
#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

#include "apps/media/decode.h"
#include "eq/phash/distance.h"
#include "eq/testing/vectors.h"

namespace eq::phash {
namespace {

std::vector<std::vector<std::string>> table(const Bytes& file) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(to_string(file));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> row;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
    rows.push_back(row);
  }
  return rows;
}

// Binary PGM and PPM, as simply as the vectors need it.
std::optional<Picture> read_pnm(const Bytes& file) {
  std::istringstream in(to_string(file));
  std::string magic;
  unsigned width = 0, height = 0, max = 0;
  in >> magic >> width >> height >> max;
  if ((magic != "P5" && magic != "P6") || max != 255) return std::nullopt;
  Picture p{width, height, magic == "P5" ? Channels::grey : Channels::rgb, {}};
  p.pixels.assign(file.begin() + static_cast<std::ptrdiff_t>(in.tellg()) + 1, file.end());
  return p;
}

TEST(PdqVectors, EveryPictureHashesAsTheReferenceDoesInAllEightTurns_PHA_1_PHA_3) {
  const auto expected = testing::load_vector_file("pdq/expected.tsv");
  if (!expected) GTEST_SKIP() << "no vectors at pdq/expected.tsv";
  int pictures = 0, hashes = 0, worst = 0;
  for (const auto& row : table(*expected)) {
    ASSERT_EQ(row.size(), 10u);
    const auto file = testing::load_vector_file("pdq/" + row[0]);
    if (!file) continue;
    std::optional<Picture> picture = read_pnm(*file);
    const int tolerance = picture ? 0 : 2;
    if (!picture) {
      auto stored = media::decode_stored(*file);  // the reference ignores orientation
      ASSERT_TRUE(stored.ok()) << row[0];
      picture = std::move(stored).take().picture;
    }
    const auto f = reference_fingerprint(*picture);
    ASSERT_TRUE(f.ok()) << row[0];
    EXPECT_NEAR(f->quality, std::stoi(row[1]), 1) << row[0];
    pictures++;
    if (std::stoi(row[1]) < kQualityMin) continue;  // such hashes are noise
    const auto turns = dihedral(*f);
    for (std::size_t t = 0; t < kTurns; t++) {
      const auto want = Hash::from_hex(row[2 + t]);
      ASSERT_TRUE(want.ok()) << row[0];
      const int d = distance(turns[t].hash, *want);
      EXPECT_LE(d, tolerance) << row[0] << " turn " << t;
      worst = std::max(worst, d);
      hashes++;
    }
  }
  std::printf("pdq: %d pictures, %d hashes, worst distance %d\n", pictures, hashes, worst);
  RecordProperty("cases", hashes);
  EXPECT_GT(pictures, 0);
}

TEST(PdqVectors, SearchFindsExactlyWhatBruteForceFound_PHA_4) {
  const auto haystack_file = testing::load_vector_file("pdq/haystack.txt");
  const auto expected = testing::load_vector_file("pdq/match_expected.tsv");
  if (!haystack_file || !expected) GTEST_SKIP() << "no vectors at pdq/match_expected.tsv";
  std::vector<Hash> haystack;
  for (const auto& row : table(*haystack_file)) {
    const auto h = Hash::from_hex(row[0].substr(0, 64));
    ASSERT_TRUE(h.ok());
    haystack.push_back(*h);
  }
  int cases = 0;
  for (const auto& row : table(*expected)) {
    const auto needle = Hash::from_hex(row[0]);
    ASSERT_TRUE(needle.ok());
    std::vector<Hit> want;
    std::istringstream hits(row.size() > 2 && row[2] != "-" ? row[2] : "");
    for (std::string hit; std::getline(hits, hit, ',');) {
      std::size_t colon = 0;
      const std::size_t line = std::stoul(hit, &colon);
      want.push_back({line - 1, std::stoi(hit.substr(colon + 1))});
    }
    EXPECT_EQ(within_var(*needle, haystack, std::stoi(row[1])), want) << row[0] << " " << row[1];
    cases++;
  }
  std::printf("pdq search: %d cases over %zu hashes\n", cases, haystack.size());
  RecordProperty("cases", cases);
  EXPECT_GT(cases, 0);
}

}  // namespace
}  // namespace eq::phash
