#include "apps/matching/serve.h"

#include <spdlog/spdlog.h>

#include "apps/media/worker.h"

namespace eq::matching {
namespace {

constexpr unsigned kDecoders = 4;
constexpr unsigned kThreads = kDecoders + 2;  // so that look-ups of hashes never wait for uploads
constexpr unsigned kTidy_ms = 1000;
constexpr unsigned kCounts_ms = 60'000;

}  // namespace

std::string serve(Library& library, ServeOptions options) {
  const media::Worker worker(options.media_program);
  Api api(library,
          {[&worker](View file) { return worker.fingerprint(file); }, options.clock, kDecoders,
           [](const std::string& what) {
             if (what.empty()) return spdlog::info("the database works again");
             spdlog::error("the database fails, requests are answered 503: {}", what);
           }});
  std::atomic<std::uint64_t> answered{0}, refused{0}, failed{0};

  server::HttpOptions http;
  static_cast<server::Listener&>(http) = options.listener;
  http.threads = kThreads;
  http.limits.all = 1024;
  http.methods = {"GET", "HEAD", "POST", "PUT", "DELETE"};
  http.body_size_max = Api::body_size_max;
  http.refusal = Api::refusal;
  http.on_request = [&](server::HttpRequest request, server::Respond respond) {
    if (request.method == "HEAD") request.method = "GET";
    auto response = api.handle(request);
    ++(response.status < 400 ? answered : response.status < 500 ? refused : failed);
    respond(std::move(response));
  };
  std::string why;
  const auto server = server::HttpServer::open(std::move(http), why);
  if (!server) return why;
  server->every(kTidy_ms, [&] { api.tidy(); });
  // Counts only: no hash, no bank, no name.
  server->every(kCounts_ms, [&] {
    if (const auto a = answered.exchange(0), r = refused.exchange(0), f = failed.exchange(0);
        a + r + f > 0)
      spdlog::info("{} answered, {} refused, {} failed", a, r, f);
  });
  server->on_hangup([&] {
    if (const auto fault = server->renew(); !fault.empty())
      spdlog::error("{}; the certificate of before stays in use", fault);
  });
  server->on_signal([&] { server->stop(); });
  options.on_ready(server->port());
  server->run();
  return {};
}

}  // namespace eq::matching
