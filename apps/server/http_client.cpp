#include "apps/server/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <optional>

namespace eq::server {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr auto kTimeout = std::chrono::seconds(30);
constexpr std::size_t kReplyMax = 64 * 1024 * 1024;

class BeastClient final : public HttpClient {
 public:
  BeastClient(std::string host, std::string port, std::string prefix)
      : host_(std::move(host)), port_(std::move(port)), prefix_(std::move(prefix)) {}

  Result<HttpResponse> send(const std::string& method, const std::string& target, View body,
                            const std::string& content_type) override {
    http::request<http::vector_body<std::uint8_t>> request;
    request.version(11);
    request.method_string(method);
    request.target(prefix_ + target);
    request.set(http::field::host, host_ + ":" + port_);
    if (method == "POST") request.set(http::field::content_type, content_type);
    request.body() = to_bytes(body);
    request.prepare_payload();

    // A kept-alive connection may have been closed meanwhile.  What is safe to repeat is repeated
    // once.
    const bool reused = stream_.has_value() && still_open();
    if (!reused && !connect()) return Err::unavailable;
    auto reply = exchange(request);
    if (!reply && reused && (method != "POST" || unsent_)) {
      if (!connect()) return Err::unavailable;
      reply = exchange(request);
    }
    if (!reply) {
      stream_.reset();
      return Err::unavailable;
    }
    return std::move(*reply);
  }

  const std::string& why() const override { return why_; }

 private:
  bool fail(const std::string& what, const beast::error_code& ec) {
    why_ = what + " " + host_ + ":" + port_ + ": " + ec.message();
    return false;
  }

  /// Run the one operation that was started; false if its time is up.
  bool finish() {
    io_.restart();
    io_.run();
    return true;
  }

  bool still_open() {
    // An idle connection has nothing to read; readable means closed (or out of step).
    beast::error_code ec;
    auto& socket = stream_->socket();
    socket.non_blocking(true, ec);
    char c;
    socket.receive(asio::buffer(&c, 1), asio::socket_base::message_peek, ec);
    if (ec == asio::error::would_block) return true;
    stream_.reset();
    return false;
  }

  bool connect() {
    stream_.emplace(io_);
    buffer_.clear();
    beast::error_code ec;
    tcp::resolver resolver(io_);
    const auto where = resolver.resolve(host_, port_, ec);
    if (ec) return fail("Cannot find the server", ec);
    stream_->expires_after(kTimeout);
    stream_->async_connect(where, [&](beast::error_code e, const tcp::endpoint&) { ec = e; });
    finish();
    if (ec) return fail("Cannot reach the server at", ec);
    stream_->socket().set_option(tcp::no_delay(true), ec);
    return true;
  }

  std::optional<HttpResponse> exchange(
      const http::request<http::vector_body<std::uint8_t>>& request) {
    beast::error_code ec;
    std::size_t sent = 0;
    stream_->expires_after(kTimeout);
    http::async_write(*stream_, request, [&](beast::error_code e, std::size_t n) {
      ec = e;
      sent = n;
    });
    finish();
    unsent_ = ec && sent == 0;
    // A server that refuses early may close before everything was written: its answer still counts.
    http::response_parser<http::vector_body<std::uint8_t>> parser;
    parser.body_limit(kReplyMax);
    if (request.method() == http::verb::head) parser.skip(true);
    const auto write_error = ec;
    stream_->expires_after(kTimeout);
    http::async_read(*stream_, buffer_, parser, [&](beast::error_code e, std::size_t) { ec = e; });
    finish();
    if (ec) {
      fail("No answer from the server at", write_error ? write_error : ec);
      return std::nullopt;
    }
    HttpResponse reply;
    auto message = parser.release();
    reply.status = static_cast<int>(message.result_int());
    reply.content_type = std::string(message[http::field::content_type]);
    const bool keep = message.keep_alive();
    reply.body = std::move(message.body());
    if (!keep) stream_.reset();
    return reply;
  }

  std::string host_, port_, prefix_, why_;
  asio::io_context io_{1};
  std::optional<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  bool unsent_ = false;
};
}  // namespace

std::unique_ptr<HttpClient> HttpClient::for_url(const std::string& url) {
  std::string_view rest = url;
  if (!rest.starts_with("http://")) return nullptr;
  rest.remove_prefix(7);
  const auto slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  std::string prefix = slash == rest.npos ? "" : std::string(rest.substr(slash));
  while (prefix.ends_with('/')) prefix.pop_back();
  const auto colon = authority.rfind(':');
  const bool has_port = colon != authority.npos && authority.find(']', colon) == authority.npos;
  std::string host(authority.substr(0, has_port ? colon : authority.size()));
  std::string port(has_port ? authority.substr(colon + 1) : "80");
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || port.empty() || port.size() > 5 ||
      port.find_first_not_of("0123456789") != port.npos)
    return nullptr;
  return std::make_unique<BeastClient>(std::move(host), std::move(port), std::move(prefix));
}

}  // namespace eq::server
