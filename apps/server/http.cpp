#include "apps/server/http.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

#include "apps/server/http_beast.h"

namespace eq::server {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

/// One slot of the connection limit, given back when the last owner lets go.
std::shared_ptr<void> take_slot(Counter used, std::size_t most) {
  if (used->fetch_add(1) >= most) {
    used->fetch_sub(1);
    return nullptr;
  }
  return std::shared_ptr<void>(used.get(), [used](void*) { used->fetch_sub(1); });
}

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
              run_session(Stream(std::move(socket)), options_, std::move(slot), bodies_);
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
