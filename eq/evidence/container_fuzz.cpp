// A stranger's file: what reads is the one form of what it holds.
#include "eq/evidence/container.h"

using namespace eq;
using namespace eq::evidence;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View v(data, size);
  if (const auto items = from_zip(v)) EQ_ASSERT(*to_zip(*items) == to_bytes(v));
  (void)is_plain_path(to_string(v));
  return 0;
}
