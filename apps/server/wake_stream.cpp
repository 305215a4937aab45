#include "apps/server/wake_stream.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <mutex>
#include <thread>

#include "apps/server/resolved.h"
#include "apps/server/tls/stream.h"

namespace eq::server {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

constexpr const char* kPath = "/v1/mailbox/stream";
constexpr std::size_t kFrameMax = 64;  // one byte, or a refusal's code

/// News that one thread leaves for another, with a descriptor to wait at.
class Letterbox {
 public:
  Letterbox() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Letterbox() { ::close(event_); }
  Letterbox(const Letterbox&) = delete;

  int descriptor() const { return event_; }
  void leave(bool WakeStream::News::*what) {
    const std::lock_guard lock(mutex_);
    news_.*what = true;
    const std::uint64_t one = 1;
    (void)!::write(event_, &one, sizeof one);  // full: it is readable already
  }
  WakeStream::News take() {
    const std::lock_guard lock(mutex_);
    std::uint64_t count = 0;
    (void)!::read(event_, &count, sizeof count);  // empty: nothing has happened
    return std::exchange(news_, {});
  }

 private:
  const int event_;
  std::mutex mutex_;
  WakeStream::News news_;
};

/// One connection, from its beginning to its loss.
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  using News = WakeStream::News;

  Connection(asio::io_context& io, const ServerAddress& address, TlsContext tls,
             std::chrono::milliseconds limit, Letterbox& box)
      : address_(address),
        tls_(std::move(tls)),
        limit_(limit),
        box_(box),
        resolver_(io),
        stream_(io) {}

  void begin(Bytes hello) {
    hello_ = std::move(hello);
    tcp_layer().expires_after(limit_);
    resolver_.async_resolve(address_.peer.host, address_.port,
                            [self = shared_from_this()](beast::error_code ec, auto found) {
                              if (ec || self->ended_) return self->end();
                              self->connect(std::move(found));
                            });
  }
  /// Without a word: another takes its place.
  void drop() {
    ended_ = true;
    resolver_.cancel();
    tcp_layer().cancel();
    beast::error_code ignored;
    tcp_layer().socket().close(ignored);
  }

 private:
  beast::tcp_stream& tcp_layer() { return stream_.next_layer().next_layer(); }

  void connect(tcp::resolver::results_type found) {
    if (!may_be_reached(address_, found)) return end();
    tcp_layer().async_connect(
        found, [self = shared_from_this()](beast::error_code ec, const tcp::endpoint&) {
          if (ec || self->ended_) return self->end();
          self->greet();
        });
  }

  void greet() {
    if (!tls_) return upgrade();
    stream_.next_layer().secure(tls_);
    stream_.next_layer().async_greet(address_.peer,
                                     [self = shared_from_this()](beast::error_code ec) {
                                       if (ec || self->ended_) return self->end();
                                       self->upgrade();
                                     });
  }

  void upgrade() {
    tcp_layer().expires_never();
    // Pings where nothing is said: a line that died without a word is noticed.
    stream_.set_option(websocket::stream_base::timeout{limit_, limit_, true});
    stream_.read_message_max(kFrameMax);
    stream_.binary(true);
    stream_.async_handshake(address_.host(), address_.path + kPath,
                            [self = shared_from_this()](beast::error_code ec) {
                              if (ec == websocket::error::upgrade_declined && !self->ended_)
                                return self->end(&News::declined);
                              if (ec || self->ended_) return self->end();
                              self->say_who();
                            });
  }

  void say_who() {
    stream_.async_write(asio::buffer(hello_),
                        [self = shared_from_this()](beast::error_code ec, std::size_t) {
                          if (ec || self->ended_) return self->end();
                          self->read();
                        });
  }

  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code ec, std::size_t) {
      if (ec || !self->take_frame()) return self->end();
      self->read();
    });
  }

  /// @return false for what is neither "listening" nor "something new": we are refused.
  bool take_frame() {
    const auto frame = beast::buffers_to_string(buffer_.data());
    buffer_.consume(buffer_.size());
    if (ended_ || frame.size() != 1 || frame[0] > 1) return false;
    box_.leave(frame[0] == 0 ? &News::began : &News::woken);
    return true;
  }

  void end(bool News::*how = &News::lost) {
    if (std::exchange(ended_, true)) return;
    box_.leave(how);
    drop();
  }

  const ServerAddress& address_;
  const TlsContext tls_;  // none in clear
  const std::chrono::milliseconds limit_;
  Letterbox& box_;
  tcp::resolver resolver_;
  websocket::stream<Stream, false> stream_;
  beast::flat_buffer buffer_;
  Bytes hello_;
  bool ended_ = false;
};

class BeastWakeStream final : public WakeStream {
 public:
  BeastWakeStream(ServerAddress address, std::uint64_t limit_ms)
      : address_(std::move(address)),
        tls_(address_.way == ServerAddress::Way::tls ? tls_towards(address_.peer) : nullptr),
        limit_(limit_ms),
        thread_([this] { io_.run(); }) {}
  ~BeastWakeStream() override {
    io_.stop();
    thread_.join();
  }

  void listen(Bytes hello) override {
    asio::post(io_, [this, hello = std::move(hello)]() mutable {
      replace(std::make_shared<Connection>(io_, address_, tls_, limit_, box_));
      connection_->begin(std::move(hello));
    });
  }
  int descriptor() const override { return box_.descriptor(); }
  News take_news() override { return box_.take(); }

 private:
  void replace(std::shared_ptr<Connection> next) {
    if (connection_) connection_->drop();
    connection_ = std::move(next);
  }

  const ServerAddress address_;
  const TlsContext tls_;  // of all connections: whom to believe is read once, as HttpClient does
  const std::chrono::milliseconds limit_;
  Letterbox box_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(io_);
  std::shared_ptr<Connection> connection_;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace

std::unique_ptr<WakeStream> WakeStream::to(const ServerAddress& address, std::uint64_t limit_ms) {
  return std::make_unique<BeastWakeStream>(address, limit_ms);
}

}  // namespace eq::server
