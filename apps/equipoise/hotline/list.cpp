// `equipoise list ...`: a hotline's whole work, a file for each part.
#include "apps/equipoise/hotline/commands.h"

namespace eq::app {

Command list_command() {
  Command list("list", "A hotline's work: hold, propose, certify, publish, withdraw");
  add_holdings(list);
  add_inventory(list);
  add_importing(list);
  add_proposing(list);
  add_certifying(list);
  add_holding(list);
  add_disputes(list);
  add_absence(list);
  return list;
}

}  // namespace eq::app
