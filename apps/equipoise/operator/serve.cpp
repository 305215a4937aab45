// `equipoise platform init` and `equipoise serve`: the delivery service and log operator.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/long_running.h"
#include "apps/equipoise/frame/new_home.h"
#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/operator/commands.h"
#include "apps/equipoise/operator/elsewhere_mark.h"
#include "apps/equipoise/operator/large_file.h"
#include "apps/equipoise/operator/restored_mark.h"
#include "apps/equipoise/operator/serve_options.h"
#include "apps/server/service.h"

namespace eq::app {
namespace {

void init(const PartyOptions& party, const std::string& name) {
  SystemRandom rng;
  const auto keys =
      must(platform::Keys::generate(name, rng), "\"" + name + "\" cannot name a server",
           "Take a name like chat.example: no space, no plus sign.");
  Settings settings;
  settings.role = "platform";
  settings.name = name;
  NewHome made(party.home, settings);
  made.home().save(keys.save());
  wire::Realm mine;
  keys.introduce(mine);
  Card card;
  card.role = "platform";
  card.vkeys = {mine.orders_log, mine.epochs_log, mine.directory_log};
  card.stamp_key = mine.stamp_key;
  card.match_key = mine.match_key;
  card.directory_key = mine.directory_key;
  write_card(made.home(), card);
  made.put_in_place();
  print(party.json, {{"home", party.home}, {"card", made.path("card.eqp")}},
        "The server's keys are in " + party.home + ". Its public card is " + made.path("card.eqp") +
            ".");
}

void log_to_stderr() {
  auto logger = spdlog::stderr_logger_mt("equipoise");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(logger);
}

void serve(const ServeOptions& options) {
  log_to_stderr();
  options.check();
  const Home home = open_to_run(options.home, "platform");
  if (!file_exists(home.path("realm.eqp")))
    throw Failure{options.home + " has not joined a realm",
                  "Use `equipoise join --home " + options.home + " --realm FILE --server URL`."};
  auto realm = read_realm(home.path("realm.eqp"), "Join the realm again.");
  auto keys =
      must(platform::Keys::load(home.load()), "The keys in " + options.home + " are damaged",
           "Restore the home from a backup.");

  check_place(options.home, options.store);
  const Clock clock(options.clock.empty() ? home.settings().clock : options.clock);
  (void)clock.now();  // a bad clock file is said before anything starts
  SystemRandom rng;
  const std::uint16_t joined = joined_port(home.settings());
  const auto listener = options.listening.listener(joined);
  server::ServiceOptions service{std::move(keys),
                                 std::move(realm),
                                 home.dir(),
                                 listener,
                                 options.metrics_listener(),
                                 options.witness,
                                 {},
                                 &rng,
                                 {}};
  service.clock = [clock, last = Time{}]() mutable {
    try {
      last = clock.now();
    } catch (const Failure& f) {
      spdlog::error("{}; the last good time stands", f.what);
    }
    return last;
  };
  forget_copies(home.dir());
  if (is_restored(home.dir())) service.store_kind = server::ServiceOptions::StoreKind::restored;
  service.database = options.store;
  service.web = options.web_files();
  service.registration = options.registered();
  service.on_restored = [&home] { unmark_restored(home.dir()); };
  if (!options.clock.empty() || !home.settings().clock.empty())
    service.clock_kind = server::ServiceOptions::ClockKind::simulated;
  using Standing = server::ServiceOptions::Standing;
  service.on_ready = [&](std::uint16_t port, Standing standing) {
    if (options.store) mark_elsewhere(home.dir());
    if (options.witness.empty())
      std::cerr
          << "equipoise: No witness is set (--witness URL): the logs grow, but nobody can rely on them, so no token, day, order or "
             "list counts.\n";
    if (listener.port != 0 && listener.port != joined)
      std::cerr << "equipoise: Whoever joined knows this server at port " << joined << ", not "
                << listener.port << ".\n";
    std::cout << (standing == Standing::serves ? "Serving on " : "Standing by on ")
              << where(listener, port) << std::endl;
  };
  const std::string why = server::serve(std::move(service));
  if (!why.empty()) throw Failure{why, ""};
}

}  // namespace

Command platform_command() {
  Command platform("platform", "Make the keys of a server; answer an order for it");
  Command& make = platform.add("init", "Make the server's keys and its public card",
                               "--home server --name chat.example");
  const auto party = make.party_options();
  const auto name = std::make_shared<std::string>();
  make.option("--name", name.get(),
              "Name of the server, for example chat.example; its logs carry it")
      .required();
  make.action([party, name] { init(*party, *name); });
  add_answer(platform);
  return platform;
}

Command serve_command() {
  Command c("serve", "Run the server: messages, public logs, public page",
            "--home server --port 8700 --witness http://127.0.0.1:8701");
  const auto o = std::make_shared<ServeOptions>();
  add_serve_options(c, *o);
  c.action([o] { serve(*o); });
  return c;
}

}  // namespace eq::app
