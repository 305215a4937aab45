#include "eq/tlog/tile.h"

#include <algorithm>
#include <bit>
#include <cstdio>

#include "eq/tlog/text.h"

namespace eq::tlog {
namespace {

std::uint64_t shifted(std::uint64_t size, unsigned tile_levels) {
  const unsigned bits = tile_levels * kTileHeight;
  return bits < 64 ? size >> bits : 0;
}

}  // namespace

std::uint64_t full_tiles(std::uint64_t size, unsigned level) { return shifted(size, level + 1); }
unsigned partial_width(std::uint64_t size, unsigned level) {
  return static_cast<unsigned>(shifted(size, level) % kTileWidth);
}

std::string TileName::path() const {
  char group[8];
  std::snprintf(group, sizeof group, "%03u", static_cast<unsigned>(index % 1000));
  std::string number = group;
  for (std::uint64_t n = index / 1000; n > 0; n /= 1000) {
    std::snprintf(group, sizeof group, "x%03u/", static_cast<unsigned>(n % 1000));
    number.insert(0, group);
  }
  std::string out =
      kind == TileKind::entries ? "tile/entries/" : "tile/" + std::to_string(level) + "/";
  out += number;
  if (width < kTileWidth) out += ".p/" + std::to_string(width);
  return out;
}

Result<TileName> TileName::parse(std::string_view path) {
  // Read generously, then insist on the one spelling that path() has.
  TileName t;
  constexpr std::size_t kPathMax = 64;
  REQUIRE_OR(path.size() <= kPathMax && path.starts_with("tile/"), Err::malformed);
  std::string_view rest = path.substr(5);
  if (rest.starts_with("entries/")) {
    t.kind = TileKind::entries;
    rest.remove_prefix(8);
  } else {
    const auto slash = rest.find('/');
    REQUIRE_OR(slash != std::string_view::npos, Err::malformed);
    const auto level = parse_decimal(rest.substr(0, slash));
    REQUIRE_OR(level && *level <= kTileLevelMax, Err::malformed);
    t.level = static_cast<unsigned>(*level);
    rest.remove_prefix(slash + 1);
  }
  if (const auto p = rest.find(".p/"); p != std::string_view::npos) {
    const auto width = parse_decimal(rest.substr(p + 3));
    REQUIRE_OR(width && *width >= 1 && *width < kTileWidth, Err::malformed);
    t.width = static_cast<unsigned>(*width);
    rest = rest.substr(0, p);
  }
  for (const char c : rest) {
    if (c == 'x' || c == '/') continue;
    REQUIRE_OR(c >= '0' && c <= '9', Err::malformed);
    const std::uint64_t digit = static_cast<std::uint64_t>(c - '0');
    REQUIRE_OR(t.index <= (~std::uint64_t{0} - digit) / 10, Err::malformed);
    t.index = t.index * 10 + digit;
  }
  REQUIRE_OR(t.path() == path, Err::malformed);
  return t;
}

std::vector<TileName> tiles_of(std::uint64_t size) {
  std::vector<TileName> names;
  auto level_of = [&](TileKind kind, unsigned level) {
    const std::uint64_t full = full_tiles(size, level);
    for (std::uint64_t i = 0; i < full; ++i) names.push_back({kind, level, i, kTileWidth});
    if (const unsigned w = partial_width(size, level)) names.push_back({kind, level, full, w});
  };
  level_of(TileKind::entries, 0);
  for (unsigned level = 0; shifted(size, level) > 0; ++level) level_of(TileKind::hashes, level);
  return names;
}

Bytes encode_tile(std::span<const Hash> hashes) {
  Bytes out;
  out.reserve(hashes.size() * 32);
  for (const Hash& h : hashes) append(out, h);
  return out;
}

Result<std::vector<Hash>> decode_tile(View tile, unsigned n) {
  REQUIRE_OR(tile.size() == std::size_t{n} * 32, Err::malformed);
  std::vector<Hash> hashes(n);
  for (unsigned i = 0; i < n; ++i) std::copy_n(tile.begin() + i * 32, 32, hashes[i].begin());
  return hashes;
}

Bytes encode_bundle(std::span<const Bytes> entries) {
  Writer w;
  for (const Bytes& e : entries) {
    EQ_ASSERT(e.size() <= kEntrySizeMax);
    w.u16(static_cast<std::uint16_t>(e.size()));
    w.raw(e);
  }
  return w.take();
}

Result<std::vector<View>> decode_bundle(View bundle, unsigned n) {
  Reader r(bundle);
  std::vector<View> entries;
  for (unsigned i = 0; i < n; ++i) entries.push_back(TRY(r.raw(TRY(r.u16()))));
  TRY(r.end());
  return entries;
}

Result<Bytes> cut(TileKind kind, View wide, unsigned width) {
  if (kind == TileKind::hashes) {
    REQUIRE_OR(wide.size() >= std::size_t{width} * 32, Err::missing);
    return to_bytes(wide.first(std::size_t{width} * 32));
  }
  Reader r(wide);
  for (unsigned i = 0; i < width; ++i) {
    REQUIRE_OR(!r.empty(), Err::missing);
    TRY(r.raw(TRY(r.u16())));
  }
  return to_bytes(wide.first(wide.size() - r.rest().size()));
}

Hash tile_root(std::span<const Hash> full_tile) {
  EQ_ASSERT(full_tile.size() == kTileWidth);
  std::vector<Hash> row(full_tile.begin(), full_tile.end());
  for (std::size_t n = row.size(); n > 1; n /= 2)
    for (std::size_t i = 0; i < n / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  return row[0];
}

}  // namespace eq::tlog
