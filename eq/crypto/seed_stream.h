// A stream of random bytes that follows from a seed: what is made with it can be made again by
// whoever keeps the seed.
#pragma once

#include "eq/base/random.h"
#include "eq/crypto/hash.h"

namespace eq::crypto {

/// SHA-256(seed || label || u64 counter), block after block.  Constant-time in the seed.
class SeedStream final : public Random {
 public:
  SeedStream(const Secret<32>& seed, std::string_view label) : seed_(seed.clone()), label_(label) {}
  void fill(MutView out) override {
    for (std::size_t at = 0; at < out.size(); at += 32) {
      Digest block = sha256(
          {seed_.reveal("randomness that can be had again"), view(label_), be64(counter_++)});
      std::copy_n(block.begin(), std::min<std::size_t>(32, out.size() - at),
                  out.begin() + static_cast<std::ptrdiff_t>(at));
      wipe(block);
    }
  }

 private:
  Secret<32> seed_;
  std::string label_;
  std::uint64_t counter_ = 0;
};

}  // namespace eq::crypto
