#include "eq/base/bytes.h"

#include <algorithm>

namespace eq {

Bytes concat(std::initializer_list<View> parts) {
  std::size_t n = 0;
  for (View p : parts) n += p.size();
  Bytes out;
  out.reserve(n);
  for (View p : parts) append(out, p);
  return out;
}

namespace {
template <std::size_t N>
Array<N> big_endian(std::uint64_t x) {
  Array<N> a;
  for (std::size_t i = 0; i < N; ++i) a[N - 1 - i] = static_cast<std::uint8_t>(x >> (8 * i));
  return a;
}
}  // namespace

Array<2> be16(std::uint16_t x) { return big_endian<2>(x); }
Array<4> be32(std::uint32_t x) { return big_endian<4>(x); }
Array<8> be64(std::uint64_t x) { return big_endian<8>(x); }

bool equal_var(View a, View b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

std::string hex(View v) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string s;
  s.reserve(2 * v.size());
  for (std::uint8_t b : v) {
    s += kDigits[b >> 4];
    s += kDigits[b & 15];
  }
  return s;
}

namespace {
int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_digit(char c) {
  auto at = kBase64.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}
}  // namespace

Result<Bytes> from_hex(std::string_view s) {
  REQUIRE_OR(s.size() % 2 == 0, Err::malformed);
  Bytes out;
  out.reserve(s.size() / 2);
  for (std::size_t i = 0; i < s.size(); i += 2) {
    int hi = hex_digit(s[i]), lo = hex_digit(s[i + 1]);
    REQUIRE_OR(hi >= 0 && lo >= 0, Err::malformed);
    out.push_back(static_cast<std::uint8_t>(hi * 16 + lo));
  }
  return out;
}

std::string base64(View v) {
  std::string s;
  s.reserve((v.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < v.size(); i += 3) {
    const std::size_t left = v.size() - i;
    std::uint32_t x = std::uint32_t{v[i]} << 16;
    if (left > 1) x |= std::uint32_t{v[i + 1]} << 8;
    if (left > 2) x |= v[i + 2];
    s += kBase64[x >> 18];
    s += kBase64[(x >> 12) & 63];
    s += left > 1 ? kBase64[(x >> 6) & 63] : '=';
    s += left > 2 ? kBase64[x & 63] : '=';
  }
  return s;
}

Result<Bytes> from_base64(std::string_view s) {
  REQUIRE_OR(s.size() % 4 == 0, Err::malformed);
  Bytes out;
  out.reserve(s.size() / 4 * 3);
  for (std::size_t i = 0; i < s.size(); i += 4) {
    const bool last = i + 4 == s.size();
    const int pad = last ? (s[i + 3] == '=') + (s[i + 3] == '=' && s[i + 2] == '=') : 0;
    std::uint32_t x = 0;
    for (int k = 0; k < 4; ++k) {
      const int d = k >= 4 - pad ? 0 : base64_digit(s[i + static_cast<std::size_t>(k)]);
      REQUIRE_OR(d >= 0, Err::malformed);
      x = x << 6 | static_cast<std::uint32_t>(d);
    }
    // Bits that no byte carries must be zero, or two texts would mean the same bytes.
    REQUIRE_OR(pad != 1 || (x & 0xff) == 0, Err::malformed);
    REQUIRE_OR(pad != 2 || (x & 0xffff) == 0, Err::malformed);
    out.push_back(static_cast<std::uint8_t>(x >> 16));
    if (pad < 2) out.push_back(static_cast<std::uint8_t>(x >> 8));
    if (pad < 1) out.push_back(static_cast<std::uint8_t>(x));
  }
  return out;
}

}  // namespace eq
