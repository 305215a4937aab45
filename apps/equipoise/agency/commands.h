// An agency: `equipoise agency` makes its keys, `equipoise order` is its work.
#pragma once

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"

namespace eq::app {

Command agency_command();
Command order_command();
Keyring agency_keyring();

}  // namespace eq::app
