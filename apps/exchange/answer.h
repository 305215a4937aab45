// What is said when a page or a request is not taken: one sentence on what is wrong, one on what to
// do.
#pragma once

#include <string>

#include "eq/base/result.h"

namespace eq::exchange {

struct Refusal {
  int status = 400;  // of HTTP, for whoever answers by it
  std::string what, remedy;
};

}  // namespace eq::exchange
