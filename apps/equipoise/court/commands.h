// Those who decide: a court, and a prosecutor or minister where the law asks for one.
#pragma once

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"

namespace eq::app {

Command court_command();
Command issuer_command();
Keyring court_keyring();

}  // namespace eq::app
