#include "eq/testing/seeded.h"

#include "eq/crypto/hash.h"

namespace eq::testing {

void SeededRandom::fill(MutView out) {
  for (std::uint8_t& b : out) {
    if (left_.empty()) {
      const auto d = crypto::sha256({be64(seed_), be64(block_++)});
      left_.assign(d.begin(), d.end());
    }
    b = left_.back();
    left_.pop_back();
  }
}

std::uint64_t SeededRandom::below(std::uint64_t n) {
  std::uint64_t x = 0;
  for (std::uint8_t b : array<8>()) x = x << 8 | b;
  return x % n;
}

}  // namespace eq::testing
