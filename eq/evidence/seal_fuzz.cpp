// A stranger's sealed package: opens for the key it was sealed to, or not at all.
#include "eq/evidence/seal.h"
#include "eq/testing/seeded.h"

using namespace eq;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  testing::SeededRandom rng(3);
  static const auto key = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  const View v(data, size);
  EQ_ASSERT(!evidence::open(v, key).ok());
  if (evidence::sealed_to(v).ok()) EQ_ASSERT(evidence::is_sealed(v));
  const auto sealed = evidence::seal(v, key.public_key, rng);
  EQ_ASSERT(evidence::open(*sealed, key).take() == to_bytes(v));
  return 0;
}
