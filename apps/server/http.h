// A small HTTP/1.1 and WebSocket server behind plain callbacks; Boost stays in a few sources.
// Used by `equipoise serve`, `equipoise witness` and `equipoise match serve`.
//
// A request above its limit is answered 413, and where it was read to its end the connection lives
// on.  One that is none by RFC 9112 is answered 400, and the connection ends (request_head.h).
// Nothing of a request is ever logged.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "apps/server/admission.h"
#include "apps/server/tls/files.h"
#include "eq/base/bytes.h"

namespace eq::server {

struct HttpRequest {
  std::string method;  // one of HttpOptions::methods; others never arrive here (405)
  std::string target;  // path and query as sent
  std::string authorization, content_type;  // headers as sent, empty if absent
  Bytes body;
  PeerAddress from{};  // as the balancer says, where there is one
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  Bytes body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Call once, from any thread.
using Respond = std::function<void(HttpResponse)>;

/// One WebSocket connection, alive as long as either side keeps it.  Thread-safe.
class Socket {
 public:
  virtual ~Socket() = default;
  /// Queue a binary frame; dropped if the connection is gone.
  virtual void send(Bytes frame) = 0;
  virtual void close() = 0;
  /// Its first frame was signed by somebody: before that it has little time and gives way to
  /// others.  False if there are as many such sockets as there may be.
  virtual bool confirm() = 0;
  virtual const PeerAddress& from() const = 0;
};
struct SocketEvents {
  /// From the server's threads; the next frame is read once `next` was called, from any thread.
  std::function<void(Bytes frame, std::function<void()> next)> on_frame;
  std::function<void()> on_close;
};

/// In clear, on this machine alone: any other address is refused.
struct OnThisMachine {};
/// In clear on any address, because somebody said so: what stands before it ends TLS, or the
/// network is his.
struct InClear {};

struct Listener {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free port
  std::variant<OnThisMachine, InClear, TlsFiles> way;
  /// Who connects from these says first for whom, by the PROXY protocol; nobody else does.
  std::vector<std::string> balancers;
};
/// Where to find it once it listens, for people: "https://HOST:PORT/".
std::string url_of(const Listener& listener, std::uint16_t port);

struct HttpOptions : Listener {
  unsigned threads = 1;
  unsigned idle_ms_max = 60'000;  // between requests, and for each part of a body or an answer
  unsigned head_ms_max = 10'000;  // for a whole head, from the connection or its first byte on
  AdmissionLimits limits;         // above them 503
  /// Once for each kind of trouble that is nobody's request, as often as it happens: a few words.
  std::function<void(std::string_view kind)> on_trouble;
  std::vector<std::string> methods = {"GET", "HEAD", "POST"};
  /// What to say to a request that is answered 4xx or 503 before it arrives below; one word of
  /// plain text if empty.
  std::function<HttpResponse(int status)> refusal;
  /// Largest body accepted for this method and target; 0 refuses any body.
  std::function<std::size_t(const std::string& method, const std::string& target)> body_size_max;
  /// Every complete request.  May answer at once or later.
  std::function<void(HttpRequest, Respond)> on_request;
  /// The one path that takes WebSockets; empty for none.
  std::string socket_path;
  std::function<std::unique_ptr<SocketEvents>(std::shared_ptr<Socket>)> on_socket;
  std::size_t socket_frame_size_max = 64 * 1024;
};

class HttpServer {
 public:
  /// Bind and listen.  @return nullptr with a sentence in `why` (port in use, no permission).
  static std::unique_ptr<HttpServer> open(HttpOptions options, std::string& why);
  virtual ~HttpServer() = default;
  virtual std::uint16_t port() const = 0;
  virtual Admission::Count connected() const = 0;
  /// Serve until stop(); uses the calling thread and options.threads - 1 more.
  virtual void run() = 0;
  /// Stop accepting, close connections, let run() return.  Safe from any thread.
  virtual void stop() = 0;
  /// Call `task` every `interval_ms` from a server thread, and once at the start.
  virtual void every(unsigned interval_ms, std::function<void()> task) = 0;
  /// Call `task` once when SIGINT or SIGTERM arrives.
  virtual void on_signal(std::function<void()> task) = 0;
  /// Call `task` whenever SIGHUP arrives.
  virtual void on_hangup(std::function<void()> task) = 0;
  /// Read the files of the certificate again, for connections to come.  @return empty, or why the
  /// ones before stay in use.
  virtual std::string renew() = 0;
};

}  // namespace eq::server
