// `equipoise witness init` and `equipoise witness`: cosigns the logs of its realm, and only while
// they grow.  c2sp.org/tlog-witness
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/listening.h"
#include "apps/equipoise/frame/long_running.h"
#include "apps/equipoise/frame/new_home.h"
#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/operator/commands.h"
#include "apps/server/http.h"
#include "apps/server/listener_check.h"
#include "eq/base/persist.h"
#include "eq/tlog/witness.h"
#include "eq/wire/log_reader.h"

namespace eq::app {
namespace {

/// DIR/state: the key and what was cosigned, replaced as one before any reply.
struct WitnessState {
  std::string name;
  Secret<32> seed;
  std::vector<tlog::WitnessRecord> records;
  EQ_FIELDS(name, seed, records)

  tlog::WitnessSigner signer() const { return {name, crypto::SigningKey::from_seed(seed.clone())}; }
};

void init(const PartyOptions& party, const std::string& name) {
  if (!tlog::is_key_name(name))
    throw Failure{"\"" + name + "\" cannot name a witness",
                  "Take a name like witness.example: no space, no plus sign.", 2};
  SystemRandom rng;
  WitnessState state{name, rng.secret<32>(), {}};
  Settings settings;
  settings.role = "witness";
  settings.name = name;
  NewHome made(party.home, settings);
  made.home().save(encode(state));
  Card card;
  card.role = "witness";
  card.vkeys = {state.signer().verify_key().vkey()};
  write_card(made.home(), card);
  made.put_in_place();
  print(party.json,
        {{"home", party.home}, {"card", made.path("card.eqp")}, {"vkey", card.vkeys[0]}},
        "The witness's key is in " + party.home + ". Its public card is " + made.path("card.eqp") +
            ".");
}

server::HttpResponse plain(int status, const std::string& text) {
  return {status, "text/plain; charset=utf-8", to_bytes(text + "\n"), {}};
}

/// One witness at work.  The server calls from one thread, so load, compare, store and reply are
/// one step.
class Desk {
 public:
  Desk(Home home, WitnessState state, const wire::Realm& realm, Clock clock)
      : home_(std::move(home)),
        state_(std::move(state)),
        witness_(state_.signer(), watched(realm)),
        clock_(std::move(clock)) {
    if (witness_.verify_key().vkey() != realm.witness)
      throw Failure{"The realm names another witness than this home",
                    "Give the home whose card went into the realm."};
  }

  server::HttpResponse answer(const server::HttpRequest& request) {
    if (request.method == "POST" && request.target == "/add-checkpoint")
      return add_checkpoint(to_string(request.body));
    if (request.method == "POST") return plain(404, "unknown path");
    if (request.target == "/") return plain(200, "Witness " + witness_.verify_key().vkey());
    for (const auto& r : state_.records)
      if (request.target == "/" + tlog::origin_hash(r.origin) + "/checkpoint")
        return {200, "text/plain; charset=utf-8", to_bytes(r.note), {}};
    return plain(404, "nothing was cosigned under this path");
  }

 private:
  static std::vector<tlog::LogKey> watched(const wire::Realm& realm) {
    std::vector<tlog::LogKey> keys;
    for (const auto log : wire::kLogs)
      keys.push_back(must(wire::log_policy(realm, log), "The realm's log keys cannot be read",
                          "Ask for the realm file again.")
                         .log);
    return keys;
  }

  server::HttpResponse add_checkpoint(const std::string& body) {
    const auto origin = witness_.origin_of(body);
    const auto at = std::find_if(state_.records.begin(), state_.records.end(),
                                 [&](const auto& r) { return origin.ok() && r.origin == *origin; });
    std::optional<tlog::WitnessRecord> latest;
    if (at != state_.records.end()) latest = *at;
    try {
      auto step = witness_.add_checkpoint(latest, body, clock_.now());
      if (step.persist) remember(*step.persist);
      return {step.reply.status, step.reply.content_type, to_bytes(step.reply.body), {}};
    } catch (const Failure& f) {  // not stored, or no time: then there is no cosignature either
      std::cerr << f.what << std::endl;
      return plain(500, "cannot store");
    }
  }

  /// Durable first; memory follows only when that succeeded.
  void remember(const tlog::WitnessRecord& record) {
    WitnessState next{state_.name, state_.seed.clone(), state_.records};
    std::erase_if(next.records, [&](const auto& r) { return r.origin == record.origin; });
    next.records.push_back(record);
    home_.save(encode(next));
    state_ = std::move(next);
  }

  Home home_;
  WitnessState state_;
  tlog::Witness witness_;
  Clock clock_;
};

constexpr std::uint16_t kPort = 8701;

struct RunOptions {
  std::string home, clock;
  Listening listening;
};

void run(const RunOptions& options) {
  if (options.home.empty())
    throw Failure{"--home is required", "See `equipoise witness --help`.", 2};
  Home home = open_to_run(options.home, "witness");
  if (!file_exists(home.path("realm.eqp")))
    throw Failure{options.home + " has not joined a realm",
                  "Use `equipoise join --home " + options.home + " --realm FILE --server URL`."};
  const auto realm = read_realm(home.path("realm.eqp"), "Join the realm again.");
  auto state = must(
      decode<WitnessState>(home.load()), options.home + "/state is damaged",
      "Restore it from a backup that is not older than the latest cosignature; an older one could cosign a rollback.");
  const Clock clock(options.clock.empty() ? home.settings().clock : options.clock);
  (void)clock.now();  // a bad clock file is said before anything starts
  const std::string name = state.name;
  Desk desk(std::move(home), std::move(state), realm, clock);

  server::HttpOptions http;
  static_cast<server::Listener&>(http) = options.listening.listener(kPort);
  http.threads = 1;  // Desk relies on it
  http.body_size_max = [](const std::string& method, const std::string& target) {
    return method == "POST" && target == "/add-checkpoint" ? tlog::kNoteSizeMax : 0;
  };
  http.on_request = [&desk](server::HttpRequest request, server::Respond respond) {
    respond(desk.answer(request));
  };
  std::string why;
  const auto server = server::HttpServer::open(std::move(http), why);
  if (!server) throw Failure{why, ""};
  server->on_signal([&] { server->stop(); });
  server->on_hangup([&server, key = server::ShownKey(options.listening.listener(kPort))]() mutable {
    if (const auto fault = server->renew(); !fault.empty())
      std::cerr << fault << std::endl;
    else if (const auto warning = key.read_again(); !warning.empty())
      std::cerr << "The certificate was read again; " << warning << std::endl;
  });
  std::cout << "Witness " << name << " on "
            << where(options.listening.listener(kPort), server->port()) << std::endl;
  server->run();
}

}  // namespace

Command witness_command() {
  Command witness("witness", "Cosign the realm's public logs, only while they grow",
                  "--home witness --port 8701");
  const auto o = std::make_shared<RunOptions>();
  witness.option("--home", &o->home, "The witness's home directory");
  add_listening(witness, o->listening, std::to_string(kPort));
  witness.option("--clock", &o->clock,
                 "File with a shift of the clock in milliseconds (simulated days)");
  witness.action([o] { run(*o); });

  Command& make = witness.add("init", "Make the witness's key and its public card",
                              "--home witness --name witness.example");
  const auto party = make.party_options();
  const auto name = std::make_shared<std::string>();
  make.option("--name", name.get(), "Name of the witness, for example witness.example").required();
  make.action([party, name] { init(*party, *name); });
  return witness;
}

}  // namespace eq::app
