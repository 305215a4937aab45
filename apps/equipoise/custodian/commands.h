// A custodian.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

Command custodian_command();

}  // namespace eq::app
