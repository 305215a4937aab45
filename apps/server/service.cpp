#include "apps/server/service.h"

#include <spdlog/spdlog.h>

#include "apps/server/ask_verb.h"
#include "apps/server/clock_at_start.h"
#include "apps/server/control.h"
#include "apps/server/cosigner.h"
#include "apps/server/listener_check.h"
#include "apps/server/listeners.h"
#include "apps/server/manager.h"
#include "apps/server/metrics_listener.h"
#include "apps/server/orders.h"
#include "apps/server/page.h"
#include "apps/server/postgres/place.h"
#include "apps/server/public_pages.h"
#include "apps/server/tending.h"
#include "apps/server/troubles.h"
#include "apps/server/witness_at_start.h"

namespace eq::server {
namespace {
using wire::Code;

constexpr std::string_view kStreamPath = "/v1/mailbox/stream";
constexpr std::chrono::seconds kFresh(1);
constexpr std::chrono::seconds kPatience(3);  // with a disk that hangs

constexpr bool has_large_answer(wire::Verb verb) {
  using enum wire::Verb;
  return verb == blobs_get || verb == list_get || verb == mailbox_fetch || verb == desk_fetch;
}

/// Answered from the directory, under the witness's word for it.
constexpr bool shows_directory(wire::Verb verb) {
  return verb == wire::Verb::accounts_get || verb == wire::Verb::accounts_check;
}

/// Whoever appends on purpose finds the entry under a cosigned checkpoint when told it is there;
/// whoever registers can be looked up then.
constexpr bool is_told_when_witnessed(wire::Verb verb) {
  return verb == wire::Verb::log_append || verb == wire::Verb::accounts_register;
}

std::unique_ptr<StorePlace> place_of(const ServiceOptions& options) {
  if (!options.database)
    return std::make_unique<FilePlace>(options.home + "/" + std::string(kStoreFile));
  return std::make_unique<postgres::Place>(*options.database, to_bytes(options.realm.digest()),
                                           options.random->array<16>());
}

std::string_view path_of(const std::string& target) {
  return std::string_view(target).substr(0, target.find('?'));
}

class Service {
 public:
  explicit Service(ServiceOptions options)
      : options_(with_steady_clock(std::move(options))),
        keys_(std::make_shared<const platform::Keys>(std::move(options_.keys))),
        place_(place_of(options_)) {}

  std::string run();

 private:
  ServiceOptions with_steady_clock(ServiceOptions options);
  void wait_for_first_word();
  void tend();
  void begin_work(std::optional<LivePlatform> live);
  void keep_house();
  void ready(Respond respond);
  HttpOptions http_options();
  void on_request(HttpRequest request, Respond respond);
  void post(wire::Verb verb, HttpRequest request, Respond respond);
  void answer(wire::Verb verb, const PeerAddress& from, Bytes body, Respond respond);
  void when_vouched_for(wire::LogName log, const PeerAddress& from, std::function<void()> then);
  void get(const std::string& path, const PeerAddress& from, Respond respond);
  void give(const std::string& path, const PeerAddress& from, Respond respond);
  void make_probe(SharedAnswer::Tell tell);
  std::unique_ptr<SocketEvents> on_socket(std::shared_ptr<Socket> socket);
  template <class Asked>
  void count(Asked asked, Code code) {
    metrics_.answered(asked, code);
    ++(code == Code::ok ? answered_ : refused_);
  }
  void make_metrics(SharedAnswer::Tell tell);
  void summarise();
  Opened open_live(StoreSettings::Check check);
  std::string begin(const LivePlatform& live, StorePlace::Kind kind);
  std::unique_ptr<Control> open_control(std::string& why);

