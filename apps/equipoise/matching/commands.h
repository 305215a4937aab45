// Whoever runs a plain matching service, which sees what is looked up.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

Command match_command();
/// match bank.
void add_banks(Command& match);

}  // namespace eq::app
