// Tile names, bundles, and a log replayed from a stranger's bytes.
#include <algorithm>

#include "eq/testing/seeded.h"
#include "eq/tlog/log.h"

using namespace eq;
using namespace eq::tlog;

namespace {

/// A cosigned checkpoint over three entries, to replay against.
const CosignedCheckpoint& checkpoint() {
  static const CosignedCheckpoint c = [] {
    testing::SeededRandom rng(1);
    const LogSigner log("l", crypto::SigningKey::generate(rng));
    const WitnessSigner witness("w", crypto::SigningKey::generate(rng));
    const std::string note = sign_checkpoint({3, leaf_hash(to_bytes("no such tree"))}, log);
    const SignatureLine line = cosign(Note::parse(note)->text, witness, Time{1'790'000'000'000});
    return CosignedCheckpoint::verify(*with_signatures(note, std::span(&line, 1)),
                                      {log.verify_key(), {witness.verify_key()}, 1})
        .take();
  }();
  return c;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View v(data, size);
  if (const auto t = TileName::parse(to_string(v))) EQ_ASSERT(t->path() == to_string(v));
  for (const unsigned n : {1u, 3u, 255u}) {
    if (const auto entries = decode_bundle(v, n)) {
      std::vector<Bytes> copy;
      for (const View e : *entries) copy.push_back(to_bytes(e));
      EQ_ASSERT(encode_bundle(copy) == to_bytes(v));
    }
    if (const auto narrow = cut(TileKind::entries, v, n)) EQ_ASSERT(decode_bundle(*narrow, n).ok());
    if (const auto hashes = decode_tile(v, n)) EQ_ASSERT(encode_tile(*hashes) == to_bytes(v));
  }
  const auto replayed = ReplayedLog::fetch(
      [&](std::string_view path) -> Result<Bytes> {
        if (!path.starts_with("tile/entries/"))
          return to_bytes(v.first(std::min<std::size_t>(v.size(), 96)));
        return to_bytes(v.subspan(std::min<std::size_t>(v.size(), 96)));
      },
      checkpoint());
  EQ_ASSERT(!replayed.ok());
  return 0;
}
