// Our own golden vectors, made by spec/vectors/list.py without this code.
#include <gtest/gtest.h>

#include <cstdio>

#include "eq/list/entry.h"
#include "eq/testing/vectors.h"

namespace eq::list {
namespace {

using eq::testing::unhex;
using nlohmann::json;

json golden() { return eq::testing::load_golden("list.json"); }

// Blocks of 9 x 7 pixels, each of a colour out of a digest.
phash::Picture picture(const json& j) {
  phash::Picture p{j["width"],
                   j["height"],
                   j["channels"] == 1 ? phash::Channels::grey : phash::Channels::rgb,
                   {}};
  const std::uint8_t number = j["number"];
  for (std::uint32_t y = 0; y < p.height; y++) {
    for (std::uint32_t x = 0; x < p.width; x++) {
      const auto colour =
          crypto::sha256({view("block"), View(&number, 1), be16(static_cast<std::uint16_t>(x / 9)),
                          be16(static_cast<std::uint16_t>(y / 7))});
      p.pixels.insert(p.pixels.end(), colour.begin(),
                      colour.begin() + static_cast<int>(p.channels));
    }
  }
  return p;
}

TEST(Golden, HashesAreReproduced_PHA_1_PHA_2) {
  int n = 0;
  const json all = golden();
  for (const auto& j : all["pictures"]) {
    const auto p = picture(j);
    const auto f = j["reference"] ? phash::reference_fingerprint(p) : phash::fingerprint(p);
    ASSERT_TRUE(f.ok());
    EXPECT_EQ(f->hash.hex(), j["hash"].get<std::string>()) << j["number"];
    EXPECT_EQ(f->quality, j["quality"].get<int>()) << j["number"];
    n++;
  }
  std::printf("list golden: %d pictures\n", n);
  EXPECT_GT(n, 0);
}

TEST(Golden, PositionsAndProbesAreReproduced_PHA_5_PHA_6) {
  int n = 0;
  const json all = golden();
  for (const auto& j : all["tokens"]) {
    const phash::TokenParams params{j["k"], j["subsets"], j["variants"],
                                    *to_array<32>(unhex(j["seed"]))};
    EXPECT_EQ(phash::positions(params),
              j["positions"].get<std::vector<std::vector<std::uint8_t>>>());
    phash::Fingerprint f;
    f.hash = *phash::Hash::from_hex(j["hash"].get<std::string>());
    for (std::size_t i = 0; i < 256; i++) f.coefficients[i] = j["coefficients"][i].get<float>();
    auto sorted = f.coefficients;
    std::sort(sorted.begin(), sorted.end());
    f.median = sorted[127];
    const auto probes = phash::probe_tokens(f, params);
    std::size_t at = 0;
    for (const auto& subset : j["probes"]) {
      for (const auto& token : subset) {
        EXPECT_EQ(hex(probes.at(at++).bytes()), token.get<std::string>());
        n++;
      }
    }
    EXPECT_EQ(at, probes.size());
  }
  std::printf("list golden: %d probes\n", n);
  EXPECT_GT(n, 0);
}

TEST(Golden, EntriesRootAndHeadAreReproduced_LST_1_LST_7) {
  const json j = golden();
  std::vector<CertifiedEntry> entries;
  for (const auto& e : j["entries"]["certified"]) {
    const auto entry = decode<CertifiedEntry>(unhex(e));
    ASSERT_TRUE(entry.ok());
    EXPECT_EQ(encode(*entry), unhex(e));
    entries.push_back(*entry);
  }
  EXPECT_EQ(hex(entries_root(entries)), j["entries"]["root"].get<std::string>());
  std::vector<Authority> authorities;
  for (const auto& seed : j["entries"]["seeds"]) {
    const auto key = crypto::SigningKey::from_seed(std::move(Secret<32>::from(unhex(seed))).take());
    authorities.push_back(
        {"", authorities.empty() ? "NL" : "FR", key.verify_key(), {Kind::terrorism}});
  }
  EXPECT_TRUE(check_entries(entries, Kind::terrorism, authorities, {1770000000000}).ok());

  const auto signed_head = tlog::parse_entry<SignedHead>(unhex(j["head"]["log_entry"]));
  ASSERT_TRUE(signed_head.ok());
  EXPECT_EQ(encode(signed_head->head), unhex(j["head"]["head"]));
  EXPECT_EQ(hex(signed_head->head.id()), j["head"]["id"].get<std::string>());
  EXPECT_TRUE(check_certification(*signed_head, authorities).ok());
  EXPECT_EQ(tlog::entry_of(*signed_head), unhex(j["head"]["log_entry"]));
  const auto court = crypto::SigningKey::from_seed(
      std::move(Secret<32>::from(unhex(j["head"]["court_seed"]))).take());
  const auto standing =
      standing_of(signed_head->head.rule_for("NL"), court.verify_key(), signed_head->head.issued);
  EXPECT_EQ(standing.mode, Mode::warn_user_only);
}

TEST(Golden, FiltersAreReproduced_LST_6) {
  int n = 0;
  const json all = golden();
  for (const auto& j : all["filters"]) {
    std::vector<Tag> tags;
    for (std::uint32_t i = 0; i < j["tags"].get<std::uint32_t>(); i++)
      tags.push_back(tag_of(crypto::sha256({view("tag"), be32(i)})));
    const auto filter =
        Filter::build(tags, std::move(Secret<32>::from(unhex(j["filler_seed"]))).take(),
                      j["kind"].get<Kind>(), j["version"]);
    ASSERT_TRUE(filter.ok());
    EXPECT_EQ(filter->slots(), j["slots"].get<std::uint32_t>());
    EXPECT_EQ(hex(filter->digest()), j["digest"].get<std::string>());
    n++;
  }
  std::printf("list golden: %d filters\n", n);
  EXPECT_GT(n, 0);
}

}  // namespace
}  // namespace eq::list
