// Whoever measures: cost, recognition, and what a file is known by.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

Command bench_command();
Command eval_command();
Command media_command();

}  // namespace eq::app
