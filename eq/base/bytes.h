// Byte strings, views over them, and their text forms (hex, base64).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eq/base/result.h"

namespace eq {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
using MutView = std::span<std::uint8_t>;
template <std::size_t N>
using Array = std::array<std::uint8_t, N>;

/// The bytes of a text, without copying.  The text must outlive the view.
inline View view(std::string_view s) {
  return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}
inline Bytes to_bytes(View v) { return Bytes(v.begin(), v.end()); }
inline Bytes to_bytes(std::string_view s) { return to_bytes(view(s)); }
inline std::string to_string(View v) {
  return std::string(reinterpret_cast<const char*>(v.data()), v.size());
}

/// Copy exactly N bytes.  @return Err::malformed if `v` is not N bytes long.
template <std::size_t N>
Result<Array<N>> to_array(View v) {
  if (v.size() != N) return Err::malformed;
  Array<N> a;
  std::copy(v.begin(), v.end(), a.begin());
  return a;
}

inline void append(Bytes& out, View v) { out.insert(out.end(), v.begin(), v.end()); }

/// Concatenate views: concat({a, b, c}).
Bytes concat(std::initializer_list<View> parts);

/// Integers in network byte order, as fixed arrays.
Array<2> be16(std::uint16_t x);
Array<4> be32(std::uint32_t x);
Array<8> be64(std::uint64_t x);

/// Variable-time in both; for public data only.  Secrets: eq/base/secret.h.
bool equal_var(View a, View b);

/// Lower-case hexadecimal.
std::string hex(View v);
/// Accepts either case; Err::malformed on odd length or another character.
Result<Bytes> from_hex(std::string_view s);

/// Base64 with padding (RFC 4648 section 4); decoding is strict: canonical padding,
/// zero trailing bits, no white space.
std::string base64(View v);
Result<Bytes> from_base64(std::string_view s);

}  // namespace eq
