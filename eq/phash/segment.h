// A fixed list of hashes laid out for search within 31 bits: one span of bytes, fit to be saved and
// memory-mapped.  spec/index.md.
//
// Multi-index hashing.  The 256 bits are cut into bands, band b has a radius r_b, and the sum of
// (r_b + 1) over all bands is 32.  A hash that differed in more than r_b bits in every band would
// differ in at least 32 altogether; so whoever is within 31 is within r_b in some band, and looking
// into all buckets within r_b of the needle's, band by band, finds everybody.  When those buckets
// hold so many entries that reading all would be cheaper (many look alike), everything is read
// instead.
#pragma once

#include <optional>
#include <vector>

#include "eq/phash/sweep.h"

namespace eq::phash {

/// Numbers of entries and bands decide where everything lies.
struct Layout {
  std::uint64_t entries = 0;  // at most 2^31
  std::uint32_t bands = 0;    // 0: no tables, every search is linear; otherwise 9 .. 16

  struct Band {
    unsigned first_bit = 0;  // of the 256, bit 0 being the lowest of byte 0
    unsigned bits = 0, radius = 0;
    std::uint64_t offsets_at = 0, entries_at = 0;  // bytes into the image
  };
  std::uint64_t rows_at = 0, leads_at = 0, numbers_at = 0, bytes = 0;
  std::vector<Band> band;

  /// Err::malformed for a number of bands there cannot be, Err::too_large for too many entries.
  static Result<Layout> of(std::uint64_t entries, std::uint32_t bands);
  /// With the number of bands that costs the fewest reads.  EQ_ASSERTs that there are at most 2^31
  /// entries.
  static Layout best(std::uint64_t entries);
};

/// Lay out `hashes` in `image` (exactly layout.bytes bytes, a multiple of 4 aligned).
/// @param numbers  one for each hash, strictly ascending: the caller's names for them.
void write_segment(const Layout& layout, std::span<const Hash> hashes,
                   std::span<const std::uint32_t> numbers, MutView image);

/// A view of such an image, which must outlive it and not change.
class Segment {
 public:
  Segment() = default;  // empty
  /// Reads the whole image once: its digest, and that every reference in it stays inside.
  /// @return Err::unsupported for another format or version, Err::malformed for a wrong length or
  ///     an inconsistent table, Err::forged for a wrong digest.  Promise PHA-10.
  static Result<Segment> open(View image);

  std::size_t size() const { return layout_.entries; }
  const Layout& layout() const { return layout_; }
  /// SHA-256 that names this image; all zero for the empty segment.
  const Array<32>& digest() const { return digest_; }
  Hash hash(std::size_t i) const;
  std::uint32_t number(std::size_t i) const;
  /// Where the entry of this number lies.
  std::optional<std::size_t> position(std::uint32_t number) const;

  /// Every entry at most `distance_max` bits away, ascending by position.  Exact: promise PHA-8.
  /// By tables up to 31 bits, linear above.
  std::vector<Hit> within_var(const Hash& needle, int distance_max) const;
  /// The same by reading every entry.
  std::vector<Hit> scan_var(const Hash& needle, int distance_max) const;

 private:
  struct Bucket {
    std::uint32_t begin, end;
  };
  const std::uint32_t* words(std::uint64_t at) const;
  std::vector<Bucket> buckets_near(const Layout::Band& band, const Hash& needle) const;
  void search_band(std::size_t b, std::span<const Bucket> buckets, const Hash& needle,
                   int distance_max, std::vector<Hit>& out) const;
  bool found_before(std::size_t b, const Hash& needle, const Hash& hit) const;

  View image_;
  Layout layout_;
  Array<32> digest_{};
};

}  // namespace eq::phash
