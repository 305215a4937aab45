// What changed in an index since its image was written: a file that only grows.  spec/index.md
// section 2.
#pragma once

#include <vector>

#include "eq/phash/hash.h"

namespace eq::phash {

struct Change {
  enum class Kind : std::uint32_t { add = 1, remove = 2 };
  Kind kind = Kind::add;
  std::uint32_t number = 0;
  Hash hash;  // all zero for a removal
  auto operator<=>(const Change&) const = default;
};

constexpr std::size_t kJournalHeaderBytes = 64;
constexpr std::size_t kChangeBytes = 48;

/// The header of the journal that follows the image of this digest (all zero: no image).
Array<kJournalHeaderBytes> journal_header(const Array<32>& image_digest);
/// The record to append as number `index` (from 0).
Array<kChangeBytes> journal_record(const Array<32>& image_digest, std::uint64_t index,
                                   const Change& change);

struct Replay {
  std::vector<Change> changes;
  /// Bytes up to the end of the last whole record.  What follows is a write that was cut off, and
  /// is to be overwritten.
  std::size_t intact_bytes = 0;
};
/// @return Err::unsupported for another format, Err::stale if it follows another image, Err::forged
///     if a damaged record stands before a good one.  A journal cut off anywhere gives the changes
///     before the cut.  Promise PHA-10.
Result<Replay> replay(View journal, const Array<32>& image_digest);

}  // namespace eq::phash
