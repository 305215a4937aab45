#include "apps/server/http_client.h"

#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>

#include "apps/server/resolved.h"
#include "apps/server/tls/greeting.h"
#include "apps/server/tls/stream.h"

namespace eq::server {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr std::size_t kReplyMax = 64 * 1024 * 1024;

class BeastClient final : public HttpClient {
 public:
  enum class Limit : std::uint8_t { of_each_part, of_the_whole };

  BeastClient(ServerAddress address, std::uint64_t limit_ms, Limit limit)
      : address_(std::move(address)), limit_(limit_ms), limits_(limit), host_(address_.host()) {
    if (address_.way == ServerAddress::Way::tls) tls_ = tls_towards(address_.peer);
  }

  Result<HttpResponse> send(const std::string& method, const std::string& target, View body,
                            const std::string& content_type) override {
    http::request<http::vector_body<std::uint8_t>> request;
    request.version(11);
    request.method_string(method);
    request.target(address_.path + target);
    request.set(http::field::host, host_);
    if (method == "POST") request.set(http::field::content_type, content_type);
    request.body() = to_bytes(body);
    request.prepare_payload();

    until_ = Clock::now() + limit_;
    // A kept-alive connection may have been closed meanwhile.  What is safe to repeat is repeated
    // once.
    const bool reused = reused_ = stream_.has_value() && still_open();
    if (!reused && !connect()) return Err::unavailable;
    auto reply = exchange(request);
    if (!reply && reused && (method != "POST" || unsent_)) {
      reused_ = false;
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

  void interrupt() override {
    interrupted_ = true;
    asio::post(io_, [this] {
      if (stream_) stream_->next_layer().cancel();
    });
  }

 private:
  bool fail(const std::string& what, const beast::error_code& ec) {
    why_ = what + " " + host_ + ": " + ec.message();
    return false;
  }

  using Clock = std::chrono::steady_clock;

  /// When what is begun now must have ended.
  Clock::time_point end() const {
    return limits_ == Limit::of_the_whole ? until_ : Clock::now() + limit_;
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
    auto& socket = stream_->next_layer().socket();
    socket.non_blocking(true, ec);
    char c;
    socket.receive(asio::buffer(&c, 1), asio::socket_base::message_peek, ec);
    if (ec == asio::error::would_block) return true;
    stream_.reset();
    return false;
  }

  bool connect() {
    beast::error_code ec;
    if (interrupted_) return fail("No more is asked of", asio::error::operation_aborted);
    stream_.emplace(io_);
    buffer_.clear();
    const auto found = find_within(
        [host = address_.peer.host, port = address_.port] { return found_at(host, port); }, end(),
        interrupted_);
    if (found.fault) return fail("Cannot find the server", found.fault);
    const auto& where = found.where;
    if (!may_be_reached(address_, where))
      return fail("In clear only on this machine, not to", asio::error::access_denied);
    auto& tcp_stream = stream_->next_layer();
    tcp_stream.expires_at(end());
    tcp_stream.async_connect(where, [&](beast::error_code e, const tcp::endpoint&) { ec = e; });
    finish();
    if (ec) return fail("Cannot reach the server at", ec);
    tcp_stream.socket().set_option(tcp::no_delay(true), ec);
    return !tls_ || greet();
  }

  bool greet() {
    beast::error_code ec;
    stream_->secure(tls_);
    stream_->async_greet(address_.peer, [&](beast::error_code e) { ec = e; });
    finish();
    if (!ec) return true;
    why_ = stream_->disbelief(address_.peer);
    spoke_tls_ = !why_.empty();
    if (met_no_tls(ec))
      why_ = "What answers at " + host_ +
             " speaks no TLS. Write http:// for a server on this machine; from elsewhere ask its "
             "operator for the address";
    else if (why_.empty())
      fail("No TLS with the server at", ec);
    stream_.reset();
    return false;
  }

  /// Whether what closed a connection in clear without a word takes TLS.  Nothing is sent.
  bool takes_tls() const {
    ServerAddress secure = address_;
    secure.way = ServerAddress::Way::tls;
    BeastClient other(secure, static_cast<std::uint64_t>(limit_.count()), limits_);
    other.until_ = until_;
    return other.connect() || other.spoke_tls_;
  }

  std::optional<HttpResponse> exchange(
      const http::request<http::vector_body<std::uint8_t>>& request) {
    beast::error_code ec;
    std::size_t sent = 0;
    stream_->next_layer().expires_at(end());
    http::async_write(*stream_, request, [&](beast::error_code e, std::size_t n) {
      ec = e;
      sent = n;
    });
    finish();
    unsent_ = ec && sent == 0;
    if (interrupted_) {
      fail("No more is asked of", asio::error::operation_aborted);
      return std::nullopt;
    }
    // A server that refuses early may close before everything was written: its answer still counts.
    http::response_parser<http::vector_body<std::uint8_t>> parser;
    parser.body_limit(kReplyMax);
    if (request.method() == http::verb::head) parser.skip(true);
    const auto write_error = ec;
    stream_->next_layer().expires_at(end());
    http::async_read(*stream_, buffer_, parser, [&](beast::error_code e, std::size_t) { ec = e; });
    finish();
    if (ec) {
      fail("No answer from the server at", write_error ? write_error : ec);
      const bool closed = ec == http::error::end_of_stream || ec == asio::error::connection_reset;
      if (!tls_ && closed && !reused_ && takes_tls())
        why_ = "What answers at " + host_ +
               " speaks TLS only. Write https://, as its operator names the address";
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

  ServerAddress address_;
  const std::chrono::milliseconds limit_;
  const Limit limits_;
  Clock::time_point until_;  // of the request that is under way
  std::string host_, why_;
  TlsContext tls_;  // none in clear
  asio::io_context io_{1};
  std::optional<Stream> stream_;
  beast::flat_buffer buffer_;
  bool unsent_ = false, reused_ = false;
  bool spoke_tls_ = false;  // and was not believed
  std::atomic<bool> interrupted_{false};
};
}  // namespace

std::unique_ptr<HttpClient> HttpClient::for_url(const std::string& url) {
  const auto address = parse_server_address(url);
  return address.ok() ? to(*address) : nullptr;
}

std::unique_ptr<HttpClient> HttpClient::to(const ServerAddress& address, std::uint64_t limit_ms) {
  return std::make_unique<BeastClient>(address, limit_ms, BeastClient::Limit::of_each_part);
}

std::unique_ptr<HttpClient> HttpClient::within(const ServerAddress& address,
                                               std::uint64_t whole_ms) {
  return std::make_unique<BeastClient>(address, whole_ms, BeastClient::Limit::of_the_whole);
}

}  // namespace eq::server
