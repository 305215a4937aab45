// Homes of what runs until it is stopped.
#pragma once

#include "apps/equipoise/frame/home.h"

namespace eq::app {

/// As Home::open(); but where something runs already, waiting for its end would last for ever, so
/// it is said at once.
Home open_to_run(const std::string& dir, const std::string& role);

}  // namespace eq::app
