#include "parties/moderator/statement.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  EQ_ASSERT(!eq::moderator::Statement::read(eq::View(data, size), {}).ok());  // under a key that signs nothing
  return 0;
}
