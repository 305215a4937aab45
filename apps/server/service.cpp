#include "apps/server/service.h"

#include <spdlog/spdlog.h>

#include <map>

#include "apps/server/cosigner.h"
#include "apps/server/record_page.h"

namespace eq::server {
namespace {
using wire::Code;

constexpr std::string_view kStreamPath = "/v1/mailbox/stream";
constexpr std::size_t kNewest = 25;  // of each log, on the first page
constexpr std::size_t kPurgeLimit = 2000;

HttpResponse refusal(Code code) {
  HttpResponse r;
  r.status = status_of(code);
  r.body = to_bytes(std::string(to_text(code)) + "\n");
  return r;
}

std::string_view path_of(const std::string& target) {
  return std::string_view(target).substr(0, target.find('?'));
}

/// Who waits for news over a WebSocket.  Thread-safe.
class Listeners {
 public:
  void add(const AccountId& account, const std::shared_ptr<Socket>& socket) {
    const std::lock_guard lock(mutex_);
    sockets_.emplace(account, socket);
  }
  void wake(const AccountId& account) {
    const std::lock_guard lock(mutex_);
    const auto [first, last] = sockets_.equal_range(account);
    for (auto it = first; it != last;) {
      if (const auto socket = it->second.lock()) {
        socket->send(Bytes{1});
        ++it;
      } else {
        it = sockets_.erase(it);
      }
    }
  }

 private:
  std::mutex mutex_;
  std::multimap<AccountId, std::weak_ptr<Socket>> sockets_;
};

class Service {
 public:
  explicit Service(ServiceOptions options)
      : options_(std::move(options)),
        keys_(std::make_shared<const platform::Keys>(std::move(options_.keys))) {}

  std::string run();

 private:
  HttpOptions http_options();
  void on_request(HttpRequest request, Respond respond);
  void post(wire::Verb verb, Bytes body, Respond respond);
  void get(const std::string& path, Respond respond);
  void give(const std::string& path, Respond respond);
  template <class Render>
  void page(Respond respond, Render render);
  void record(const std::string& target, Respond respond);
  std::unique_ptr<SocketEvents> on_socket(std::shared_ptr<Socket> socket);
  void count(Code code) { ++(code == Code::ok ? answered_ : refused_); }
  void summarise();
  std::optional<LivePlatform> open_live(std::string& why, StoreSettings::Check check);

