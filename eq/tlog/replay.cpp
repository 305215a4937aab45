#include <algorithm>

#include "eq/tlog/log.h"

namespace eq::tlog {
namespace {

LogFault fault(Err err, const TileName& name, std::optional<std::uint64_t> index,
               std::string what) {
  return {err, name.path(), index, std::move(what)};
}

Result<Bytes, LogFault> fetch_object(const Fetch& fetch, const TileName& name) {
  auto bytes = fetch(name.path());
  if (bytes) return std::move(bytes).take();
  std::optional<std::uint64_t> first;
  if (name.level == 0) first = name.index * kTileWidth;
  return fault(bytes.error(), name, first, "cannot be fetched");
}

/// One bundle against its level-0 tile.  Entries are compared one by one even if the bundle is too
/// short, so that the first that is missing or changed can be named.
Result<void, LogFault> check_bundle(View bundle, std::span<const Hash> leaves, const TileName& name,
                                    std::vector<Bytes>& entries) {
  Reader r(bundle);
  std::uint64_t index = name.index * kTileWidth;
  for (const Hash& leaf : leaves) {
    if (r.empty()) return fault(Err::forged, name, index, "entry is missing");
    const auto n = r.u16();
    const auto entry = n ? r.raw(*n) : Result<View>(Err::malformed);
    if (!entry) return fault(Err::malformed, name, index, "entry is cut short");
    if (leaf_hash(*entry) != leaf)
      return fault(Err::forged, name, index, "entry differs from its hash in the tree");
    entries.push_back(to_bytes(*entry));
    ++index;
  }
  if (!r.empty()) return fault(Err::malformed, name, index, "entries beyond the checkpoint's size");
  return {};
}

Result<void, LogFault> check_upper_levels(const Fetch& fetch, const MemoryTree& tree) {
  for (const TileName& name : tiles_of(tree.size())) {
    if (name.kind != TileKind::hashes || name.level == 0) continue;
    const Bytes bytes = TRY(fetch_object(fetch, name));
    const auto hashes = decode_tile(bytes, name.width);
    if (!hashes) return fault(Err::malformed, name, {}, "tile has another width");
    for (unsigned i = 0; i < name.width; ++i) {
      const auto computed = tree.subtree(name.level * kTileHeight, name.index * kTileWidth + i);
      if (!computed || *computed != (*hashes)[i])
        return fault(Err::forged, name, {},
                     "hash " + std::to_string(i) + " is not the root of its tile below");
    }
  }
  return {};
}

Result<void, LogFault> check_known(const MemoryTree& tree, std::span<const Head> known) {
  std::vector<Head> heads(known.begin(), known.end());
  std::sort(heads.begin(), heads.end());
  std::uint64_t good = 0;
  for (const Head& h : heads) {
    if (h.size > tree.size())
      return LogFault{
          Err::forged, "checkpoint", tree.size(),
          "the log is shorter than the " + std::to_string(h.size) + " entries it was seen to have"};
    const auto root = root_of(tree, h.size);
    if (!root || *root != h.root)
      return LogFault{Err::forged, "checkpoint", good,
                      "history was rewritten: somewhere in entries " + std::to_string(good) +
                          " to " + std::to_string(h.size == 0 ? 0 : h.size - 1)};
    good = h.size;
  }
  return {};
}

}  // namespace

Result<CosignedCheckpoint, LogFault> fetch_checkpoint(const Fetch& fetch, const Policy& policy) {
  const auto note = fetch("checkpoint");
  if (!note) return LogFault{note.error(), "checkpoint", {}, "cannot be fetched"};
  auto checkpoint = CosignedCheckpoint::verify(to_string(*note), policy);
  if (!checkpoint)
    return LogFault{
        checkpoint.error(), "checkpoint", {}, "is not signed by the log and a quorum of witnesses"};
  return std::move(*checkpoint);
}

Result<ReplayedLog, LogFault> ReplayedLog::fetch(const Fetch& fetch, const Policy& policy,
                                                 std::span<const Head> known) {
  return ReplayedLog::fetch(fetch, TRY(fetch_checkpoint(fetch, policy)), known);
}

Result<ReplayedLog, LogFault> ReplayedLog::fetch(const Fetch& fetch,
                                                 const CosignedCheckpoint& checkpoint,
                                                 std::span<const Head> known) {
  ReplayedLog log(checkpoint);
  const std::uint64_t size = checkpoint.size();
  for (std::uint64_t start = 0; start < size; start += kTileWidth) {
    const auto width = static_cast<unsigned>(std::min(kTileWidth, size - start));
    const TileName leaves_name{TileKind::hashes, 0, start / kTileWidth, width};
    const TileName bundle_name{TileKind::entries, 0, start / kTileWidth, width};
    const Bytes tile = TRY(fetch_object(fetch, leaves_name));
    const auto leaves = decode_tile(tile, width);
    if (!leaves) return fault(Err::malformed, leaves_name, {}, "tile has another width");
    const Bytes bundle = TRY(fetch_object(fetch, bundle_name));
    TRY(check_bundle(bundle, *leaves, bundle_name, log.entries_));
    for (const Hash& leaf : *leaves) log.tree_.append(leaf);
  }
  TRY(check_upper_levels(fetch, log.tree_));
  TRY(check_known(log.tree_, known));
  const auto root = root_of(log.tree_, size);
  if (!root || *root != checkpoint.root())
    return LogFault{Err::forged,
                    "checkpoint",
                    {},
                    "entries and tiles agree with each other but not with the signed root"};
  return log;
}

Result<Head> ReplayedLog::head_at(std::uint64_t at) const {
  REQUIRE_OR(at <= size(), Err::missing);
  return Head{at, TRY(root_of(tree_, at))};
}

}  // namespace eq::tlog
