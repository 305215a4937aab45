#include "eq/tlog/log.h"

#include <map>
#include <tuple>

#include "eq/tlog/witness.h"

namespace eq::tlog {
namespace {

/// The hash of a complete subtree out of stored tiles.
Result<Hash> stored_subtree(const TileStore& store, unsigned level, std::uint64_t index) {
  const unsigned tile_level = level / kTileHeight, height = level % kTileHeight;
  const std::uint64_t first = index << height, n = std::uint64_t{1} << height;
  const Bytes tile = TRY(store.read(TileKind::hashes, tile_level, first / kTileWidth));
  const std::size_t offset = static_cast<std::size_t>(first % kTileWidth) * 32;
  REQUIRE_OR(offset + n * 32 <= tile.size(), Err::missing);
  auto row = TRY(decode_tile(View(tile).subspan(offset, n * 32), static_cast<unsigned>(n)));
  for (std::size_t k = row.size(); k > 1; k /= 2)
    for (std::size_t i = 0; i < k / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  return row[0];
}

/// The tiles touched by one append, each loaded once.
class Draft {
 public:
  explicit Draft(const TileStore& store) : store_(store) {}

  /// The object that item `position` of (kind, level) goes into, ready to be appended to.
  Result<Bytes*> at(TileKind kind, unsigned level, std::uint64_t position) {
    const auto key = std::tuple(kind, level, position / kTileWidth);
    auto it = touched_.find(key);
    if (it == touched_.end()) {
      const unsigned before = static_cast<unsigned>(position % kTileWidth);
      Bytes bytes;
      if (before > 0)
        bytes = TRY(cut(kind, TRY(store_.read(kind, level, position / kTileWidth)), before));
      it = touched_.emplace(key, std::move(bytes)).first;
    }
    return &it->second;
  }

  /// Add a hash at `level`, and the roots of tiles that this completes above it.
  Status add_hash(unsigned level, std::uint64_t position, const Hash& h) {
    Bytes* tile = TRY(at(TileKind::hashes, level, position));
    append(*tile, h);
    if (position % kTileWidth != kTileWidth - 1) return ok();
    const auto hashes = TRY(decode_tile(*tile, kTileWidth));
    return add_hash(level + 1, position / kTileWidth, tile_root(hashes));
  }

  LogBatch batch(const Head& head) && {
    LogBatch b{{}, head};
    for (auto& [key, bytes] : touched_) {
      const auto& [kind, level, index] = key;
      b.objects.push_back({kind, level, index, std::move(bytes)});
    }
    return b;
  }

 private:
  const TileStore& store_;
  std::map<std::tuple<TileKind, unsigned, std::uint64_t>, Bytes> touched_;
};

}  // namespace

Result<Log> Log::open(TileStore& store) {
  Log log(store);
  log.head_ = TRY(store.head());
  log.edge_ = TRY(Frontier::load(log, log.head_.size));
  REQUIRE_OR(log.edge_.head() == log.head_, Err::forged);
  return log;
}

Result<Hash> Log::subtree(unsigned level, std::uint64_t index) const {
  return stored_subtree(*store_, level, index);
}

Result<Head> Log::append(std::span<const Bytes> entries) {
  REQUIRE_OR(!entries.empty(), Err::refused);
  for (const Bytes& e : entries) REQUIRE_OR(e.size() <= kEntrySizeMax, Err::too_large);
  Draft draft(*store_);
  Frontier edge = edge_;
  for (const Bytes& e : entries) {
    const std::uint64_t position = edge.size();
    const Hash leaf = leaf_hash(e);
    Bytes* bundle = TRY(draft.at(TileKind::entries, 0, position));
    eq::append(*bundle, be16(static_cast<std::uint16_t>(e.size())));
    eq::append(*bundle, e);
    TRY(draft.add_hash(0, position, leaf));
    edge.append(leaf);
  }
  const Head head = edge.head();
  TRY(store_->write(std::move(draft).batch(head)));
  edge_ = std::move(edge);
  head_ = head;
  return head;
}

Result<Bytes> Log::entry(std::uint64_t index) const {
  REQUIRE_OR(index < head_.size, Err::missing);
  const Bytes bundle = TRY(store_->read(TileKind::entries, 0, index / kTileWidth));
  Reader r(bundle);
  for (std::uint64_t i = 0; i < index % kTileWidth; ++i) TRY(r.raw(TRY(r.u16())));
  return to_bytes(TRY(r.raw(TRY(r.u16()))));
}

Result<LogProof> Log::proof(std::uint64_t index, std::string_view checkpoint_note) const {
  const auto c = TRY(Checkpoint::parse(TRY(Note::parse(checkpoint_note)).text));
  REQUIRE_OR(c.head.size <= head_.size, Err::missing);
  return LogProof{
      {}, index, TRY(prove_inclusion(*this, index, c.head.size)), std::string(checkpoint_note)};
}

Result<std::string> Log::witness_request(std::uint64_t old_size,
                                         std::string_view checkpoint_note) const {
  const auto c = TRY(Checkpoint::parse(TRY(Note::parse(checkpoint_note)).text));
  REQUIRE_OR(c.head.size <= head_.size, Err::missing);
  return AddCheckpoint{old_size, TRY(prove_consistency(*this, old_size, c.head.size)),
                       std::string(checkpoint_note)}
      .text();
}

Result<Bytes> serve(const TileStore& store, std::string_view path) {
  const TileName name = TRY(TileName::parse(path));
  return cut(name.kind, TRY(store.read(name.kind, name.level, name.index)), name.width);
}

}  // namespace eq::tlog
