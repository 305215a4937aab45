#include "parties/custodian/ceremony.h"

// A dealing file that decodes has exactly one encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const eq::View in(data, size);
  const auto file = eq::decode<eq::custodian::DealingFile>(in);
  if (file.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*file), in));
  return 0;
}
