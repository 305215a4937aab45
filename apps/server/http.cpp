#include "apps/server/http.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cstring>
#include <optional>
#include <thread>

#include "apps/server/http_beast.h"

namespace eq::server {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using std::chrono::seconds;

constexpr std::size_t kHeaderMax = 16 * 1024;
// an oversized body up to here is read and dropped
constexpr std::size_t kDrainMax = 64 * 1024 * 1024;
constexpr std::size_t kChunk = 64 * 1024;

using Counter = std::shared_ptr<std::atomic<std::size_t>>;

/// One slot of the connection limit, given back when the last owner lets go.
std::shared_ptr<void> take_slot(Counter used, std::size_t most) {
  if (used->fetch_add(1) >= most) {
    used->fetch_sub(1);
    return nullptr;
  }
  return std::shared_ptr<void>(used.get(), [used](void*) { used->fetch_sub(1); });
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<const HttpOptions> options,
          std::shared_ptr<void> slot, Counter bodies)
      : stream_(std::move(socket)),
        options_(std::move(options)),
        slot_(std::move(slot)),
        bodies_(std::move(bodies)) {}
  ~Session() { release(); }

  void read_header() {
    release();
    parser_.emplace();
    parser_->header_limit(kHeaderMax);
    parser_->body_limit(boost::none);  // we count ourselves, to be able to answer and go on
    body_.clear();
    read_ = 0;
    stream_.expires_after(seconds(options_->idle_s_max));
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code ec, std::size_t) { self->on_header(ec); });
  }

 private:
  void on_header(beast::error_code ec) {
    if (ec == http::error::end_of_stream) return close();
    if (ec.category() == http::make_error_code(http::error::bad_method).category())
      return refuse_and_close(ec == http::error::header_limit ? 431 : 400);
    if (ec) return;  // the peer is gone, or idle for too long

    const auto& head = parser_->get();
    method_ = std::string(head.method_string());
    target_ = std::string(head.target());
    keep_alive_ = head.keep_alive();
    authorization_ = std::string(head[http::field::authorization]);
    content_type_ = std::string(head[http::field::content_type]);
    if (beast::websocket::is_upgrade(head.base())) return upgrade();
    if (target_.empty() || target_[0] != '/') return refuse_and_close(400);
    limit_ = options_->body_size_max ? options_->body_size_max(method_, target_) : 0;
    const auto length = parser_->content_length();
    if (length && *length > kDrainMax) return refuse_and_close(413);
    if (beast::iequals(head[http::field::expect], "100-continue")) {
      if (length && *length > limit_) return refuse_and_close(413);
      return say_continue();
    }
    read_body();
  }

  void say_continue() {
    auto reply = std::make_shared<http::response<http::empty_body>>(http::status::continue_, 11);
    http::async_write(stream_, *reply,
                      [self = shared_from_this(), reply](beast::error_code ec, std::size_t) {
                        if (!ec) self->read_body();
                      });
  }

  void read_body() {
    if (parser_->is_done()) return on_body();
    chunk_.resize(kChunk);
    parser_->get().body().data = chunk_.data();
    parser_->get().body().size = chunk_.size();
    stream_.expires_after(seconds(options_->idle_s_max));
    http::async_read(
        stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code ec, std::size_t) {
          if (ec == http::error::need_buffer) ec = {};
          if (ec == http::error::partial_message) return;
          if (ec.category() == http::make_error_code(http::error::bad_method).category() && ec)
            return self->refuse_and_close(400);
          if (ec) return;
          const std::size_t got = self->chunk_.size() - self->parser_->get().body().size;
          self->read_ += got;
          if (self->read_ > kDrainMax) return self->refuse_and_close(413);
          if (self->read_ <= self->limit_) {
            if (!self->hold(got)) return self->refuse_and_close(503);
            append(self->body_, View(self->chunk_).first(got));
          }
          self->read_body();
        });
  }

  /// Bodies of all connections share one allowance, so that many slow uploads cannot fill the
  /// memory.
  bool hold(std::size_t n) {
    held_ += n;
    return bodies_->fetch_add(n) + n <= options_->bodies_max;
  }
  void release() { bodies_->fetch_sub(std::exchange(held_, 0)); }

  void on_body() {
    if (read_ > limit_) return respond(refusal(413));
    if (std::ranges::find(options_->methods, method_) == options_->methods.end())
      return respond(refusal(405));
    stream_.expires_never();  // the answer may take its time
    HttpRequest request{method_, target_, std::move(authorization_), std::move(content_type_),
                        std::move(body_)};
    options_->on_request(std::move(request), [self = shared_from_this()](HttpResponse response) {
      asio::post(self->stream_.get_executor(), [self, response = std::move(response)]() mutable {
        self->respond(std::move(response));
      });
    });
  }

  HttpResponse refusal(int status) const {
    if (options_->refusal) return options_->refusal(status);
    HttpResponse r;
    r.status = status;
    r.body = to_bytes(std::string_view(status == 413                    ? "too_large\n"
                                       : status == 404 || status == 405 ? "unknown\n"
                                       : status == 503                  ? "unavailable\n"
                                                                        : "malformed\n"));
    return r;
  }

  void respond(HttpResponse response) {
    auto reply = std::make_shared<http::response<http::vector_body<std::uint8_t>>>();
    reply->version(11);
    reply->result(static_cast<unsigned>(response.status));
    reply->set(http::field::content_type, response.content_type);
    reply->set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : response.headers) reply->set(name, value);
    reply->keep_alive(keep_alive_);
    reply->body() = std::move(response.body);
    reply->prepare_payload();
    if (method_ == "HEAD") reply->body().clear();
    stream_.expires_after(seconds(options_->idle_s_max));
    http::async_write(stream_, *reply,
                      [self = shared_from_this(), reply](beast::error_code ec, std::size_t) {
                        if (ec) return;
                        if (!self->keep_alive_) return self->close();
                        self->read_header();
                      });
  }

  void refuse_and_close(int status) {
    Bytes().swap(body_);
    release();
    keep_alive_ = false;
    if (method_ == "HEAD") method_ = "GET";
    respond(refusal(status));
  }

  void upgrade() {
    if (options_->socket_path.empty() || target_ != options_->socket_path)
      return refuse_and_close(404);
    http::request<http::empty_body> request(parser_->get().base());
    run_socket(std::move(stream_), std::move(request), options_, std::move(slot_));
  }

  void close() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  std::shared_ptr<const HttpOptions> options_;
  std::shared_ptr<void> slot_;
  beast::flat_buffer buffer_{kHeaderMax + kChunk};
  std::optional<http::request_parser<http::buffer_body>> parser_;
  std::string method_, target_, authorization_, content_type_;
  Bytes body_, chunk_;
  Counter bodies_;
  std::size_t limit_ = 0, read_ = 0, held_ = 0;
  bool keep_alive_ = true;
};

