#include "eq/voucher/small_picture.h"

#include <algorithm>

namespace eq::voucher {
namespace {

struct Span {
  std::uint64_t begin, end;
};
/// The rows or columns of a cell: one at least.
Span cell_of(std::uint32_t cell, std::uint32_t side) {
  const std::uint64_t begin = std::uint64_t{cell} * side / kSmallSide;
  return {begin, std::max(std::uint64_t{cell + 1} * side / kSmallSide, begin + 1)};
}

std::uint8_t mean(const phash::Picture& picture, Span rows, Span columns) {
  const auto channels = static_cast<std::uint64_t>(picture.channels);
  std::uint64_t sum = 0;
  for (auto y = rows.begin; y < rows.end; ++y) {
    const std::uint64_t row = y * picture.width;
    for (auto i = (row + columns.begin) * channels; i < (row + columns.end) * channels; ++i)
      sum += picture.pixels[i];
  }
  return static_cast<std::uint8_t>(
      sum / ((rows.end - rows.begin) * (columns.end - columns.begin) * channels));
}

}  // namespace

Result<Bytes> small_picture(const phash::Picture& picture) {
  const std::uint64_t size =
      std::uint64_t{picture.width} * picture.height * static_cast<std::uint64_t>(picture.channels);
  REQUIRE_OR(size > 0 && picture.pixels.size() == size, Err::malformed);
  Bytes out;
  out.reserve(kSmallSide * kSmallSide);
  for (std::uint32_t y = 0; y < kSmallSide; ++y)
    for (std::uint32_t x = 0; x < kSmallSide; ++x)
      out.push_back(mean(picture, cell_of(y, picture.height), cell_of(x, picture.width)));
  return out;
}

}  // namespace eq::voucher