  ServiceOptions options_;
  std::shared_ptr<const platform::Keys> keys_;
  Listeners listeners_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Cosigner> cosigner_;
  std::atomic<std::uint64_t> answered_{0}, refused_{0};
};

HttpOptions Service::http_options() {
  HttpOptions http;
  static_cast<Listener&>(http) = options_.listener;
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
    if (!verb) return respond(refusal(Code::unknown));
    return post(*verb, std::move(request.body), std::move(respond));
  }
  if (path == "/" || path == "/record" || path.starts_with("/record/"))
    return record(request.target, std::move(respond));
  if (path == "/style.css") {
    HttpResponse r;
    r.content_type = "text/css; charset=utf-8";
    r.body = to_bytes(style_sheet());
    r.headers = {{"Cache-Control", "max-age=3600"}};
    return respond(std::move(r));
  }
  if (path == "/livez") {
    HttpResponse r;
    r.body = to_bytes("ok\n");
    return respond(std::move(r));
  }
  get(path, std::move(respond));
}

void Service::post(wire::Verb verb, Bytes body, Respond respond) {
  engine_->submit(
      [this, verb, body = std::move(body)](platform::Platform& platform) {
        return platform.handle(verb, body, options_.clock(), *options_.random);
      },
      [this, verb, respond = std::move(respond)](std::optional<platform::Reply> reply) {
        const Code code = reply ? reply->code : Code::unavailable;
        count(code);
        if (code != Code::ok) return respond(refusal(code));
        for (const auto& account : reply->wake) listeners_.wake(account);
        HttpResponse r;
        r.content_type = "application/octet-stream";
        r.body = std::move(reply->body);
        if (reply->grown.empty() || !cosigner_) return respond(std::move(r));
        // Whoever appends on purpose finds the entry under a cosigned checkpoint when told it is
        // there.
        if (verb != wire::Verb::log_append)
          cosigner_->grown();
        else
          return cosigner_->grown([respond, r = std::move(r)]() mutable { respond(std::move(r)); });
        respond(std::move(r));
      });
}

void Service::get(const std::string& path, Respond respond) {
  const auto log = path == "/log/orders/checkpoint"   ? std::optional(wire::LogName::orders)
                   : path == "/log/epochs/checkpoint" ? std::optional(wire::LogName::epochs)
                                                      : std::nullopt;
  if (!log || !cosigner_ || !cosigner_->witness_answers()) return give(path, std::move(respond));
  // Nothing is permitted from a head that no witness vouches for now: it is asked again before an
  // old word is given out.
  engine_->submit(
      [this, log](platform::Platform& platform) {
        const auto request = platform.witness_request(*log, options_.clock());
        return request.ok() && request->has_value();
      },
      [this, path, respond = std::move(respond)](std::optional<bool> due) {
        if (!due.value_or(false)) return give(path, respond);
        cosigner_->grown([this, path, respond] { give(path, respond); });
      });
}

void Service::give(const std::string& path, Respond respond) {
  engine_->submit(
      [path](platform::Platform& platform) {
        if (path == "/readyz")
          return platform::Document{Code::ok, "text/plain; charset=utf-8", to_bytes("ready\n"),
                                    false};
        return platform.get(path);
      },
      [this, respond = std::move(respond)](std::optional<platform::Document> document) {
        const Code code = document ? document->code : Code::unavailable;
        count(code);
        if (code != Code::ok) return respond(refusal(code));
        HttpResponse r;
        r.content_type = document->content_type;
        r.body = std::move(document->body);
        r.headers = {{"Cache-Control",
                      document->immutable ? "public, max-age=31536000, immutable" : "no-store"}};
        respond(std::move(r));
      });
}

/// A page that `render` makes of the platform.  Err::missing: there is no such page.
template <class Render>
void Service::page(Respond respond, Render render) {
  engine_->submit(
      [render](platform::Platform& platform) -> Result<std::string> { return render(platform); },
      [respond = std::move(respond)](std::optional<Result<std::string>> html) {
        if (!html) return respond(refusal(Code::unavailable));
        if (!html->ok())
          return respond(
              refusal(html->error() == Err::missing ? Code::unknown : Code::unavailable));
        HttpResponse r;
        r.content_type = "text/html; charset=utf-8";
        r.body = to_bytes(**html);
        r.headers = {
            {"Content-Security-Policy",
             "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
            {"Referrer-Policy", "no-referrer"},
            {"Cache-Control", "no-store"}};
        if (html->value().starts_with('{')) r.content_type = "application/json";
        respond(std::move(r));
      });
}

void Service::record(const std::string& target, Respond respond) {
  const std::string path(path_of(target));
  const Time now = options_.clock();
  if (path == "/")
    return page(std::move(respond), [now](platform::Platform& platform) -> Result<std::string> {
      return render_page(TRY(platform.public_view(kNewest)), platform.realm(), now);
    });
  if (path == "/record") {
    const auto query = RecordQuery::parse(
        std::string_view(target).substr(std::min(target.size(), path.size() + 1)));
    return page(
        std::move(respond), [now, query](platform::Platform& platform) -> Result<std::string> {
          auto found = query.fault.empty() ? TRY(platform.public_page(query.search(), kRecordPage))
                                           : platform::PublicPage();
          return render_record(query, found, platform.realm(), now);
        });
  }
  const auto address = EntryAddress::parse(path);
  if (!address) return respond(refusal(Code::unknown));
  page(std::move(respond),
       [now, at = *address](platform::Platform& platform) -> Result<std::string> {
         const auto entry = TRY(platform.public_entry(at.log, at.index));
         return at.as_json ? entry_json(entry) : render_entry(entry, platform.realm(), now);
       });
}

std::unique_ptr<SocketEvents> Service::on_socket(std::shared_ptr<Socket> socket) {
  auto events = std::make_unique<SocketEvents>();
  events->on_frame = [this, weak = std::weak_ptr(socket)](Bytes frame) {
    engine_->submit(
        [this, frame = std::move(frame)](platform::Platform& platform) {
          return platform.subscriber(frame, options_.clock());
        },
        [this, weak](std::optional<Result<AccountId, Code>> asked) {
          const auto socket = weak.lock();
          if (!socket) return;
          const auto account =
              asked ? std::move(*asked) : Result<AccountId, Code>(Code::unavailable);
          count(account.ok() ? Code::ok : account.error());
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
        });
  };
  return events;
}

void Service::summarise() {
  const auto answered = answered_.exchange(0), refused = refused_.exchange(0);
  if (answered + refused > 0) spdlog::info("{} requests answered, {} refused", answered, refused);
}

std::optional<LivePlatform> Service::open_live(std::string& why, StoreSettings::Check check) {
  StoreSettings settings;
  settings.check = check;
  LivePlatform live{SqliteStore::open(options_.database, why, settings), nullptr};
  if (!live.store) return std::nullopt;
  auto platform = platform::Platform::open(keys_, options_.realm, *live.store);
  if (!platform.ok()) {
    why =
        "The realm names other keys for the server than this home holds. Join the realm that was made with this server's card";
    return std::nullopt;
  }
  live.platform = std::move(platform).take();
  return live;
}

std::string Service::run() {
  std::string why;
  // before the database: a second server changes nothing
  auto http = HttpServer::open(http_options(), why);
  if (!http) return why;
  auto live = open_live(why, StoreSettings::Check::whole_file);
  if (!live) return why;
  engine_ = std::make_unique<Engine>(
      std::move(*live), [this](std::string& w, StoreSettings::Check c) { return open_live(w, c); });
  if (!options_.witness_url.empty()) {
    const auto address = parse_server_address(options_.witness_url, "witness");
    if (!address.ok()) return address.error().what + ". " + address.error().remedy;
    cosigner_ = std::make_unique<Cosigner>(*engine_, HttpClient::to(*address), options_.clock);
  } else {
    spdlog::warn("no witness is set (--witness URL): the logs grow but are not published");
  }

  http->on_signal([&] {
    spdlog::info("stopping");
    http->stop();
  });
  http->on_hangup([&] {
    if (const auto fault = http->renew(); !fault.empty())
      spdlog::error("{}; the certificate of before stays in use", fault);
    else
      spdlog::info("the certificate was read again");
  });
  http->every(60'000, [this] {
    summarise();
    engine_->submit(
        [this](platform::Platform& platform) {
          return platform.purge(options_.clock(), kPurgeLimit, *options_.random);
        },
        [](std::optional<Result<std::size_t>> purged) {
          if (purged && !purged->ok())
            spdlog::error("what is past its time is still there, tried again in a minute: {}",
                          to_text(purged->error()));
        });
  });
  spdlog::info("serving on {} port {}", options_.listener.address, http->port());
  if (options_.on_ready) options_.on_ready(http->port());
  http->run();
  engine_->stop();  // the witness's thread may be waiting for it
  cosigner_.reset();
  engine_.reset();
  summarise();
  spdlog::info("stopped");
  return {};
}
}  // namespace

std::string serve(ServiceOptions options) { return Service(std::move(options)).run(); }

}  // namespace eq::server
