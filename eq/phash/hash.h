// The PDQ perceptual hash: 256 bits that stay almost the same when a picture is re-encoded, scaled
// or slightly retouched.  spec/list.md section 1; the hash itself is the public PDQ definition of
// ThreatExchange, computed here in folded form (see hash.cpp).
//
// Everything works on decoded pixels; files are decoded in apps/.  The same bits come out of every
// build: only IEEE additions and multiplications in a fixed order are used.
#pragma once

#include <array>

#include "eq/base/codec.h"

namespace eq::phash {

enum class Channels : std::uint8_t { grey = 1, rgb = 3 };

/// Decoded pixels: rows from top to bottom, no padding, 8 bits a channel.
struct Picture {
  std::uint32_t width = 0, height = 0;  // 1 .. 65535
  Channels channels = Channels::rgb;
  Bytes pixels;  // width * height * channels
};

/// 256 bits.  Bit i is coefficient (i / 16, i mod 16); bit 255 is the first bit of byte 0, so that
/// hex() is the text form that other PDQ software uses.
struct Hash {
  Array<32> bytes{};

  bool bit(unsigned i) const { return bytes[31 - i / 8] >> (i % 8) & 1; }
  void set(unsigned i) { bytes[31 - i / 8] |= static_cast<std::uint8_t>(1u << (i % 8)); }
  std::string hex() const { return eq::hex(bytes); }
  static Result<Hash> from_hex(std::string_view s);
  auto operator<=>(const Hash&) const = default;
  EQ_FIELDS(bytes)
};

/// A hash is cut at the median, so about half of its bits are set.  One with fewer than 64 or more
/// than 192 is of a picture without edges, or of none, and would match pictures that have nothing
/// in common.
bool is_telling(const Hash& hash);

/// Below this quality the picture has too few edges for its hash to mean anything.
constexpr int kQualityMin = 50;
/// Two hashes at most this far apart are taken for the same picture (the customary PDQ threshold).
constexpr int kSamePictureDistance = 31;

/// A hash with what it was rounded from, so that a searcher knows which bits are unsure.
struct Fingerprint {
  Hash hash;
  int quality = 0;                        // 0 .. 100
  std::array<float, 256> coefficients{};  // of the cosine transform, without the constant terms
  float median = 0;

  /// Distance of coefficient i from the median: small means that bit i may flip.
  float reliability(unsigned i) const;
  bool is_meaningful() const { return quality >= kQualityMin; }
};

/// The fingerprint as this project uses it: pictures with a side above 512 are shrunk to 512 x 512
/// by area averaging (docs/adr: why not as the reference does).
/// @return Err::malformed if the pixel count does not fit the sides, Err::too_large for a side
///     above 65535.  A picture with a side under 5 gets quality 0 and an all-zero hash. Promises
///     PHA-1, PHA-2.  Variable-time in the sides only.
Result<Fingerprint> fingerprint(const Picture& picture);

/// The same with the reference implementation's nearest-neighbour shrinking; for exchanging hashes
/// with other software and for its test vectors.  Promise PHA-1.
Result<Fingerprint> reference_fingerprint(const Picture& picture);

/// The eight ways to turn and mirror a square, in the order of the reference's output.
enum class Turn : std::uint8_t {
  none,
  rotate90,
  rotate180,
  rotate270,
  flip_x,
  flip_y,
  flip_plus1,
  flip_minus1
};
constexpr std::size_t kTurns = 8;

/// The fingerprint that the turned picture has, computed from the coefficients alone.  Promise
/// PHA-3.
Fingerprint turned(const Fingerprint& original, Turn turn);
/// All eight, indexed by Turn.
std::array<Fingerprint, kTurns> dihedral(const Fingerprint& original);

}  // namespace eq::phash
