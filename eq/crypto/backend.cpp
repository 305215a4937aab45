#include "eq/crypto/backend.h"

#include <sodium.h>

#include "eq/base/result.h"

namespace eq::crypto::backend {

void init_sodium() {
  static const int status = sodium_init();
  EQ_ASSERT(status >= 0);
}

}  // namespace eq::crypto::backend
