#include "apps/equipoise/frame/http_transport.h"

#include "apps/equipoise/frame/command.h"
#include "apps/server/http_client.h"
#include "eq/wire/http_answer.h"

namespace eq::app {
namespace {

class HttpTransport final : public wire::Transport {
 public:
  explicit HttpTransport(std::unique_ptr<server::HttpClient> client) : client_(std::move(client)) {}

  Result<Bytes> call(wire::Verb verb, View request) override {
    return take(client_->send("POST", "/v1/" + std::string(to_text(verb)), request));
  }
  Result<Bytes> get(std::string_view path) override {
    return take(client_->send("GET", std::string(path), {}));
  }
  std::string why() const override { return why_; }

 private:
  Result<Bytes> take(Result<server::HttpResponse> reply) {
    if (!reply.ok()) {
      last_code_ = wire::Code::unavailable;
      why_ = client_->why();
      return Err::unavailable;
    }
    last_code_ = wire::code_of_answer(reply->status, reply->body);
    if (last_code_ == wire::Code::ok) return std::move(reply->body);
    why_ = "The server answered " + std::to_string(reply->status) + " " +
           std::string(to_text(last_code_));
    return to_err(last_code_);
  }

  std::unique_ptr<server::HttpClient> client_;
  std::string why_;
};

}  // namespace

std::unique_ptr<wire::Transport> http_transport(const std::string& url) {
  return http_transport(url, server::HttpClient::kUsualLimit_ms);
}

std::unique_ptr<wire::Transport> http_transport(const std::string& url, std::uint64_t limit_ms) {
  const auto address = server::parse_server_address(url);
  if (!address.ok()) throw Failure{address.error().what, address.error().remedy};
  return std::make_unique<HttpTransport>(server::HttpClient::to(*address, limit_ms));
}

}  // namespace eq::app