  std::unique_ptr<SteadyTime> steady_;  // none with a simulated clock
  Troubles troubles_{[](const std::string& line) { spdlog::warn("{}", line); }};
  ServiceOptions options_;
  std::shared_ptr<const platform::Keys> keys_;
  std::unique_ptr<StorePlace> place_;
  /// Whether nobody else has worked on the store since the witness was asked about it.
  enum class Turn : std::uint8_t { not_begun, begun } turn_ = Turn::not_begun;
  std::atomic<ServiceOptions::Standing> standing_{ServiceOptions::Standing::serves};
  std::string fault_;  // why nobody must be served from the store; written before http_ is stopped
  Listeners listeners_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Cosigner> cosigner_;
  std::atomic<AtStart::Logs> logs_{AtStart::Logs::may_grow};
  std::unique_ptr<FirstWord> first_word_;
  std::optional<Tending> tending_;
  SharedAnswer probe_{[this](SharedAnswer::Tell tell) { make_probe(std::move(tell)); }, kFresh,
                      kPatience};
  Metrics metrics_;
  std::optional<PublicPages> pages_;
  std::unique_ptr<HttpServer> http_;
  ShownKey shown_key_{options_.listener};
  SharedAnswer scrape_{[this](SharedAnswer::Tell tell) { make_metrics(std::move(tell)); }, kFresh,
                       kPatience};
  std::atomic<std::uint64_t> answered_{0}, refused_{0};
};

HttpOptions Service::http_options() {
  HttpOptions http;
  static_cast<Listener&>(http) = options_.listener;
  http.limits = AdmissionLimits::of_this_process();
  http.on_trouble = [this](std::string_view kind) { troubles_.note(kind); };
  http.body_size_max = [](const std::string& method, const std::string& target) -> std::size_t {
    const auto path = path_of(target);
    if (method != "POST" || !path.starts_with("/v1/")) return 0;
    const auto verb = wire::parse_verb(path.substr(4));
    return verb ? info(*verb).request_size_max : 0;
  };
  http.on_request = [this](HttpRequest r, Respond respond) {
    on_request(std::move(r), std::move(respond));
  };
  http.socket_path = kStreamPath;
  http.on_socket = [this](std::shared_ptr<Socket> s) { return on_socket(std::move(s)); };
  return http;
}

void Service::on_request(HttpRequest request, Respond respond) {
  const std::string path(path_of(request.target));
  if (request.method == "POST") {
    const auto verb = path.starts_with("/v1/") ? wire::parse_verb(std::string_view(path).substr(4))
                                               : std::nullopt;
    if (!verb) {
      metrics_.answered(Route::none, Code::unknown);
      return respond(refusal(Code::unknown));
    }
    return post(*verb, std::move(request), std::move(respond));
  }
  if (PublicPages::is_for(path))
    return pages_->answer(request.target, request.from, std::move(respond));
  if (path == "/style.css") {
    HttpResponse r;
    r.content_type = "text/css; charset=utf-8";
    r.body = to_bytes(style_sheet());
    r.headers = {{"Cache-Control", "max-age=3600"}};
    return respond(std::move(r));
  }
  if (options_.web && WebFiles::is_for(path)) {
    metrics_.answered(Route::page, Code::ok);
    return respond(options_.web->answer(path));
  }
  if (path == "/livez") {
    HttpResponse r;
    r.body = to_bytes("ok\n");
    return respond(std::move(r));
  }
  if (path == "/readyz") return ready(std::move(respond));
  get(path, request.from, std::move(respond));
}

void Service::ready(Respond respond) {
  if (logs_ == AtStart::Logs::wait) {
    HttpResponse r;
    r.status = status_of(Code::unavailable);
    r.body = to_bytes(
        "The store is new, and the witness has not said yet that it has seen nothing of its logs\n");
    return respond(std::move(r));
  }
  // Signed requests would be refused for the time that they name.
  if (steady_ && !steady_->is_followed()) return respond(refusal(Code::unavailable));
  if (standing_ == ServiceOptions::Standing::stands_by) {
    HttpResponse r = refusal(Code::unavailable);
    r.body = to_bytes("standing by: another process works on the database\n");
    return respond(std::move(r));
  }
  probe_.ask([respond = std::move(respond)](std::optional<std::string> works) {
    if (!works) return respond(refusal(Code::unavailable));
    HttpResponse r;
    r.body = to_bytes(*works);
    respond(std::move(r));
  });
}

void Service::make_probe(SharedAnswer::Tell tell) {
  engine_->probe([tell = std::move(tell)](bool works) {
    tell(works ? std::optional<std::string>("ready\n") : std::nullopt);
  });
}

void Service::post(wire::Verb verb, HttpRequest request, Respond respond) {
  if (logs_ == AtStart::Logs::wait) {
    count(verb, Code::unavailable);
    return respond(refusal(Code::unavailable));
  }
  const PeerAddress from = request.from;
  if (!shows_directory(verb))
    return answer(verb, from, std::move(request.body), std::move(respond));
  when_vouched_for(wire::LogName::directory, from,
                   [this, verb, from, body = std::move(request.body),
                    respond = std::move(respond)] { answer(verb, from, body, respond); });
}

void Service::answer(wire::Verb verb, const PeerAddress& from, Bytes body, Respond respond) {
  engine_->submit(
      AskVerb{verb, std::move(body), options_.realm, options_.clock, *options_.random},
      [this, verb, respond = std::move(respond)](std::optional<platform::Reply> reply) {
        const Code code = reply ? reply->code : Code::unavailable;
        count(verb, code);
        if (code != Code::ok) return respond(refusal(code));
        for (const auto& account : reply->wake) listeners_.wake(account);
        HttpResponse r;
        r.content_type = "application/octet-stream";
        r.body = std::move(reply->body);
        if (reply->grown.empty() || !cosigner_) return respond(std::move(r));
        if (!is_told_when_witnessed(verb))
          cosigner_->grown();
        else
          return cosigner_->grown([respond, r = std::move(r)]() mutable { respond(std::move(r)); });
        respond(std::move(r));
      },
      from, has_large_answer(verb) ? Answer::large : Answer::small);
}

/// Nothing is permitted from a head that no witness vouches for now: it is asked again before an
/// old word is given out.
void Service::when_vouched_for(wire::LogName log, const PeerAddress& from,
                               std::function<void()> then) {
  if (!cosigner_ || !cosigner_->witness_answers()) return then();
  engine_->submit(
      [this, log](platform::Platform& platform) {
        const auto request = platform.witness_request(log, options_.clock());
        return request.ok() && request->has_value();
      },
      [this, then = std::move(then)](std::optional<bool> due) {
        if (!due.value_or(false)) return then();
        cosigner_->grown(then);
      },
      from);
}

void Service::get(const std::string& path, const PeerAddress& from, Respond respond) {
  for (const auto log : wire::kLogs)
    if (path == "/log/" + std::string(to_text(log)) + "/checkpoint")
      return when_vouched_for(log, from, [this, path, from, respond = std::move(respond)] {
        give(path, from, respond);
      });
  give(path, from, std::move(respond));
}

void Service::give(const std::string& path, const PeerAddress& from, Respond respond) {
  const bool is_short = path.ends_with("/checkpoint") || path.starts_with("/day-key/");
  engine_->submit(
      [path](platform::Platform& platform) { return platform.get(path); },
      [this, path, respond = std::move(respond)](std::optional<platform::Document> document) {
        const Code code = document ? document->code : Code::unavailable;
        count(Route::document, code);
        if (code == Code::unknown) return respond(pages_->nothing_at(path));
        if (code != Code::ok) return respond(refusal(code));
        HttpResponse r;
        r.content_type = document->content_type;
        r.body = std::move(document->body);
        r.headers = {{"Cache-Control",
                      document->immutable ? "public, max-age=31536000, immutable" : "no-store"}};
        respond(std::move(r));
      },
      from, is_short ? Answer::small : Answer::large);
}

void Service::make_metrics(SharedAnswer::Tell tell) {
  MetricsNow now;
  now.waiting = engine_->waiting();
  const auto connected = http_->connected();
  now.connections = connected.connections;
  now.sockets = connected.sockets;
  now.witness_answers = cosigner_ && cosigner_->witness_answers();
  engine_->submit(
      [now, at = options_.clock()](platform::Platform& platform) mutable {
        measure_logs(platform, at, now);
        return now;
      },
      [this, tell = std::move(tell)](std::optional<MetricsNow> measured) {
        tell(measured ? std::optional(metrics_.text(*measured)) : std::nullopt);
      });
}

std::unique_ptr<SocketEvents> Service::on_socket(std::shared_ptr<Socket> socket) {
  auto events = std::make_unique<SocketEvents>();
  events->on_frame = [this, weak = std::weak_ptr(socket)](Bytes frame, std::function<void()> next) {
    const auto asking = weak.lock();
    if (!asking) return;
    engine_->submit(
        [this, frame = std::move(frame)](platform::Platform& platform) {
          return platform.subscriber(frame, options_.clock());
        },
        [this, weak, next = std::move(next)](std::optional<Result<AccountId, Code>> asked) {
          const auto socket = weak.lock();
          if (!socket) return;
          const auto account =
              asked ? std::move(*asked) : Result<AccountId, Code>(Code::unavailable);
          count(Route::stream, account.ok() ? Code::ok : account.error());
          if (!account.ok()) {
            socket->send(to_bytes(to_text(account.error())));
            return socket->close();
          }
          if (!socket->confirm()) {
            socket->send(to_bytes(to_text(Code::unavailable)));
            return socket->close();
          }
          listeners_.add(*account, socket);
          socket->send(Bytes{0});
          next();
        },
        asking->from());
  };
  return events;
}

void Service::summarise() {
  const auto answered = answered_.exchange(0), refused = refused_.exchange(0);
  if (answered + refused > 0) spdlog::info("{} requests answered, {} refused", answered, refused);
  troubles_.summarise();
}

ServiceOptions Service::with_steady_clock(ServiceOptions options) {
  if (options.clock_kind == ServiceOptions::ClockKind::simulated) return options;
  steady_ = std::make_unique<SteadyTime>(options.clock, boot_ms, [this] {
    troubles_.note(
        "the machine's clock jumped and is not followed; if it is right now, start again");
  });
  options.clock = [this] { return steady_->now(); };
  return options;
}

void Service::wait_for_first_word() {
  first_word_ = std::make_unique<FirstWord>(
      *engine_, parse_server_address(options_.witness_url).value(), [this](std::string fault) {
        fault_ = std::move(fault);
        if (!fault_.empty()) return http_->stop();
        spdlog::info("the witness has seen nothing of this store's logs: it serves");
        logs_ = AtStart::Logs::may_grow;
        tend();
      });
}

void Service::tend() {
  if (logs_ == AtStart::Logs::wait) return;
  tending_->tend(steady_ && !steady_->may_forget() ? Tending::Clock::doubted
                                                   : Tending::Clock::believed);
}

Opened Service::open_live(StoreSettings::Check check) {
  using Standing = ServiceOptions::Standing;
  auto opening = place_->open(check);
  Opened opened{std::nullopt, std::move(opening.why), nullptr};
  if (opening.before == StorePlace::Before::another) {
    turn_ = Turn::not_begun;
    listeners_.leave_all();  // it may have accepted what they were not woken for
  }
  if (opening.turn == StorePlace::Turn::anothers) {
    turn_ = Turn::not_begun;
    if (standing_.exchange(Standing::stands_by) == Standing::serves) listeners_.leave_all();
    opened.anothers = std::move(opening.store);
    return opened;
  }
  if (!opening.store) return opened;
  LivePlatform live{std::move(opening.store), nullptr};
  auto platform =
      platform::Platform::open(keys_, options_.realm, *live.store, options_.registration);
  if (!platform.ok()) {
    opened.why =
        "The realm names other keys for the server than this home holds. Join the realm that was made with this server's card";
    return opened;
  }
  live.platform = std::move(platform).take();
  if (turn_ == Turn::not_begun) fault_ = opened.why = begin(live, opening.kind);
  if (!fault_.empty()) return opened;
  turn_ = Turn::begun;
  standing_ = Standing::serves;
  opened.live = std::move(live);
  return opened;
}

/// Of a store on which this process has not worked yet, or on which another has since.
/// @return empty, or why nobody must be served from it
std::string Service::begin(const LivePlatform& live, StorePlace::Kind kind) {
  const bool is_restored = kind == StorePlace::Kind::restored ||
                           options_.store_kind == ServiceOptions::StoreKind::restored;
  const auto start = ask_witness_at_start(
      options_, is_restored ? StorePlace::Kind::restored : StorePlace::Kind::grown, *live.platform);
  if (!start.fault.empty()) return start.fault;
  if (is_restored) {
    place_->vouched();
    if (options_.on_restored) options_.on_restored();
  }
  logs_ = start.logs;
  if (steady_) begin_after(*steady_, *live.store);
  return {};
}

/// What happens without being asked for.
void Service::keep_house() {
  http_->on_signal([this] {
    spdlog::info("stopping");
    tell_manager("STOPPING=1");
    http_->stop();
  });
  http_->on_hangup([this] {
    if (const auto fault = http_->renew(); !fault.empty())
      spdlog::error("{}; the certificate of before stays in use", fault);
    else if (const auto warning = shown_key_.read_again(); !warning.empty())
      spdlog::warn("the certificate was read again; {}", warning);
    else
      spdlog::info("the certificate was read again");
  });
  http_->every(60'000, [this] {
    summarise();
    tend();
  });
  http_->every(500, [this] {
    if (logs_ == AtStart::Logs::wait && !first_word_) wait_for_first_word();
    pages_->give_up();
    probe_.give_up();
    scrape_.give_up();
  });
  if (const auto often = place_->renewal())
    http_->every(static_cast<unsigned>(often->count()), [this] { engine_->probe([](bool) {}); });
  // Not where the disk hangs: then systemd starts it again.
  if (const auto interval = watchdog_interval_ms())
    http_->every(*interval, [this] { engine_->probe([](bool) { tell_manager("WATCHDOG=1"); }); });
}

/// The engine over what is open, and what works by it.
void Service::begin_work(std::optional<LivePlatform> live) {
  engine_ = std::make_unique<Engine>(
      std::move(live),
      [this](StoreSettings::Check check) {
        auto again = open_live(check);
        if (!fault_.empty()) http_->stop();  // what would have kept it from starting ends it
        return again;
      },
      [this](std::size_t jobs, auto took) { metrics_.committed(jobs, took); });
  if (!options_.witness_url.empty()) {
    cosigner_ = std::make_unique<Cosigner>(*engine_, HttpClient::for_url(options_.witness_url),
                                           options_.clock);
  } else {
    spdlog::warn("no witness is set (--witness URL): the logs grow but are not published");
  }

  pages_.emplace(*engine_, options_.realm, options_.clock, metrics_);
  tending_.emplace(*engine_, cosigner_.get(), options_.clock, *options_.random);
}

/// Its operator's orders; nullptr with a sentence in `why`.
std::unique_ptr<Control> Service::open_control(std::string& why) {
  return Control::open(
      options_.home,
      [this](const std::string& order) {
        return obey(order, {*engine_, options_.home, options_.clock, *options_.random});
      },
      why);
}

std::string Service::run() {
  std::string why;
  // before the database: a second server changes nothing
  http_ = HttpServer::open(http_options(), why);
  if (!http_) return why;
  std::unique_ptr<MetricsListener> metrics;
  if (options_.metrics) {
    metrics = MetricsListener::open(
        *options_.metrics, [this](SharedAnswer::Tell tell) { scrape_.ask(std::move(tell)); }, why);
    if (!metrics) return why;
  }
  auto opened = open_live(StoreSettings::Check::whole_file);
  if (!opened.live && !opened.anothers) {
    place_->forget_new();
    return opened.why;
  }
  if (opened.anothers) spdlog::info("{}", opened.why);
  begin_work(std::move(opened.live));

  auto control = open_control(why);
  if (!control) return why;

  if (logs_ == AtStart::Logs::wait) wait_for_first_word();
  keep_house();
  spdlog::info("{} on {} port {}",
               standing_ == ServiceOptions::Standing::serves ? "serving" : "standing by",
               options_.listener.address, http_->port());
  if (metrics) {
    metrics->start();
    spdlog::info("metrics on {} port {}", options_.metrics->address, metrics->port());
  }
  tell_manager("READY=1");
  if (options_.on_ready) options_.on_ready(http_->port(), standing_);
  http_->run();
  first_word_.reset();
  if (cosigner_) cosigner_->interrupt();  // a witness that hangs keeps nobody
  engine_->stop();                        // the witness's thread may be waiting for it
  metrics.reset();
  control.reset();  // which waits for an order, that the engine ended
  tending_.reset();
  pages_.reset();
  cosigner_.reset();
  engine_.reset();
  summarise();
  if (!fault_.empty()) place_->forget_new();
  spdlog::info("stopped");
  return fault_;
}
}  // namespace

std::string serve(ServiceOptions options) { return Service(std::move(options)).run(); }

}  // namespace eq::server
