#include "apps/equipoise/auditor/another_log.h"

#include "parties/auditor/unread.h"

namespace eq::app {

bool shows_another_log(wire::Transport& server, const wire::Realm& realm, wire::LogName log) {
  const auto shown = server.get("/log/" + std::string(to_text(log)) + "/checkpoint");
  return shown.ok() && auditor::is_another_log(*shown, realm, log);
}

}  // namespace eq::app
