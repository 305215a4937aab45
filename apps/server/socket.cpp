// WebSocket connections.
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>

#include "apps/server/http_beast.h"

namespace eq::server {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

constexpr std::size_t kQueuedFramesMax = 64;

class BeastSocket final : public Socket, public std::enable_shared_from_this<BeastSocket> {
 public:
  BeastSocket(Stream stream, std::shared_ptr<Place> place)
      : ws_(std::move(stream)), late_(ws_.get_executor()), place_(std::move(place)) {}

  void start(const RequestHead& head, const HttpOptions& options) {
    beast::http::request<beast::http::empty_body> request;
    request.version(11);
    request.method(beast::http::verb::get);
    request.target(head.target);
    for (const auto& f : head.fields) request.insert(f.name, f.value);
    ws_.next_layer().next_layer().expires_never();
    ws_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    ws_.read_message_max(options.socket_frame_size_max);
    ws_.binary(true);
    events_ = options.on_socket(shared_from_this());
    place_->gives_way_by([weak = weak_from_this()] {
      if (const auto self = weak.lock())
        asio::post(self->ws_.get_executor(), [self] { self->end(); });
    });
    late_.expires_after(std::chrono::milliseconds(options.head_ms_max));
    late_.async_wait([self = shared_from_this()](beast::error_code) {
      if (!self->confirmed_) self->end();
    });
    ws_.async_accept(request, [self = shared_from_this()](beast::error_code ec) {
      if (ec) return self->end();
      self->accepted_ = true;
      self->write();
      self->read();
    });
  }

  void send(Bytes frame) override {
    asio::post(ws_.get_executor(), [self = shared_from_this(), frame = std::move(frame)]() mutable {
      if (self->ended_ || self->queue_.size() >= kQueuedFramesMax) return;
      self->queue_.push_back(std::move(frame));
      if (self->queue_.size() == 1 && self->accepted_) self->write();
    });
  }

  bool confirm() override {
    confirmed_ = place_->socket();
    return confirmed_;
  }

  const PeerAddress& from() const override { return place_->from(); }

  void close() override {
    asio::post(ws_.get_executor(), [self = shared_from_this()] {
      if (self->ended_ || !self->accepted_) return;
      self->ws_.async_close(websocket::close_code::normal,
                            [self](beast::error_code) { self->end(); });
    });
  }

 private:
  void read() {
    ws_.async_read(buffer_, [self = shared_from_this()](beast::error_code ec, std::size_t) {
      if (ec) return self->end();
      const auto data = self->buffer_.data();
      const auto* bytes = static_cast<const std::uint8_t*>(data.data());
      Bytes frame(bytes, bytes + data.size());
      self->buffer_.consume(self->buffer_.size());
      if (self->events_)
        self->events_->on_frame(std::move(frame), [self] {
          asio::post(self->ws_.get_executor(), [self] {
            if (!self->ended_) self->read();
          });
        });
    });
  }

  void write() {
    if (queue_.empty()) return;
    ws_.async_write(asio::buffer(queue_.front()),
                    [self = shared_from_this()](beast::error_code ec, std::size_t) {
                      if (ec) return self->end();
                      self->queue_.pop_front();
                      self->write();
                    });
  }

  void end() {
    if (ended_) return;
    ended_ = true;
    if (events_ && events_->on_close) events_->on_close();
    events_.reset();
    late_.cancel();
    beast::error_code ignored;
    ws_.next_layer().next_layer().socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  }

  // without compression: it would leak through sizes
  websocket::stream<Stream, false> ws_;
  asio::steady_timer late_;  // to say who listens
  std::shared_ptr<Place> place_;
  std::atomic<bool> confirmed_{false};
  std::unique_ptr<SocketEvents> events_;
  beast::flat_buffer buffer_;
  std::deque<Bytes> queue_;
  bool accepted_ = false, ended_ = false;
};
}  // namespace

void run_socket(Stream stream, const RequestHead& request,
                std::shared_ptr<const HttpOptions> options, std::shared_ptr<Place> place) {
  const auto socket = std::make_shared<BeastSocket>(std::move(stream), std::move(place));
  socket->start(request, *options);
}

}  // namespace eq::server
