// `equipoise server`: what its operator does beside running it.
#include "apps/equipoise/operator/commands.h"

namespace eq::app {

Command server_command() {
  Command server("server", "Look after a server: its store, its health, its settings");
  add_backup(server);
  add_restore(server);
  add_invite(server);
  add_user(server);
  add_doctor(server);
  add_check_config(server);
  return server;
}

}  // namespace eq::app
