// `equipoise server doctor`: what is well with a server and what is not, a line each, before its
// people find out.
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/long_running.h"
#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/operator/commands.h"
#include "apps/equipoise/operator/elsewhere_mark.h"
#include "apps/equipoise/operator/restored_mark.h"
#include "apps/equipoise/operator/serve_options.h"
#include "apps/equipoise/operator/server_home.h"
#include "apps/server/control.h"
#include "apps/server/listener_check.h"
#include "apps/server/postgres/schema.h"
#include "apps/server/service.h"
#include "eq/tlog/witness.h"
#include "eq/wire/log_reader.h"

namespace eq::app {
namespace {
using server::WitnessSays;

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr std::uint64_t kWordOld_ms = kHour_ms;  // nobody permits anything from an older one
constexpr std::uint64_t kRenewBefore_ms = 14 * kDay_ms;

struct Finding {
  enum class State : std::uint8_t { well, not_well, not_told };  // what to look at was not said
  State state = State::well;
  std::string of, what, remedy;
  bool is_well() const { return state == State::well; }
};

class Doctor {
 public:
  explicit Doctor(const ServeOptions& options)
      : options_(options), home_(ServerHome::at(options.home)) {
    server_ = server::tell_server(options.home, "are you there").standing;
    runs_ = server_ != server::Told::Standing::none_runs;
  }
  std::vector<Finding> examine() {
    look_at_permissions();
    look("keys", [&] { return keys(); });
    look("disk", [&] { return disk(); });
    look("store", [&] { return store(); });
    look("witness", [&] { return witness(); });
    look("clock", [&] { return clock(); });
    look("certificate", [&] { return certificate(); });
    look("metrics", [&] { return metrics(); });
    look("web", [&] { return web(); });
    look("registration", [&] { return registration(); });
    look("port", [&] { return port(); });
    return std::move(findings_);
  }

 private:
  /// What fails is a finding, and the next is looked at.
  template <class Look>
  void look(const std::string& of, Look how) {
    try {
      Finding finding = how();
      finding.of = of;
      findings_.push_back(std::move(finding));
    } catch (const Failure& failure) {
      findings_.push_back({Finding::State::not_well, of, failure.what, failure.remedy});
    }
  }
  static Finding well(const std::string& what) { return {Finding::State::well, "", what, ""}; }
  static Finding ill(const std::string& what, const std::string& remedy) {
    return {Finding::State::not_well, "", what, remedy};
  }
  static Finding not_told(const std::string& what) {
    return {Finding::State::not_told, "", what,
            "Give what the server was given, or the same --config FILE."};
  }

