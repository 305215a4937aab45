#include "eq/gate/epoch.h"

// An object that decodes has exactly one encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const eq::View in(data, size);
  const auto object = eq::gate::EpochObject::decode(in);
  if (object.ok()) EQ_ASSERT(eq::equal_var(object->encode(), in));
  return 0;
}
