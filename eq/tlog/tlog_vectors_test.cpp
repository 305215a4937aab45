// The official and shared vectors: transparency-dev/merkle, a Tessera log, the C2SP note example,
// cosigned checkpoints and tile arithmetic.
#include <gtest/gtest.h>

#include <bit>

#include "eq/testing/vectors.h"
#include "eq/tlog/log.h"
#include "eq/tlog/memory_store.h"

namespace eq::tlog {
namespace {

using nlohmann::json;

void ran(const char* what, std::size_t n) {
  std::printf("%s: %zu cases\n", what, n);
  ::testing::Test::RecordProperty(what, static_cast<int>(n));
}

std::optional<Hash> hash_of(const json& j) {
  const auto b = from_base64(j.get<std::string>());
  if (!b) return std::nullopt;
  const auto h = to_array<32>(*b);
  if (!h) return std::nullopt;
  return *h;
}

/// nullopt if a proof line is no hash: then no decoder would have let it in.
std::optional<std::vector<Hash>> proof_of(const json& j) {
  std::vector<Hash> out;
  if (j.is_null()) return out;
  for (const auto& line : j) {
    const auto h = hash_of(line);
    if (!h) return std::nullopt;
    out.push_back(*h);
  }
  return out;
}

/// The files also hold cases over subtrees [start, end) of draft-ietf-plants-merkle-tree-certs.  A
/// subtree that starts at 0 is a tree.  One that starts later is a tree of its own for inclusion;
/// its consistency proofs are another algorithm, which nothing here uses.
bool is_subtree(std::uint64_t start, std::uint64_t end) {
  if (start >= end) return false;
  if (start == 0) return true;
  return end - start <= std::uint64_t{1} << 63 && start % std::bit_ceil(end - start) == 0;
}

TEST(MerkleVectors, EveryInclusionCaseIsJudgedAsTheReferenceDoes_TLG_1) {
  EQ_VECTORS(trees, "tlog/merkle/inclusion.json");
  EQ_VECTORS(others, "tlog/merkle/consistency.json");  // holds the inclusion cases over subtrees
  std::size_t n = 0;
  auto judge = [&](const json& c) {
    if (!c.contains("leafIdx")) return;
    const auto root = hash_of(c["root"]), leaf = hash_of(c["leafHash"]);
    const auto proof = proof_of(c["proof"]);
    const auto start = c.value("start", std::uint64_t{0});
    const auto end = c.value(c.contains("end") ? "end" : "treeSize", std::uint64_t{0});
    const std::uint64_t index = c["leafIdx"];
    const bool good = root && leaf && proof && is_subtree(start, end) && index >= start &&
                      verify_inclusion(*leaf, index - start, {end - start, *root}, *proof).ok();
    EXPECT_EQ(good, !c["wantErr"].get<bool>()) << c["file"] << " " << c["desc"];
    ++n;
  };
  for (const auto& c : trees) judge(c);
  for (const auto& c : others) judge(c);
  ran("tlog/merkle inclusion", n);
}

TEST(MerkleVectors, EveryConsistencyCaseIsJudgedAsTheReferenceDoes_TLG_1) {
  EQ_VECTORS(cases, "tlog/merkle/consistency.json");
  std::size_t n = 0, other = 0;
  for (const auto& c : cases) {
    if (c.contains("leafIdx")) continue;
    const bool subtree = c.contains("end");
    if (subtree &&
        (c.value("start", std::uint64_t{0}) != 0 || c.value("end", std::uint64_t{0}) == 0)) {
      ++other;
      continue;
    }
    const auto size1 = c.value(subtree ? "end" : "size1", std::uint64_t{0});
    const auto size2 = c.value(subtree ? "size" : "size2", std::uint64_t{0});
    // The reference compares roots of any length; ours are hashes by type.  Equal texts that are no
    // hashes stand for equal roots.
    auto r1 = hash_of(c["root1"]), r2 = hash_of(c["root2"]);
    if (c["root1"] == c["root2"] && !r1)
      r1 = r2 = crypto::sha256(view(c["root1"].get<std::string>()));
    const auto proof = proof_of(c["proof"]);
    const bool good =
        r1 && r2 && proof && verify_consistency({size1, *r1}, {size2, *r2}, *proof).ok();
    EXPECT_EQ(good, !c["wantErr"].get<bool>()) << c["file"] << " " << c["desc"];
    ++n;
  }
  std::printf("tlog/merkle consistency: %zu cases of empty or later subtrees do not apply\n",
              other);
  ran("tlog/merkle consistency", n);
}

TEST(NoteVectors, TheSpecificationsExampleVerifies_TLG_3) {
  const auto note = testing::load_vector_file("tlog/signed-note/example.note");
  const auto vkey = testing::load_vector_file("tlog/signed-note/example.vkey");
  if (!note || !vkey) GTEST_SKIP() << "no vectors at tlog/signed-note";
  std::string text = to_string(*vkey);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto key = LogKey::parse(text);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->vkey(), text);
  const auto parsed = Note::parse(to_string(*note));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->to_text(), to_string(*note));
  EXPECT_TRUE(*is_signed_by(*parsed, *key));
  ran("tlog/signed-note", 1);
}

