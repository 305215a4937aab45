#include "apps/server/metrics_listener.h"

#include "eq/wire/log_reader.h"

namespace eq::server {
namespace {
HttpResponse plain(int status, const std::string& text) {
  HttpResponse r;
  r.status = status;
  r.body = to_bytes(text);
  return r;
}

void measure(const platform::Platform& platform, wire::LogName log, Time now, MetricsNow::Log& to) {
  const auto shown = platform.get("/log/" + std::string(to_text(log)) + "/checkpoint");
  const auto policy = wire::log_policy(platform.realm(), log);
  if (shown.code != wire::Code::ok || !policy.ok()) return;
  const auto newest = tlog::CosignedCheckpoint::verify(to_string(shown.body), *policy);
  if (!newest.ok()) return;
  to.cosigned = newest->size();
  to.cosignature_age_ms = (now - newest->newest_at().earliest().ms).ms;
}
}  // namespace

void measure_logs(const platform::Platform& platform, Time now, MetricsNow& to) {
  if (const auto sizes = platform.public_view(0); sizes.ok()) {
    to.orders.entries = sizes->orders_size;
    to.epochs.entries = sizes->epochs_size;
    to.directory.entries = sizes->directory_size;
  }
  measure(platform, wire::LogName::orders, now, to.orders);
  measure(platform, wire::LogName::epochs, now, to.epochs);
  measure(platform, wire::LogName::directory, now, to.directory);
}

std::unique_ptr<MetricsListener> MetricsListener::open(const Listener& listener,
                                                       std::function<void(SharedAnswer::Tell)> ask,
                                                       std::string& why) {
  HttpOptions http;
  static_cast<Listener&>(http) = listener;
  http.limits.all = http.limits.from_one = 32;
  http.methods = {"GET", "HEAD"};
  http.body_size_max = [](const std::string&, const std::string&) { return std::size_t{0}; };
  http.on_request = [ask = std::move(ask)](HttpRequest request, Respond respond) {
    if (request.target != "/metrics") return respond(plain(404, "unknown\n"));
    ask([respond = std::move(respond)](std::optional<std::string> text) {
      if (!text) return respond(plain(503, "unavailable\n"));
      HttpResponse r = plain(200, *text);
      r.content_type = "text/plain; version=0.0.4; charset=utf-8";
      respond(std::move(r));
    });
  };
  auto server = HttpServer::open(std::move(http), why);
  if (!server) return nullptr;
  return std::unique_ptr<MetricsListener>(new MetricsListener(std::move(server)));
}

void MetricsListener::start() {
  thread_ = std::thread([this] { http_->run(); });
}

MetricsListener::~MetricsListener() {
  http_->stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace eq::server
