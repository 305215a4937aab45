// `equipoise client init`: a new account.
#include <nlohmann/json.hpp>

#include "apps/equipoise/client/commands.h"
#include "apps/equipoise/client/session.h"
#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/new_home.h"
#include "apps/equipoise/frame/server_check.h"
#include "parties/client/enrol.h"

namespace eq::app {
namespace {

struct Options {
  std::string name, realm_file;
  std::optional<wire::Invitation> invitation;
  Settings settings;
};

/// With the server, while the home is not in its place yet: an account that the server does not
/// know is no home.  An interruption after this leaves an account that is nobody's.
/// @return its identifier
std::string register_account(const std::string& home,
                             const std::optional<wire::Invitation>& invitation) {
  ChatSession session(home);
  auto environment = session.environment();
  if (const auto done = client::enrol(session.state(), environment, invitation); !done.ok()) {
    Failure failed = session.failure("Cannot register", done.error());
    failed.remedy += " Nothing was kept.";
    throw failed;
  }
  // What cannot be asked for now, the next `chat sync` asks for.
  (void)client::ask_for_tokens(session.state(), environment).ok();
  session.save();
  return session.state().me.record.id().hex();
}

void init(const PartyOptions& party, const Options& options) {
  // What was mistyped is said before anything is made.
  const auto realm = read_realm(options.realm_file);
  (void)http_transport(options.settings.server);
  Settings settings = options.settings;
  settings.role = "client";
  settings.name = options.name;
  settings.clock = clock_to_keep(options.settings.clock);
  (void)check_server(options.settings.server, realm);
  SystemRandom rng;
  NewHome made(party.home, settings);
  made.home().save(client::new_account(realm.name, rng).save());
  write_file(made.home().path("realm.eqp"), encode(realm), 0644);
  const std::string id = register_account(made.home().dir(), options.invitation);
  made.put_in_place();
  print(
      party.json, {{"account", id}, {"home", party.home}},
      "Your account is " + id +
          ".\nGive this identifier to people in person or over a channel you trust: it proves your keys.");
}

/// It is not quoted where it is none: it may be half of one.
TakeWord invitation_into(std::optional<wire::Invitation>& invitation) {
  return [&invitation](const std::string& word) {
    auto read = wire::Invitation::from_text(word);
    if (!read.ok())
      throw Failure{"What was given with --invitation is no invitation",
                    "One is 40 hexadecimal digits; copy the whole of it.", 2};
    invitation = std::move(read).take();
  };
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
  command.option("--invitation", invitation_into(o->invitation),
                 "The code that whoever runs the server gave you, where it asks for one");
  command.option("--clock", &o->settings.clock,
                 "File with a shift of the clock in milliseconds (simulated days)");
  command.action([party, o] { init(*party, *o); });
  add_matching(client);
  return client;
}

}  // namespace eq::app
