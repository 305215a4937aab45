// Everything that `equipoise` does, grouped by who one is.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

std::vector<Section> sections();

}  // namespace eq::app
