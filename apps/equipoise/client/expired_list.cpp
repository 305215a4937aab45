#include "apps/equipoise/client/expired_list.h"

#include "eq/wire/list_reader.h"

namespace eq::app {

std::string not_acceptable(client::Environment& environment, std::span<const list::Kind> kinds,
                           Err why) {
  const std::string plain =
      "The published list is not acceptable (" + std::string(to_text(why)) + ")";
  if (why != Err::stale) return plain;
  const auto log = wire::read_log(environment.server, environment.realm, wire::LogName::orders);
  if (!log.ok()) return plain;
  const auto history = wire::list_history(*log, environment.realm);
  std::string expired;
  for (const auto kind : kinds) {
    const auto* newest = history.newest(kind);
    if (!newest || environment.now < newest->signed_head.head.expires) continue;
    expired += (expired.empty() ? "The " : ", the ") + std::string(list::to_text(kind)) +
               " list has expired on " + to_text(newest->signed_head.head.expires);
  }
  return expired.empty() ? plain : expired + " and nobody has published the next one";
}

}  // namespace eq::app