class BeastServer final : public HttpServer {
 public:
  explicit BeastServer(HttpOptions options)
      : options_(std::make_shared<const HttpOptions>(std::move(options))),
        io_(static_cast<int>(std::max(1u, options_->threads))),
        acceptor_(io_),
        signals_(io_) {}

  bool listen(std::string& why) {
    beast::error_code ec;
    const auto address = asio::ip::make_address(options_->address, ec);
    if (ec) {
      why = options_->address + " is not an IP address. Use one like 127.0.0.1 or ::1";
      return false;
    }
    const tcp::endpoint where(address, options_->port);
    acceptor_.open(where.protocol(), ec);
    if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) acceptor_.bind(where, ec);
    if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec) return true;
    const std::string at = options_->address + " port " + std::to_string(options_->port);
    if (ec == asio::error::address_in_use)
      why = "Port " + std::to_string(options_->port) +
            " is in use by another program. Stop that one, or choose another port with --port";
    else if (ec == asio::error::access_denied)
      why = "You may not listen on " + at + ". Choose a port above 1023 with --port";
    else
      why = "Cannot listen on " + at + " (" + ec.message() + "). Choose another address or port";
    return false;
  }

  std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }

  void run() override {
    accept();
    std::vector<std::thread> more;
    for (unsigned i = 1; i < options_->threads; ++i) more.emplace_back([this] { io_.run(); });
    io_.run();
    for (auto& t : more) t.join();
  }

  void stop() override { io_.stop(); }

  void every(unsigned interval_ms, std::function<void()> task) override {
    auto timer = std::make_shared<asio::steady_timer>(io_);
    tick(timer, interval_ms, std::make_shared<std::function<void()>>(std::move(task)));
  }

  void on_signal(std::function<void()> task) override {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([task = std::move(task)](beast::error_code ec, int) {
      if (!ec) task();
    });
  }

 private:
  void tick(std::shared_ptr<asio::steady_timer> timer, unsigned interval_ms,
            std::shared_ptr<std::function<void()>> task) {
    asio::post(io_, [task] { (*task)(); });
    timer->expires_after(std::chrono::milliseconds(interval_ms));
    timer->async_wait([this, timer, interval_ms, task](beast::error_code ec) {
      if (!ec) tick(timer, interval_ms, task);
    });
  }

  void accept() {
    acceptor_.async_accept(
        asio::make_strand(io_), [this](beast::error_code ec, tcp::socket socket) {
          if (!ec) {
            socket.set_option(tcp::no_delay(true), ec);
            if (auto slot = take_slot(connections_, options_->connections_max))
              std::make_shared<Session>(std::move(socket), options_, std::move(slot), bodies_)
                  ->read_header();
          } else if (ec == asio::error::operation_aborted) {
            return;
          } else {  // out of descriptors: wait a little instead of spinning
            auto pause = std::make_shared<asio::steady_timer>(io_, std::chrono::milliseconds(50));
            return pause->async_wait([this, pause](beast::error_code) { accept(); });
          }
          accept();
        });
  }

  std::shared_ptr<const HttpOptions> options_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  Counter connections_ = std::make_shared<std::atomic<std::size_t>>(0);
  Counter bodies_ = std::make_shared<std::atomic<std::size_t>>(0);
};
}  // namespace

std::unique_ptr<HttpServer> HttpServer::open(HttpOptions options, std::string& why) {
  auto server = std::make_unique<BeastServer>(std::move(options));
  if (!server->listen(why)) return nullptr;
  return server;
}

}  // namespace eq::server
