// The report as one page: no script, nothing fetched, readable on a phone and in the dark.
#pragma once

#include "eval/figures.h"

namespace eq::eval {

/// @param figures  all of figures.json
std::string page(const Json& figures);

}  // namespace eq::eval
