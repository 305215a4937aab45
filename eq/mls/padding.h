// What the length of a private message may tell (RFC 9420 section 15.1).
#pragma once

#include <bit>
#include <cstddef>

namespace eq::mls {

/// The content and its signature are filled up with zeros
enum class Padding {
  none,   // not at all
  block,  // to the next multiple of 256 bytes
  // to a length with log log n significant bits, at least 256: at most 12 % more beyond that
  padme,
};
constexpr std::size_t kPaddingBlock = 256;

/// Zero bytes to add to `n` bytes.  (padme: Nikitin et al., "Reducing Metadata Leakage", PoPETs
/// 2019.)
constexpr std::size_t padding_for(Padding policy, std::size_t n) {
  const auto up_to = [n](std::size_t multiple) {
    return (n + multiple - 1) / multiple * multiple - n;
  };
  if (policy == Padding::none) return 0;
  if (policy == Padding::block || n <= kPaddingBlock)
    return n == 0 ? kPaddingBlock : up_to(kPaddingBlock);
  const int e = std::bit_width(n) - 1, s = std::bit_width(static_cast<std::size_t>(e));
  return up_to(std::size_t{1} << (e - s));
}

}  // namespace eq::mls
