// Rows of `equipoise bench tlog`.  The yardstick is one SHA-256 of 64 bytes, as a tree node costs
// (65 bytes take as many blocks), so a ratio reads as "so many hashes".
#include <algorithm>

#include "bench/frame.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/witness.h"

namespace {

using namespace eq;
using namespace eq::tlog;

Bytes entry(std::uint64_t i) { return concat({be64(i), Bytes(120, 7)}); }

crypto::SigningKey key_of(std::uint8_t fill) {
  Array<32> seed;
  seed.fill(fill);
  return crypto::SigningKey::from_seed(Secret<32>(std::move(seed)));
}

struct Setup {
  LogSigner log{"log.example", key_of(1)};
  WitnessSigner witness{"witness.example", key_of(2)};
  Policy policy{log.verify_key(), {witness.verify_key()}, 1};

  std::string cosigned(const Head& head) {
    const std::string note = sign_checkpoint(head, log);
    const SignatureLine line = cosign(Note::parse(note)->text, witness, Time{1'790'000'000'000});
    return *with_signatures(note, std::span(&line, 1));
  }
};

bench::Report run() {
  bench::Report report("tlog", "SHA-256 of 64 bytes");
  const Array<64> block{};
  Hash sink{};
  const auto yardstick = [&] {
    const auto d = crypto::sha256(block);
    sink[0] ^= d[0];
  };
  report.yardstick(yardstick);
  Setup s;

  // A leaf costs its own hash (128 + 1 bytes: three blocks, so one and a half yardsticks), about
  // one node on the edge and one in its tile; the rest is copying.
  {
    MemoryTileStore store;
    Log log = Log::open(store).take();
    std::vector<Bytes> batch;
    for (std::uint64_t i = 0; i < 256; ++i) batch.push_back(entry(i));
    report.row("append of 256 leaves", 256, 256 * 6, [&] { EQ_ASSERT(log.append(batch).ok()); });
  }

  MemoryTree tree;
  constexpr std::uint64_t kSize = std::uint64_t{1} << 20;
  for (std::uint64_t i = 0; i < kSize; ++i) tree.append(leaf_hash(be64(i)));
  const Head head{kSize, root_of(tree, kSize).take()};
  const std::uint64_t at = 777'777;
  const auto proof = prove_inclusion(tree, at, kSize).take();
  report.row("inclusion verify", kSize, 30,
             [&] { EQ_ASSERT(verify_inclusion(leaf_hash(be64(at)), at, head, proof).ok()); });
  const Head old{at, root_of(tree, at).take()};
  const auto growth = prove_consistency(tree, at, kSize).take();
  report.row("consistency verify", kSize, 60,
             [&] { EQ_ASSERT(verify_consistency(old, head, growth).ok()); });
  report.yardstick(yardstick);

  const std::string note = s.cosigned(head);
  report.row("checkpoint + cosignature verify", note.size(), 1500,
             [&] { EQ_ASSERT(CosignedCheckpoint::verify(note, s.policy).ok()); });
  const Witness witness(WitnessSigner("witness.example", s.witness.key().clone()),
                        {s.log.verify_key()});
  const std::optional<WitnessRecord> record(WitnessRecord{"log.example", old, ""});
  const std::string request = AddCheckpoint{at, growth, sign_checkpoint(head, s.log)}.text();
  report.row("witness add-checkpoint", request.size(), 1500, [&] {
    EQ_ASSERT(witness.add_checkpoint(record, request, Time{1'790'000'000'000}).reply.status == 200);
  });
  report.yardstick(yardstick);

  MemoryTileStore store;
  Log log = Log::open(store).take();
  std::vector<Bytes> entries;
  for (std::uint64_t i = 0; i < 1024; ++i) entries.push_back(entry(i));
  EQ_ASSERT(log.append(entries).ok());
  const auto checkpoint = CosignedCheckpoint::verify(s.cosigned(log.head()), s.policy).take();
  const Fetch fetch = [&](std::string_view path) { return serve(store, path); };
  report.row("replay of 1024 entries", 1024, 1024 * 8,
             [&] { EQ_ASSERT(ReplayedLog::fetch(fetch, checkpoint).ok()); });
  report.figure("proof text at 2^20, bytes", kSize,
                static_cast<double>(LogProof{{}, at, proof, note}.text().size()), 2048);
  return report;
}

const bench::Registration registration("tlog", run);

}  // namespace
