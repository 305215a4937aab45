// Internal to this room: arithmetic modulo p = 2^255 - 19.
//
// Five limbs of 51 bits.  "Loose" elements have limbs below 2^54 and may enter a multiplication;
// "tight" ones have limbs below 2^51 + 2^20, as every function but operator+ and minus() returns
// them. Constant-time throughout: no branch and no address depends on a value.  Nothing here is
// wiped.
#pragma once

#include <cstring>

#include "eq/base/bytes.h"

namespace eq::crypto::field {

struct Fe {
  std::uint64_t v[5];
};

constexpr std::uint64_t kMask = (std::uint64_t{1} << 51) - 1;
constexpr Fe kZero{{0, 0, 0, 0, 0}};
constexpr Fe kOne{{1, 0, 0, 0, 0}};
constexpr Fe kD{
    {0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
constexpr Fe k2D{
    {0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}};
constexpr Fe kSqrtMinusOne{
    {0x61b274a0ea0b0, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d}};
/// 1 / sqrt(-1 - d)
constexpr Fe kInvSqrtAMinusD{
    {0xfdaa805d40ea, 0x2eb482e57d339, 0x7610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff}};

__extension__ typedef unsigned __int128 Wide;

inline Fe operator+(const Fe& a, const Fe& b) {
  Fe r;
  for (int i = 0; i < 5; ++i) r.v[i] = a.v[i] + b.v[i];
  return r;
}

/// One round of carries: from limbs below 2^63 to a tight element.
inline Fe tighten(Fe a) {
  std::uint64_t carry = 0;
  for (int i = 0; i < 5; ++i) {
    a.v[i] += carry;
    carry = a.v[i] >> 51;
    a.v[i] &= kMask;
  }
  a.v[0] += 19 * carry;
  return a;
}

/// a - b without a round of carries: a below 2^53, b tight; the result is loose, below a's bound +
/// 2^52.
inline Fe minus(const Fe& a, const Fe& b) {
  constexpr std::uint64_t low = 2 * (kMask - 18), high = 2 * kMask;  // 2p
  return {{a.v[0] + low - b.v[0], a.v[1] + high - b.v[1], a.v[2] + high - b.v[2],
           a.v[3] + high - b.v[3], a.v[4] + high - b.v[4]}};
}

/// Loose minus loose (b below 2^54), tight.  Adds 16p, so that no limb goes below zero.
inline Fe operator-(const Fe& a, const Fe& b) {
  constexpr std::uint64_t low = 16 * (kMask - 18), high = 16 * kMask;
  return tighten({{a.v[0] + low - b.v[0], a.v[1] + high - b.v[1], a.v[2] + high - b.v[2],
                   a.v[3] + high - b.v[3], a.v[4] + high - b.v[4]}});
}
inline Fe operator-(const Fe& a) { return kZero - a; }

/// From the five columns of a product of loose elements, each below 2^115, to a tight element.  All
/// columns carry at once, twice: one after the other would be fewer steps, but each would wait for
/// the one before.
inline Fe carry_wide(Wide r0, Wide r1, Wide r2, Wide r3, Wide r4) {
  const auto low = [](Wide r) { return static_cast<std::uint64_t>(r) & kMask; };
  const auto high = [](Wide r) { return static_cast<std::uint64_t>(r >> 51); };
  // Below 2^64: column 4 has no factor 19 in it, so 19 times its carry still fits.
  const std::uint64_t x0 = low(r0) + 19 * high(r4), x1 = low(r1) + high(r0),
                      x2 = low(r2) + high(r1), x3 = low(r3) + high(r2), x4 = low(r4) + high(r3);
  return {{(x0 & kMask) + 19 * (x4 >> 51), (x1 & kMask) + (x0 >> 51), (x2 & kMask) + (x1 >> 51),
           (x3 & kMask) + (x2 >> 51), (x4 & kMask) + (x3 >> 51)}};
}

inline Fe operator*(const Fe& f, const Fe& g) {
  const std::uint64_t a0 = f.v[0], a1 = f.v[1], a2 = f.v[2], a3 = f.v[3], a4 = f.v[4];
  const std::uint64_t b0 = g.v[0], b1 = g.v[1], b2 = g.v[2], b3 = g.v[3], b4 = g.v[4];
  const std::uint64_t c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;
  const auto m = [](std::uint64_t x, std::uint64_t y) { return static_cast<Wide>(x) * y; };
  return carry_wide(m(a0, b0) + m(a1, c4) + m(a2, c3) + m(a3, c2) + m(a4, c1),
                    m(a0, b1) + m(a1, b0) + m(a2, c4) + m(a3, c3) + m(a4, c2),
                    m(a0, b2) + m(a1, b1) + m(a2, b0) + m(a3, c4) + m(a4, c3),
                    m(a0, b3) + m(a1, b2) + m(a2, b1) + m(a3, b0) + m(a4, c4),
                    m(a0, b4) + m(a1, b3) + m(a2, b2) + m(a3, b1) + m(a4, b0));
}

inline Fe square(const Fe& f) {
  const std::uint64_t a0 = f.v[0], a1 = f.v[1], a2 = f.v[2], a3 = f.v[3], a4 = f.v[4];
  const std::uint64_t d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, c3 = 19 * a3, c4 = 19 * a4;
  const auto m = [](std::uint64_t x, std::uint64_t y) { return static_cast<Wide>(x) * y; };
  return carry_wide(m(a0, a0) + m(d1, c4) + m(d2, c3), m(d0, a1) + m(d2, c4) + m(a3, c3),
                    m(d0, a2) + m(a1, a1) + m(2 * a3, c4), m(d0, a3) + m(d1, a2) + m(a4, c4),
                    m(d0, a4) + m(d1, a3) + m(a2, a2));
}
inline Fe square_times(Fe a, int n) {
  while (n-- > 0) a = square(a);
  return a;
}

/// Little-endian; the top bit is ignored.
inline Fe from_bytes(const Array<32>& b) {
  const auto load = [&](std::size_t at) {
    std::uint64_t x = 0;
    for (std::size_t i = 8; i-- > 0;) x = x << 8 | b[at + i];
    return x;
  };
  return {{load(0) & kMask, load(6) >> 3 & kMask, load(12) >> 6 & kMask, load(19) >> 1 & kMask,
           load(24) >> 12 & kMask}};
}

/// The one canonical form: limbs below 2^51 of a number below p.
inline Fe reduce(const Fe& f) {
  Fe a = tighten(tighten(f));
  // a is below 2p; q = 1 if a is p or more.
  std::uint64_t q = (a.v[0] + 19) >> 51;
  for (int i = 1; i < 5; ++i) q = (a.v[i] + q) >> 51;
  a.v[0] += 19 * q;
  for (int i = 0; i < 4; ++i) {
    a.v[i + 1] += a.v[i] >> 51;
    a.v[i] &= kMask;
  }
  a.v[4] &= kMask;
  return a;
}

/// The canonical form as little-endian bytes.
inline Array<32> to_bytes(const Fe& f) {
  const Fe a = reduce(f);
  Array<32> out;
  const std::uint64_t words[4] = {a.v[0] | a.v[1] << 51, a.v[1] >> 13 | a.v[2] << 38,
                                  a.v[2] >> 26 | a.v[3] << 25, a.v[3] >> 39 | a.v[4] << 12};
  for (std::size_t i = 0; i < 32; ++i)
    out[i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
  return out;
}

/// All ones for true, all zeros for false.
using Mask = std::uint64_t;
/// Hides from the compiler that a mask has two values only, so that it makes no branch of it.
inline Mask opaque(Mask m) {
  __asm__("" : "+r"(m));
  return m;
}
inline Mask is_zero(const Fe& a) {
  const Fe r = reduce(a);
  return opaque(Mask{0} - (((r.v[0] | r.v[1] | r.v[2] | r.v[3] | r.v[4]) - 1) >> 63));
}
inline Mask is_equal(const Fe& a, const Fe& b) { return is_zero(a - b); }
/// RFC 9496 section 4.1: the least significant bit of the canonical form.
inline Mask is_negative(const Fe& a) { return opaque(Mask{0} - (reduce(a).v[0] & 1u)); }
/// m ? a : b
inline Fe select(Mask m, const Fe& a, const Fe& b) {
  Fe r;
  for (int i = 0; i < 5; ++i) r.v[i] = b.v[i] ^ (m & (a.v[i] ^ b.v[i]));
  return r;
}
inline Fe abs(const Fe& a) { return select(is_negative(a), -a, a); }

}  // namespace eq::crypto::field
