#include "eq/gate/proof.h"

// A proof that decodes has exactly one encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const eq::View in(data, size);
  const auto proof = eq::gate::EpochProof::decode(in);
  if (proof.ok()) EQ_ASSERT(eq::equal_var(proof->encode(), in));
  return 0;
}
