// The criteria by which outsiders judge such systems: what this run can say to each, and why not
// where it cannot.
#pragma once

#include "eval/figures.h"

namespace eq::eval {

/// One object each: criterion, measure, and either value or because.
/// @param figures  all of figures.json but this
Json criteria(const Json& figures);

}  // namespace eq::eval
