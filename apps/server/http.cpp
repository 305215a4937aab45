#include "apps/server/http.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <new>
#include <thread>

#include "apps/server/http_beast.h"
#include "apps/server/listener_check.h"
#include "apps/server/proxy_header.h"

namespace eq::server {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 12\r\nConnection: close\r\n\r\nunavailable\n";
constexpr std::string_view kNoMemory = "out of memory: a connection was dropped";
constexpr auto kPause = std::chrono::milliseconds(50);

PeerAddress address_of(const asio::ip::address& a) {
  return a.is_v4() ? PeerAddress::v4(a.to_v4().to_bytes()) : PeerAddress::v6(a.to_v6().to_bytes());
}

/// A balancer's connection while it says for whom it comes.
struct Introduced : std::enable_shared_from_this<Introduced> {
  explicit Introduced(tcp::socket socket) : stream(std::move(socket)) {}

  void listen(std::function<void(Stream, std::optional<PeerAddress>)> then) {
    stream.next_layer().async_read_some(
        asio::buffer(&byte, 1),
        [self = shared_from_this(), then](beast::error_code ec, std::size_t) {
          if (ec) return;
          const auto whole = self->header.take(self->byte);
          if (!whole.ok()) return;
          if (!*whole) return self->listen(then);
          then(std::move(self->stream), self->header.source());
        });
  }

  Stream stream;
  ProxyHeader header;
  char byte = 0;
};

class BeastServer final : public HttpServer {
 public:
  explicit BeastServer(HttpOptions options)
      : options_(std::make_shared<const HttpOptions>(std::move(options))),
        io_(static_cast<int>(std::max(1u, options_->threads))),
        acceptor_(io_),
        signals_(io_),
        hangups_(io_) {}

  /// Empty, or why it cannot be.
  std::string prepare() {
    if (auto fault = fault_of(*options_); !fault.empty()) return fault;
    for (const auto& b : options_->balancers)
      balancers_.push_back(address_of(asio::ip::make_address(b)));
    return renew();
  }

  std::string renew() override {
    const auto* files = std::get_if<TlsFiles>(&options_->way);
    if (!files) return {};
    std::string why;
    auto context = tls_for(*files, why);
    if (context) tls_ = std::move(context);
    return why;
  }

  bool listen(std::string& why) {
    beast::error_code ec;
    const auto address = asio::ip::make_address(options_->address, ec);
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

  Admission::Count connected() const override { return admission_->count(); }
  std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }

  void run() override {
    accept();
    std::vector<std::thread> more;
    for (unsigned i = 1; i < options_->threads; ++i) more.emplace_back([this] { work(); });
    work();
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

  void on_hangup(std::function<void()> task) override {
    if (!hanging_) hangups_.add(SIGHUP);
    hanging_ = true;
    hangups_.async_wait([this, task = std::move(task)](beast::error_code ec, int) {
      if (ec) return;
      task();
      on_hangup(task);
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

  void trouble(std::string_view kind) const {
    if (options_->on_trouble) options_->on_trouble(kind);
  }

  /// Whoever asks for more memory than there is loses his connection, and nobody else anything.
  void work() {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (const std::bad_alloc&) {
        trouble(kNoMemory);
      }
    }
  }

  void accept() {
    acceptor_.async_accept(asio::make_strand(io_),
                           [this](beast::error_code ec, tcp::socket socket) {
                             if (ec == asio::error::operation_aborted) return;
                             if (ec) return accept_later(ec);
                             try {
                               take(std::move(socket));
                             } catch (const std::bad_alloc&) {
                               trouble(kNoMemory);
                             }
                             accept();
                           });
  }

  /// Most often no descriptor is left: somebody who waits makes room.
  void accept_later(beast::error_code ec) {
    trouble("connections cannot be accepted: " + ec.message());
    admission_->make_room();
    auto pause = std::make_shared<asio::steady_timer>(io_, kPause);
    pause->async_wait([this, pause](beast::error_code) { accept(); });
  }

  void take(tcp::socket socket) {
    beast::error_code ec;
    const auto peer = socket.remote_endpoint(ec);
    if (ec) return;
    socket.set_option(tcp::no_delay(true), ec);
    const auto from = address_of(peer.address());
    if (std::ranges::find(balancers_, from) == balancers_.end())
      return admit(Stream(std::move(socket)), from);
    const auto introduced = std::make_shared<Introduced>(std::move(socket));
    introduced->stream.next_layer().expires_after(std::chrono::milliseconds(options_->head_ms_max));
    introduced->listen([this](Stream stream, std::optional<PeerAddress> source) {
      admit(std::move(stream), source.value_or(PeerAddress::v4({127, 0, 0, 1})));
    });
  }

  void admit(Stream stream, PeerAddress from) {
    auto place = admission_->admit(from);
    if (!place) return turn_away(std::move(stream));
    if (const auto tls = tls_.load()) stream.secure(tls);
    run_session(std::move(stream), options_, from, std::move(place));
  }

  /// Told, where that takes no waiting.
  void turn_away(Stream stream) const {
    trouble("connections are turned away: all places are taken");
    if (tls_.load()) return;
    beast::error_code ignored;
    auto& socket = stream.next_layer().socket();
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kFull), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  }

  std::shared_ptr<const HttpOptions> options_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::signal_set hangups_;
  bool hanging_ = false;
  std::vector<PeerAddress> balancers_;
  std::atomic<TlsContext> tls_;
  std::shared_ptr<Admission> admission_ = std::make_shared<Admission>(options_->limits);
};
}  // namespace

std::string url_of(const Listener& listener, std::uint16_t port) {
  const bool is_v6 = listener.address.find(':') != std::string::npos;
  return (std::holds_alternative<TlsFiles>(listener.way) ? "https://" : "http://") +
         (is_v6 ? "[" + listener.address + "]" : listener.address) + ":" + std::to_string(port) +
         "/";
}

std::unique_ptr<HttpServer> HttpServer::open(HttpOptions options, std::string& why) {
  std::signal(SIGPIPE, SIG_IGN);  // a log that nobody reads any more ends nothing
  auto server = std::make_unique<BeastServer>(std::move(options));
  why = server->prepare();
  if (!why.empty() || !server->listen(why)) return nullptr;
  return server;
}

}  // namespace eq::server
