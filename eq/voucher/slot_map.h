// A minimal perfect hash: the rows of a list onto the slots 0 .. n-1, each row on a slot of its
// own. spec/voucher.md section 2.
//
// Any other key falls on some slot too, and nothing tells it from a row: that is the point.  A hash
// table with empty slots would tell a searcher "not listed", and filler in them could hide rows
// that nobody certified; here there is no slot without a row.
//
// Construction: hash and displace (Belazzougui, Botelho, Dietzfelbinger 2009; Pibiri and Trani
// 2021). The map is determined to the byte by the set of keys, so that whoever knows the rows can
// recompute it.  It costs, and tells about the rows, at most 4.4 bits a row.
#pragma once

#include <span>
#include <vector>

#include "eq/base/codec.h"

namespace eq::voucher {

constexpr std::uint32_t kRowsMax = 1u << 24;

/// 16 uniform bytes; for a token the start of a hash (table.h).
using SlotKey = Array<16>;

class SlotMap {
 public:
  /// @param keys  distinct, 1 to kRowsMax
  /// @return Err::malformed for no key or a repeated one, Err::too_large.  Promise VOU-1.
  static Result<SlotMap> build(std::span<const SlotKey> keys);

  std::uint32_t rows() const { return rows_; }
  /// 0 .. rows() - 1.  Variable-time in nothing but memory access: the key decides which words are
  /// read.
  std::uint32_t slot_of(const SlotKey& key) const;

  void encode(Writer& w) const;
  /// @return Err::malformed unless the sizes follow from the number of rows and every slot exists.
  static Result<SlotMap> decode(Reader& r);
  bool operator==(const SlotMap&) const = default;

 private:
  SlotMap(std::uint32_t rows, std::uint32_t seed);
  std::uint32_t bucket_of(const SlotKey& key) const;
  std::uint32_t place_of(const SlotKey& key, std::uint32_t pilot) const;
  /// Find a pilot for every bucket; false if one has none with this seed.
  bool fill(std::span<const SlotKey> keys);

  std::uint32_t rows_, seed_;
  std::vector<std::uint16_t> pilots_;    // one a bucket: moves its keys to free places
  std::vector<std::uint32_t> overflow_;  // places rows_, rows_ + 1, ... are these slots
};

}  // namespace eq::voucher