  void look_at_permissions() {
    look("home", [&] {
      for (const auto& path : {options_.home, home_.path("state"), home_.path("settings.json")}) {
        struct stat about {};
        if (::stat(path.c_str(), &about) != 0)
          return ill(path + " cannot be looked at", "Put it back.");
        if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
          return ill("Others on this machine may read " + path, "chmod go= " + path);
        if (about.st_uid != ::geteuid())
          return ill(path + " belongs to another user than you",
                     "Ask as the user that the server runs as, for example with sudo -u.");
      }
      return well(options_.home + " is readable by you alone");
    });
  }
  Finding keys() const {
    if (!home_.keys().serves(home_.realm))
      return ill("The realm names other keys for the server than " + options_.home + " holds",
                 "Join the realm that was made with this server's card.");
    return well("Its keys are those of realm " + home_.realm.name);
  }
  Finding disk() const {
    struct statvfs about {};
    if (::statvfs(options_.home.c_str(), &about) != 0)
      return ill("The disk cannot be looked at", "Check that it is there.");
    const std::uint64_t room = about.f_bavail * about.f_frsize;
    std::error_code none_yet;
    const auto size = std::filesystem::file_size(home_.path(server::kStoreFile), none_yet);
    const std::uint64_t wanted = std::max(kGiB, none_yet ? 0 : static_cast<std::uint64_t>(size));
    const std::string text = std::to_string(room >> 20) + " MiB are free on its disk";
    return room >= wanted
               ? well(text)
               : ill(text + ", and a backup takes " + std::to_string(wanted >> 20) + " MiB",
                     "Make room: on a full disk nothing is answered.");
  }
  Finding store() {
    if (server_ == server::Told::Standing::silent) return ill(kSilentServer, kWhySilent);
    if (runs_) return well("The server runs, and has looked at its store when it started");
    check_place(options_.home, options_.store);
    if (options_.store) return database();
    if (!file_exists(home_.path(server::kStoreFile)))
      return well("There is no store yet; the server makes one when it starts");
    const Home locked = open_to_run(options_.home, "platform");
    open_ = OpenStore::at(home_.path(server::kStoreFile), home_,
                          server::StoreSettings::Check::whole_file);
    const auto record = open_->record();
    return well("The store is whole, with " + std::to_string(record.orders.size) + ", " +
                std::to_string(record.epochs.size) + " and " +
                std::to_string(record.directory.size) + " entries of the three logs");
  }
  Finding database() const {
    std::string why;
    const auto line = server::postgres::Connection::open(*options_.store, "equipoise doctor", why);
    if (!line) return ill(why, "See docs/operators/three-machines.md.");
    if (server::postgres::kind_of(*line) == server::StorePlace::Kind::restored)
      return ill("The store was restored, and the witness has not been asked yet",
                 "Start the server with --witness.");
    return well(options_.store->shown() + " answers");
  }
  Finding witness() {
    if (options_.witness.empty() && runs_)
      return not_told("Which witness the running server asks was not said here (--witness)");
    if (options_.witness.empty())
      return ill("No witness is named (--witness): nobody can rely on the logs",
                 "Give --witness URL.");
    const auto address = server::parse_server_address(options_.witness, "witness");
    if (!address.ok()) return ill(address.error().what, address.error().remedy);
    const auto line = server::HttpClient::to(*address, kPatience_ms);
    newest_ = newest_word(*line, wire::LogName::orders);
    if (!open_) {
      const bool is_gone =
          !runs_ && !options_.store && !file_exists(home_.path(server::kStoreFile));
      if (is_gone && (newest_ || newest_word(*line, wire::LogName::epochs) ||
                      newest_word(*line, wire::LogName::directory)))
        return ill("The witness has seen entries of this server's logs, and there is no store here",
                   "Restore a backup (`equipoise server restore`): the server does not start "
                   "with less than others were shown.");
      if (is_restored(options_.home))
        return ill("The store was restored, and the witness has not been asked yet",
                   "Start the server with --witness.");
      return line->why().empty()
                 ? well("The witness answers")
                 : ill("The witness does not answer", "Start it, or ask whoever runs it.");
    }
    const auto says = WitnessSays::about(*open_->platform, *line);
    if (!says.agrees()) return ill(says.what(), says.remedy() + ".");
    return well("The witness answers, and has seen nothing that the store lacks");
  }
  /// When the witness last spoke of a log; nullopt if it never did, or is silent.
  std::optional<Time> newest_word(server::HttpClient& line, wire::LogName log) const {
    const auto policy = wire::log_policy(home_.realm, log);
    if (!policy.ok()) return std::nullopt;
    const auto reply =
        line.send("GET", "/" + tlog::origin_hash(policy->log.name) + "/checkpoint", {});
    if (!reply.ok() || reply->status != 200) return std::nullopt;
    const auto word = tlog::CosignedCheckpoint::verify(to_string(reply->body), *policy);
    if (!word.ok()) return std::nullopt;
    return word->newest_at().earliest();
  }
  Finding clock() const {
    const Time now =
        Clock(options_.clock.empty() ? Home::peek(options_.home).clock : options_.clock).now();
    if (!newest_) return well("It is " + to_text(now) + " here; the witness has said nothing yet");
    if (*newest_ > now + kClockSlack_ms)
      return ill("It is " + to_text(now) + " here, and the witness has signed at " +
                     to_text(*newest_) + " already",
                 "Set this machine's clock (timedatectl), or tell whoever runs the witness.");
    if (runs_ && *newest_ + kWordOld_ms < now)
      return ill("The server runs, and the witness has signed nothing since " + to_text(*newest_),
                 "Look into the server's log; if both run, one clock is wrong.");
    return well("It is " + to_text(now) + " here; the witness signed last at " + to_text(*newest_));
  }
  Finding certificate() const {
    const auto listener = options_.listening.listener(0);
    const auto* files = std::get_if<server::TlsFiles>(&listener.way);
    if (!files && is_known_by_tls() && !options_.listening.in_clear)
      return not_told(
          "Everybody who joined knows the server by https://, and no certificate was "
          "named here (--tls-certificate)");
    if (!files) {
      if (const auto fault = server::fault_of(listener); !fault.empty())
        return ill(fault + ".", "");
      return well("No certificate is named; the server listens in clear");
    }
    std::string why;
    if (!server::tls_for(*files, why)) return ill(why, "Until then no new connection is taken.");
    const auto end = server::end_of(*files);
    const Time now = Clock("").now();
    if (!end) return ill(files->certificate + " has no date that can be read", "Renew it.");
    if (*end < now + kRenewBefore_ms)
      return ill("The certificate ends at " + to_text(*end),
                 "Renew it, and send the server SIGHUP.");
    return well("The certificate holds until " + to_text(*end));
  }
  bool is_known_by_tls() const {
    const auto joined = server::parse_server_address(Home::peek(options_.home).server);
    return joined.ok() && joined->way == server::ServerAddress::Way::tls;
  }
  Finding metrics() const {
    const auto listener = options_.metrics_listener();
    return well(listener ? "They are answered on " + listener->address
                         : "None are asked for (--metrics)");
  }
  Finding web() const {
    return well(options_.web_files() ? "The messenger for browsers is whole"
                                     : "No messenger for browsers is asked for (--web)");
  }
  Finding registration() const {
    return well(options_.registered() == platform::Registration::open
                    ? "Everybody may make an account"
                    : "Who was invited may make an account");
  }
  /// Whether others listen there; what it would listen with is looked at elsewhere.
  Finding port() const {
    if (runs_) return well("The server runs and has its port");
    server::HttpOptions http;
    static_cast<server::Listener&>(http) =
        options_.listening.listener(joined_port(Home::peek(options_.home)));
    http.way = server::InClear{};
    std::string why;
    if (!server::HttpServer::open(std::move(http), why)) return ill(why, "Give another --port.");
    return well("Its port is free");
  }

