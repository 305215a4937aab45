// What `equipoise serve` is told, and `server doctor` about it.
#pragma once

#include <optional>
#include <string>

#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/listening.h"
#include "apps/server/postgres/address.h"
#include "apps/server/web_files.h"
#include "parties/platform/platform.h"

namespace eq::app {

struct ServeOptions {
  std::string home, witness, clock, config, metrics, web, registration = "open";
  bool metrics_in_clear = false;
  std::optional<server::postgres::Address> store;  // else a file in the home
  Listening listening;

  /// Where GET /metrics is answered; nullopt for nowhere.  Throws Failure.
  std::optional<server::Listener> metrics_listener() const;
  /// Who may make an account.  Throws Failure.
  platform::Registration registered() const;
  /// The messenger for browsers; nullptr for none.  Throws Failure.
  std::shared_ptr<const server::WebFiles> web_files() const;
  /// Each value is looked at as far as it can be without serving.  Throws Failure.
  void check() const;
};

/// Its options below a command; they must live as long as its action.
void add_serve_options(Command& command, ServeOptions& options);

/// Takes --store; what is no address is a Failure that does not quote it.
TakeWord database_into(std::optional<server::postgres::Address>& store);

/// The port at which everybody who joined knows the server.
std::uint16_t joined_port(const Settings& settings);

}  // namespace eq::app
