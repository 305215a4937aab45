#include "eq/evidence/packed_log.h"

#include "eq/evidence/layout.h"

namespace eq::evidence {
namespace {

using tlog::kTileWidth;
using tlog::TileKind;
using tlog::TileName;

std::string bundle_path(std::uint64_t index, unsigned width) {
  return std::string(kLogFolder) + TileName{TileKind::entries, 0, index, width}.path();
}

/// The bundle of that index in whatever width it is there; nullptr if it is in none.
const std::pair<const std::string, Bytes>* find_bundle(const Items& items, std::uint64_t index) {
  const std::string full = bundle_path(index, kTileWidth);
  const auto it = items.lower_bound(full);
  if (it == items.end() || (it->first != full && !it->first.starts_with(full + ".p/")))
    return nullptr;
  return &*it;
}

/// What a log's server would answer, from the entries alone.
class Shelf {
 public:
  explicit Shelf(const PackedLog& log) : log_(log) {
    for (const Bytes& entry : log.entries) tree_.append(tlog::leaf_hash(entry));
  }
  Result<Bytes> get(std::string_view path) const {
    if (path == "checkpoint") return to_bytes(log_.checkpoint);
    const auto name = TRY(TileName::parse(path));
    if (name.kind == TileKind::hashes) return hashes(name);
    const std::uint64_t first = name.index * kTileWidth;
    REQUIRE_OR(first + name.width <= log_.entries.size(), Err::missing);
    return tlog::encode_bundle(std::span(log_.entries).subspan(first, name.width));
  }

 private:
  Result<Bytes> hashes(const TileName& name) const {
    std::vector<tlog::Hash> out;
    for (unsigned i = 0; i < name.width; ++i)
      out.push_back(
          TRY(tree_.subtree(name.level * tlog::kTileHeight, name.index * kTileWidth + i)));
    return tlog::encode_tile(out);
  }
  const PackedLog& log_;
  tlog::MemoryTree tree_;
};

}  // namespace

void put_log(Items& items, const PackedLog& log) {
  items[kLogPath] = to_bytes(log.checkpoint);
  const std::span<const Bytes> all(log.entries);
  for (std::uint64_t first = 0; first < all.size(); first += kTileWidth) {
    const std::uint64_t width = std::min(kTileWidth, all.size() - first);
    items[bundle_path(first / kTileWidth, static_cast<unsigned>(width))] =
        tlog::encode_bundle(all.subspan(first, width));
  }
}

Result<PackedLog, std::string> read_log(const Items& items) {
  PackedLog log;
  const auto checkpoint = items.find(kLogPath);
  if (checkpoint == items.end()) return std::string(kLogPath);
  log.checkpoint = to_string(checkpoint->second);
  for (std::uint64_t index = 0; const auto* found = find_bundle(items, index); ++index) {
    const auto& [path, bundle] = *found;
    const auto name = TileName::parse(std::string_view(path).substr(kLogFolder.size()));
    if (!name) return path;
    const auto entries = tlog::decode_bundle(bundle, name->width);
    if (!entries) return path;
    for (const View entry : *entries) log.entries.push_back(to_bytes(entry));
    if (name->width < kTileWidth) break;
  }
  return log;
}

Result<tlog::ReplayedLog, tlog::LogFault> replay(const PackedLog& log, const tlog::Policy& policy) {
  const Shelf shelf(log);
  auto read =
      TRY(tlog::ReplayedLog::fetch([&](std::string_view path) { return shelf.get(path); }, policy));
  REQUIRE_OR(
      read.size() == log.entries.size(),
      (tlog::LogFault{Err::malformed, "checkpoint", read.size(), "there are entries beyond it"}));
  return read;
}

}  // namespace eq::evidence
