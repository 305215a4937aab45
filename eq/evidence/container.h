// The one file in which a package travels: a ZIP of stored entries, in exactly one form.
// spec/evidence.md section 6
//
// Any unzip program reads it.  Reading it here is stricter: every byte of the file follows from the
// items, so that a byte changed anywhere, even where ZIP readers do not look, is noticed.
#pragma once

#include "eq/evidence/package.h"

namespace eq::evidence {

constexpr std::size_t kItemsMax = 20'000;
constexpr std::size_t kFileSizeMax = std::size_t{1} << 30;  // bytes

/// Items in ascending order of path below the folder evidence/, dated 1980-01-01, not compressed.
/// @return Err::too_large above the limits; Err::malformed for a path that is not a plain relative
///     one.
Result<Bytes> to_zip(const Items& items);

/// What is wrong with a file, and at which item.
struct ContainerFault {
  enum class Kind : std::uint8_t {
    damaged,  // no program packs like this
    // as another program would pack it: the items may be whole, and the unzipped folder tells
    other_form,
  };
  std::string item;  // path; empty if it is about the file as a whole
  std::string what;  // one sentence
  Kind kind = Kind::damaged;
};
/// Promises EVD-6.
Result<Items, ContainerFault> from_zip(View file);

/// Relative, of letters, digits and -._ in folders; no empty, "." or ".." part; at most 200 bytes.
bool is_plain_path(std::string_view path);

}  // namespace eq::evidence
