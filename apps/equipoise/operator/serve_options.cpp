#include "apps/equipoise/operator/serve_options.h"

#include <charconv>

#include "apps/server/listener_check.h"
#include "apps/server/server_address.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {
server::Listener in_clear(server::Listener listener) {
  listener.way = server::InClear{};
  return listener;
}

}  // namespace

platform::Registration ServeOptions::registered() const {
  if (registration == "open") return platform::Registration::open;
  if (registration == "by-invitation") return platform::Registration::by_invitation;
  throw Failure{"--registration is open or by-invitation, not " + shown_name(registration), "", 2};
}

std::optional<server::Listener> ServeOptions::metrics_listener() const {
  if (metrics.empty()) return std::nullopt;
  // An address as everywhere, without the word before it.
  const auto at = server::parse_server_address("http-in-clear://" + metrics, "listener");
  unsigned long port = 65536;
  if (at.ok() && at->path.empty() && metrics.ends_with(":" + at->port)) port = std::stoul(at->port);
  if (port > 65535)
    throw Failure{"--metrics " + metrics + " is no address and port",
                  "Write it like 127.0.0.1:9700.", 2};
  server::Listener listener{at->peer.host, static_cast<std::uint16_t>(port), {}, {}};
  if (metrics_in_clear) listener.way = server::InClear{};
  if (const auto fault = server::fault_of(listener); !fault.empty()) {
    const bool is_address = server::fault_of(in_clear(listener)).empty();
    if (!is_address) throw Failure{"--metrics: " + fault, "", 2};
    throw Failure{
        "--metrics " + metrics + " could be read by everybody who reaches that address",
        "Give an address of this machine alone, as 127.0.0.1, or --metrics-in-clear if the network is yours.",
        2};
  }
  return listener;
}

TakeWord database_into(std::optional<server::postgres::Address>& store) {
  return [&store](const std::string& word) {
    auto address = server::postgres::Address::parse(word);
    if (!address.ok()) throw Failure{address.error().what, address.error().remedy, 2};
    store = std::move(address).take();
  };
}

std::shared_ptr<const server::WebFiles> ServeOptions::web_files() const {
  if (web.empty()) return nullptr;
  std::string why;
  auto files = server::WebFiles::read(web, why);
  if (!files) throw Failure{"--web: " + why, "", 2};
  return files;
}

void ServeOptions::check() const {
  if (const auto fault = server::fault_of(listening.listener(0)); !fault.empty())
    throw Failure{fault, "", 2};
  (void)registered();
  (void)metrics_listener();
  (void)web_files();
  if (!witness.empty()) {
    const auto address = server::parse_server_address(witness, "witness");
    if (!address.ok()) throw Failure{address.error().what, address.error().remedy, 2};
  }
  (void)Clock(clock).now();
}

void add_serve_options(Command& c, ServeOptions& o) {
  c.option("--home", &o.home, "The server's home directory").required();
  add_listening(c, o.listening, "the one that was joined");
  c.option("--store", database_into(o.store),
           "postgresql://USER@HOST/DATABASE to keep the store in, instead of a file in the home");
  c.option("--witness", &o.witness, "https://HOST:PORT of the witness that cosigns the logs");
  c.option("--metrics", &o.metrics,
           "ADDRESS:PORT for GET /metrics, for example 127.0.0.1:9700; not for everybody");
  c.flag("--metrics-in-clear", &o.metrics_in_clear,
         "Metrics on another address than this machine's, because the network is yours");
  c.option("--web", &o.web,
           "Folder with the messenger for browsers, answered below /chat/ (made by `make web`)");
  c.option("--registration", &o.registration,
           "Who may make an account: open, for everybody (the default), or by-invitation "
           "(`server invite` makes codes)");
  c.option("--clock", &o.clock, "File with a shift of the clock in milliseconds (simulated days)");
  c.option("--config", &o.config,
           "TOML file with these options; EQUIPOISE_NAME in the environment wins over it");
}

std::uint16_t joined_port(const Settings& settings) {
  const auto server = server::parse_server_address(settings.server);
  std::uint16_t port = 8700;
  if (server.ok())
    std::from_chars(server->port.data(), server->port.data() + server->port.size(), port);
  return port;
}

}  // namespace eq::app
