// Whoever wants to see it: the whole story, and attacks that fail.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

Command demo_command();
Command attack_command();

}  // namespace eq::app
