// A moderator.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

/// moderator: sending tokens, reports, cases.
Command moderator_command();

}  // namespace eq::app
