#include "eq/base/codec.h"

#include <algorithm>

#include "eq/base/utf8.h"

namespace eq {

void Writer::u24(std::uint32_t x) {
  EQ_ASSERT(x < (1u << 24));
  raw(View(be32(x)).subspan(1));
}

void Writer::grow(std::size_t n) {
  constexpr std::size_t kLeast = 64;
  Bytes bigger;
  bigger.reserve(std::max({kLeast, 2 * out_.capacity(), out_.size() + n}));
  append(bigger, out_);
  wipe(out_);
  out_.swap(bigger);
}

void Writer::put_length_before(std::size_t at) {
  Writer length;
  length.varint(out_.size() - at);
  make_room(length.out_.size());
  out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(at), length.out_.begin(),
              length.out_.end());
}

void Writer::varint(std::size_t n) {
  EQ_ASSERT(n < (1u << 30));
  if (n < (1u << 6))
    u8(static_cast<std::uint8_t>(n));
  else if (n < (1u << 14))
    u16(static_cast<std::uint16_t>(n | 0x4000));
  else
    u32(static_cast<std::uint32_t>(n | 0x80000000u));
}

namespace {
std::uint64_t big_endian(View v) {
  std::uint64_t x = 0;
  for (std::uint8_t b : v) x = x << 8 | b;
  return x;
}
}  // namespace

Result<View> Reader::raw(std::size_t n) {
  REQUIRE_OR(n <= rest_.size(), Err::malformed);
  View v = rest_.first(n);
  rest_ = rest_.subspan(n);
  return v;
}

Result<std::uint8_t> Reader::u8() { return static_cast<std::uint8_t>(big_endian(TRY(raw(1)))); }
Result<std::uint16_t> Reader::u16() { return static_cast<std::uint16_t>(big_endian(TRY(raw(2)))); }
Result<std::uint32_t> Reader::u24() { return static_cast<std::uint32_t>(big_endian(TRY(raw(3)))); }
Result<std::uint32_t> Reader::u32() { return static_cast<std::uint32_t>(big_endian(TRY(raw(4)))); }
Result<std::uint64_t> Reader::u64() { return big_endian(TRY(raw(8))); }

Result<std::size_t> Reader::varint() {
  REQUIRE_OR(!rest_.empty(), Err::malformed);
  const unsigned prefix = rest_[0] >> 6;
  REQUIRE_OR(prefix < 3, Err::malformed);
  const std::size_t width = std::size_t{1} << prefix;
  std::uint64_t n = big_endian(TRY(raw(width)));
  n &= (std::uint64_t{1} << (8 * width - 2)) - 1;
  // RFC 9420 section 2.1.2: the shortest form is the only valid one.
  REQUIRE_OR(prefix == 0 || n >= (std::uint64_t{1} << (8 * (width / 2) - 2)), Err::malformed);
  return static_cast<std::size_t>(n);
}

Result<View> Reader::opaque() { return raw(TRY(varint())); }

Result<std::string> Codec<std::string>::get(Reader& r) {
  View v = TRY(r.opaque());
  REQUIRE_OR(is_utf8(v), Err::malformed);
  return to_string(v);
}

}  // namespace eq