TEST(TesseraVectors, CheckpointsTilesAndEntriesOfARealLogAgree_TLG_2_TLG_8) {
  const std::string dir = "tlog/tessera-log/";
  auto vkey = testing::load_vector_file(dir + "vkey.txt");
  if (!vkey) GTEST_SKIP() << "no vectors at " << dir;
  std::string text = to_string(*vkey);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const LogKey key = LogKey::parse(text).take();
  std::size_t n = 0;

  // Our own log, fed the same entries, must produce the same tiles and roots.
  const auto bundle = testing::load_vector_file(dir + "tile/entries/000.p/15");
  const auto tile = testing::load_vector_file(dir + "tile/0/000.p/15");
  ASSERT_TRUE(bundle && tile);
  const auto entries = decode_bundle(*bundle, 15);
  ASSERT_TRUE(entries.ok());
  MemoryTileStore store;
  Log log = Log::open(store).take();
  std::vector<Head> heads{log.head()};
  for (const View e : *entries) heads.push_back(log.append(std::vector<Bytes>{to_bytes(e)}).take());

  for (std::uint64_t size = 0; size <= 15; ++size) {
    const auto note = testing::load_vector_file(dir + "checkpoint." + std::to_string(size));
    if (!note) continue;
    const auto c = VerifiedCheckpoint::verify(to_string(*note), key);
    ASSERT_TRUE(c.ok()) << size;
    EXPECT_EQ(c->head(), heads[size]);
    EXPECT_EQ(c->note().to_text(), to_string(*note));
    ++n;
  }
  for (const char* width : {"4", "15"})
    for (const char* kind : {"tile/0/000.p/", "tile/entries/000.p/"}) {
      const std::string path = std::string(kind) + width;
      EXPECT_EQ(*serve(store, path), *testing::load_vector_file(dir + path));
      ++n;
    }
  ran("tlog/tessera-log", n);
}

TEST(CosignedVectors, EveryCheckpointVerifiesAndItsRootRecomputes_TLG_4) {
  EQ_VECTORS(v, "tlog/cosigned/cosigned.json");
  Policy policy{LogKey::parse(v["log_vkey"].get<std::string>()).take(), {}, 3};
  for (const auto& k : v["witness_vkeys"])
    policy.witnesses.push_back(WitnessKey::parse(k.get<std::string>()).take());
  Frontier tree;
  std::size_t n = 0;
  for (const auto& c : v["checkpoints"]) {
    const auto note = c["note"].get<std::string>();
    const auto verified = CosignedCheckpoint::verify(note, policy);
    ASSERT_TRUE(verified.ok());
    EXPECT_EQ(verified->witnesses(), 3u);
    const auto size = c["size"].get<std::uint64_t>();
    while (tree.size() < size) tree.append(leaf_hash(view("entry " + std::to_string(tree.size()))));
    EXPECT_EQ(verified->head(), tree.head());
    // One flipped character of any signature spoils the note, whichever key it belongs to.
    for (std::size_t at = note.find("\n\n") + 2; at < note.size(); at += 37) {
      std::string bad = note;
      bad[at] = bad[at] == 'A' ? 'B' : 'A';
      EXPECT_FALSE(CosignedCheckpoint::verify(bad, policy).ok());
    }
    ++n;
  }
  ran("tlog/cosigned", n);
}

TEST(TileVectors, PathsAndWidthsAreTheSharedOnes_TLG_2) {
  EQ_VECTORS(v, "tlog/tiles/tiles.json");
  std::size_t n = 0;
  for (const auto& [index, path] : v["index_paths"].items()) {
    const TileName t{TileKind::hashes, 0, std::stoull(index), kTileWidth};
    EXPECT_EQ(t.path(), "tile/0/" + path.get<std::string>());
    ++n;
  }
  for (const auto& [size_text, levels] : v["trees"].items()) {
    const std::uint64_t size = std::stoull(size_text);
    for (const auto& l : levels) {
      const unsigned level = l["level"];
      EXPECT_EQ(full_tiles(size, level), l["full"].get<std::uint64_t>());
      EXPECT_EQ(partial_width(size, level), l["partial_width"].get<unsigned>());
      const TileName partial{TileKind::hashes, level, full_tiles(size, level),
                             partial_width(size, level)};
      if (!l["partial_path"].is_null()) {
        EXPECT_EQ(partial.path(), l["partial_path"].get<std::string>());
      }
      const TileName last{TileKind::hashes, level, full_tiles(size, level) - 1, kTileWidth};
      if (!l["last_full_path"].is_null()) {
        EXPECT_EQ(last.path(), l["last_full_path"].get<std::string>());
      }
    }
    EXPECT_EQ(full_tiles(size, static_cast<unsigned>(levels.size())), 0u);
    EXPECT_EQ(partial_width(size, static_cast<unsigned>(levels.size())), 0u);
    ++n;
  }
  ran("tlog/tiles", n);
}

}  // namespace
}  // namespace eq::tlog