  static constexpr std::uint64_t kPatience_ms = 5000;
  const ServeOptions& options_;
  ServerHome home_;
  server::Told::Standing server_{};
  bool runs_ = false;
  std::optional<OpenStore> open_;
  std::optional<Time> newest_;
  std::vector<Finding> findings_;
};

struct DoctorOptions {
  ServeOptions serve;
  bool json = false;
};

std::string mark(Finding::State state) {
  switch (state) {
    case Finding::State::well: return "well      ";
    case Finding::State::not_well: return "NOT WELL  ";
    case Finding::State::not_told: return "NOT TOLD  ";
  }
  return "";
}

void examine(const DoctorOptions& options) {
  const auto findings = Doctor(options.serve).examine();
  auto json = nlohmann::ordered_json::array();
  std::string text;
  std::size_t ill = 0, untold = 0;
  for (const auto& f : findings) {
    json.push_back({{"of", f.of},
                    {"well", f.is_well()},
                    {"told", f.state != Finding::State::not_told},
                    {"what", f.what},
                    {"remedy", f.remedy}});
    text += mark(f.state) + f.of + ": " + f.what + (f.what.ends_with('.') ? "" : ".") +
            (f.remedy.empty() ? "" : " " + f.remedy) + "\n";
    ill += f.state == Finding::State::not_well ? 1 : 0;
    untold += f.state == Finding::State::not_told ? 1 : 0;
  }
  print(options.json, {{"well", ill + untold == 0}, {"findings", json}}, text);
  if (ill > 0)
    throw Failure{std::to_string(ill) + (ill == 1 ? " thing is" : " things are") + " not well", ""};
  if (untold > 0) throw Failure{"Not everything could be looked at", ""};
}

}  // namespace

void add_doctor(Command& server) {
  Command& c = server.add("doctor", "Say what is well with the server and what is not",
                          "--home server --witness http://127.0.0.1:8701");
  const auto o = std::make_shared<DoctorOptions>();
  add_serve_options(c, o->serve);
  c.json_flag(o->json);
  c.action([o] { examine(*o); });
}

}  // namespace eq::app
