// Our own golden vectors, spec/vectors/tlog.json: the same bytes in every build and on every
// machine. EQ_WRITE_GOLDEN=1 writes the file anew; look at the difference before committing it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "eq/testing/vectors.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/witness.h"

namespace eq::tlog {
namespace {

using nlohmann::ordered_json;
constexpr const char* kName = "tlog.json";

crypto::SigningKey key_of(std::uint8_t fill) {
  Array<32> seed;
  seed.fill(fill);
  return crypto::SigningKey::from_seed(Secret<32>(std::move(seed)));
}

ordered_json golden() {
  const LogSigner log_key("equipoise.example/orders", key_of(0x11));
  const WitnessSigner witness("witness.example/w", key_of(0x22));
  MemoryTileStore store;
  Log log = Log::open(store).take();
  std::vector<Bytes> entries;
  for (int i = 0; i < 5; ++i) entries.push_back(to_bytes("entry " + std::to_string(i)));
  EQ_ASSERT(log.append(std::span(entries).first(3)).ok());
  const Head three = log.head();
  EQ_ASSERT(log.append(std::span(entries).subspan(3)).ok());
  const std::string note = sign_checkpoint(log.head(), log_key);
  const SignatureLine line = cosign(Note::parse(note)->text, witness, Time{1'795'000'000'000});
  const std::string cosigned = *with_signatures(note, std::span(&line, 1));

  ordered_json j;
  j["log_seed"] = std::string(64, '1');
  j["witness_seed"] = std::string(64, '2');
  j["log_vkey"] = log_key.verify_key().vkey();
  j["witness_vkey"] = witness.verify_key().vkey();
  for (const Bytes& e : entries) j["entries"].push_back(hex(e));
  j["leaf_hash_0"] = hex(leaf_hash(entries[0]));
  j["root_3"] = hex(three.root);
  j["root_5"] = hex(log.head().root);
  j["tile/0/000.p/5"] = hex(*serve(store, "tile/0/000.p/5"));
  j["tile/entries/000.p/5"] = hex(*serve(store, "tile/entries/000.p/5"));
  j["checkpoint"] = note;
  j["cosigned_checkpoint"] = cosigned;
  j["add_checkpoint_from_3"] = log.witness_request(3, note).take();
  j["proof_of_2"] = log.proof(2, cosigned)->text();
  j["policy"] = hex(encode(Policy{log_key.verify_key(), {witness.verify_key()}, 1}));
  return j;
}

TEST(GoldenVectors, EveryFormatIsTheSameBytesAsEver_TLG_2_TLG_3_TLG_7) {
  const ordered_json now = golden();
  if (std::getenv("EQ_WRITE_GOLDEN")) eq::testing::save_golden(kName, now);
  const auto kept = eq::testing::load_golden(kName);
  for (const auto& [name, value] : now.items())
    EXPECT_EQ(kept.value(name, ordered_json()), value) << name;
  EXPECT_EQ(kept.size(), now.size());
}

TEST(GoldenVectors, TheKeptProofVerifiesUnderTheKeptKeys_TLG_7) {
  const auto j = eq::testing::load_golden(kName);
  const Policy policy{LogKey::parse(j["log_vkey"].get<std::string>()).take(),
                      {WitnessKey::parse(j["witness_vkey"].get<std::string>()).take()},
                      1};
  const auto proof = LogProof::parse(j["proof_of_2"].get<std::string>());
  ASSERT_TRUE(proof.ok());
  const auto checkpoint = CosignedCheckpoint::verify(proof->checkpoint, policy);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->seen_by().latest(), Time{1'795'000'000'000});
  EXPECT_TRUE(verify_inclusion(leaf_hash(*from_hex(j["entries"][2].get<std::string>())), 2,
                               checkpoint->head(), proof->path)
                  .ok());
}

}  // namespace
}  // namespace eq::tlog
