// The parts of `equipoise list`, a hotline's work, one file each.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

/// hotline: a hotline's keys.
Command hotline_command();
/// list: all that a hotline does, and what anybody may check.
Command list_command();
/// list add, withdraw.
void add_holdings(Command& list);
/// list held.
void add_inventory(Command& list);
/// list import.
void add_importing(Command& list);
/// list propose.
void add_proposing(Command& list);
/// list certify, publish, show.
void add_certifying(Command& list);
/// list key, evaluate: the evaluation key of vouchers that hotlines hold together.
void add_holding(Command& list);
/// list disputes, answer.
void add_disputes(Command& list);
/// list prove-absent, verify-absent.
void add_absence(Command& list);

}  // namespace eq::app
