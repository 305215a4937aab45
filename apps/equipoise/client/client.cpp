// `equipoise client init`: a new account.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "apps/equipoise/client/commands.h"
#include "apps/equipoise/client/session.h"
#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/server_check.h"
#include "parties/client/enrol.h"

namespace eq::app {
namespace {

struct Options {
  std::string name, realm_file;
  Settings settings;
};

/// A home of an account that the server does not know would only be in the way of the next attempt.
void register_or_leave_nothing(const std::string& home) {
  std::optional<Failure> failed;
  {
    ChatSession session(home);
    auto environment = session.environment();
    const auto registered = client::enrol(session.state(), environment);
    session.save();
    if (!registered.ok()) failed = session.failure("Cannot register", registered.error());
  }
  if (!failed) return;
  std::filesystem::remove_all(home);
  failed->remedy += " Nothing was kept.";
  throw *failed;
}

void init(const PartyOptions& party, const Options& options) {
  const auto realm = read_realm(options.realm_file);
  (void)http_transport(
      options.settings.server);  // an address that is none is said before anything is written
  (void)check_server(options.settings.server, realm);
  SystemRandom rng;
  const auto state = client::new_account(realm.name, rng);
  Settings settings = options.settings;
  settings.role = "client";
  settings.name = options.name;
  settings.clock = absolute_path(options.settings.clock);
  {
    Home home = Home::create(party.home, settings, state.save());
    write_file(home.path("realm.eqp"), encode(realm), 0644);
  }
  register_or_leave_nothing(party.home);
  ChatSession session(party.home);
  auto environment = session.environment();
  session.done(client::ask_for_tokens(session.state(), environment), "Cannot ask for tokens");
  session.save();
  const std::string id = session.state().me.record.id().hex();
  print(
      party.json, {{"account", id}, {"home", party.home}},
      "Your account is " + id +
          ".\nGive this identifier to people in person or over a channel you trust: it proves your keys.");
}

}  // namespace

Command client_command() {
  Command client("client", "Your account, and what is compared with lists for it");
  Command& command = client.add("init", "Make keys, register, and ask for sending tokens",
                                "--home ana --realm realm.eqp --server http://127.0.0.1:8700");
  const auto party = command.party_options();
  const auto o = std::make_shared<Options>();
  command.option("--name", &o->name, "What you call this home; never sent anywhere");
  command.option("--realm", &o->realm_file, "The realm file").required();
  command
      .option("--server", &o->settings.server,
              "https://HOST:PORT, or https://HOST:PORT#KEY in a private network")
      .required();
  command.option("--clock", &o->settings.clock,
                 "File with a shift of the clock in milliseconds (simulated days)");
  command.action([party, o] { init(*party, *o); });
  add_matching(client);
  return client;
}

}  // namespace eq::app
