// Internal to the HTTP sources: one connection, in clear or under TLS, as one type, so that all
// that stands on it is compiled once.
#pragma once

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "apps/server/tls/files.h"

namespace eq::server {

class Stream {
 public:
  using next_layer_type = boost::beast::tcp_stream;
  using executor_type = next_layer_type::executor_type;

  template <class Where>  // a connected socket, or a context to connect in
  explicit Stream(Where&& where)
      : tcp_(std::make_unique<next_layer_type>(std::forward<Where>(where))) {}

  executor_type get_executor() { return tcp_->get_executor(); }
  next_layer_type& next_layer() { return *tcp_; }
  const next_layer_type& next_layer() const { return *tcp_; }

  bool is_secure() const { return tls_ != nullptr; }
  /// Whatever is read and written from now on is under TLS.
  void secure(TlsContext context) {
    context_ = std::move(context);
    tls_ = std::make_unique<Tls>(*tcp_, *context_);
  }
  template <class Handler>
  void async_accept(Handler&& handler) {
    tls_->async_handshake(Tls::server, std::forward<Handler>(handler));
  }
  template <class Handler>
  void async_greet(const Peer& peer, Handler&& handler) {
    name(peer);
    tls_->async_handshake(Tls::client, std::forward<Handler>(handler));
  }
  /// Why the peer was not believed, one sentence; empty if that was not the trouble.
  std::string disbelief(const Peer& peer) const;

  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) return tls_->async_read_some(buffers, std::forward<Handler>(handler));
    return tcp_->async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) return tls_->async_write_some(buffers, std::forward<Handler>(handler));
    return tcp_->async_write_some(buffers, std::forward<Handler>(handler));
  }

 private:
  using Tls = boost::asio::ssl::stream<next_layer_type&>;
  void name(const Peer& peer);

  std::unique_ptr<next_layer_type> tcp_;
  TlsContext context_;
  std::unique_ptr<Tls> tls_;
};

/// WebSocket's end of the connection below it: its own closing frames have said all there is.
inline void teardown(boost::beast::role_type role, Stream& stream, boost::beast::error_code& ec) {
  boost::beast::websocket::teardown(role, stream.next_layer().socket(), ec);
}
template <class Handler>
void async_teardown(boost::beast::role_type role, Stream& stream, Handler&& handler) {
  boost::beast::websocket::async_teardown(role, stream.next_layer().socket(),
                                          std::forward<Handler>(handler));
}

}  // namespace eq::server
