// How a log is laid out for reading: tiles of 256 hashes and bundles of 256 entries, as static
// objects with fixed names.  c2sp.org/tlog-tiles
#pragma once

#include "eq/tlog/merkle.h"

namespace eq::tlog {

constexpr unsigned kTileHeight = 8;
constexpr std::uint64_t kTileWidth = 256;
constexpr unsigned kTileLevelMax = 63;
/// An entry's length travels in 16 bits.
constexpr std::size_t kEntrySizeMax = 65535;

/// The full tiles that a log of `size` leaves has at `level`.
std::uint64_t full_tiles(std::uint64_t size, unsigned level);
/// The width of its partial tile there, 0..255; 0: there is none.
unsigned partial_width(std::uint64_t size, unsigned level);

enum class TileKind { hashes, entries };

/// One object of the layout.  A width of 256 is a full tile, 1..255 a partial one.
struct TileName {
  TileKind kind = TileKind::hashes;
  unsigned level = 0;  // always 0 for entries
  std::uint64_t index = 0;
  unsigned width = kTileWidth;
  auto operator<=>(const TileName&) const = default;

  /// "tile/0/x001/234.p/7", "tile/entries/005".
  std::string path() const;
  /// Err::malformed for anything path() does not write.
  static Result<TileName> parse(std::string_view path);
};

/// Every object that a log of `size` leaves must serve, entries and hashes, in order of level and
/// index.
std::vector<TileName> tiles_of(std::uint64_t size);

/// Hashes one after the other.  @param n expected number; Err::malformed on another length.
Bytes encode_tile(std::span<const Hash> hashes);
Result<std::vector<Hash>> decode_tile(View tile, unsigned n);

/// Each entry with a 16-bit length before it; entries longer than kEntrySizeMax trip an assertion.
Bytes encode_bundle(std::span<const Bytes> entries);
/// Exactly `n` entries and nothing after them, else Err::malformed.  Views into `bundle`.
Result<std::vector<View>> decode_bundle(View bundle, unsigned n);

/// The narrower tile or bundle of `width` that begins a wider one; tiles only grow on the right.
/// Err::missing if `wide` holds fewer.
Result<Bytes> cut(TileKind kind, View wide, unsigned width);

/// The root of the tree over the hashes of one full tile (256 of them).
Hash tile_root(std::span<const Hash> full_tile);

}  // namespace eq::tlog
