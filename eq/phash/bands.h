// The keys of a band: some consecutive bits of a hash.
#pragma once

#include <bit>
#include <cstring>

#include "eq/phash/segment.h"

namespace eq::phash {

/// A hash as four little-endian words, read once for all its keys.
class Words {
 public:
  explicit Words(const Hash& hash) { std::memcpy(w_, hash.bytes.data(), sizeof w_); }

  std::uint32_t key(const Layout::Band& band) const {
    const unsigned word = band.first_bit / 64, shift = band.first_bit % 64;
    std::uint64_t x = w_[word] >> shift;
    if (shift + band.bits > 64) x |= w_[word + 1] << (64 - shift);
    return static_cast<std::uint32_t>(x & ((std::uint64_t{1} << band.bits) - 1));
  }

 private:
  std::uint64_t w_[4];
};

/// Appends `key` and every key that differs from it in 1 .. radius of its lowest `bits` bits.  Low
/// bits change fastest, so that keys that follow one another are often neighbours in memory.
inline void keys_near(std::uint32_t key, unsigned bits, unsigned radius,
                      std::vector<std::uint32_t>& out) {
  out.push_back(key);
  if (radius == 0) return;
  for (unsigned i = 0; i < bits; i++) keys_near(key ^ (1u << i), i, radius - 1, out);
}

}  // namespace eq::phash
