// Whoever checks: the public record, an evidence package, where cases stand.
#pragma once

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"

namespace eq::app {

Command audit_command();
Command monitor_command();
Command statistics_command();
Command inspect_command();
/// @param keyrings  those to whom packages can be sealed
Command evidence_command(std::vector<Keyring> keyrings);
/// Below `order`: where every case of the public log stands.
Command life_command();

}  // namespace eq::app
