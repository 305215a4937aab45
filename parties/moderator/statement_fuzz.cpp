#include "parties/moderator/statement.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // under a key that signs nothing
  EQ_ASSERT(!eq::moderator::Statement::read(eq::View(data, size), {}).ok());
  return 0;
}
