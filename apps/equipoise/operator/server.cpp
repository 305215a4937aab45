// `equipoise server`: what its operator does beside running it.
#include "apps/equipoise/operator/commands.h"

namespace eq::app {

Command server_command() {
  Command server("server", "Back up and restore the server's store");
  add_backup(server);
  add_restore(server);
  return server;
}

}  // namespace eq::app
