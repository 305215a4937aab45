// The client's end of the wake-ups, against the real HTTP server and against one that hangs.
#include "apps/server/wake_stream.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "apps/server/http.h"
#include "apps/server/test_certificate.h"

namespace eq::server {
namespace {

using News = WakeStream::News;

ServerAddress on_port(std::uint16_t port) {
  return parse_server_address("http://127.0.0.1:" + std::to_string(port)).value();
}

/// Answers the right hello with "listening", wakes whoever listens, and can hang up.
class WakeServer {
 public:
  explicit WakeServer(decltype(Listener::way) way = {}) {
    HttpOptions o;
    o.way = std::move(way);
    o.threads = 1;
    o.body_size_max = [](const std::string&, const std::string&) { return 0; };
    o.on_request = [](const HttpRequest&, const Respond& respond) { respond({}); };
    o.socket_path = "/v1/mailbox/stream";
    o.on_socket = [this](std::shared_ptr<Socket> socket) {
      auto events = std::make_unique<SocketEvents>();
      socket_ = socket;
      events->on_frame = [this](const Bytes& frame, const std::function<void()>& next) {
        const auto s = socket_.lock();
        if (!s) return;
        s->send(frame == to_bytes("ana") && s->confirm() ? Bytes{0} : to_bytes("replayed"));
        next();
      };
      return events;
    };
    std::string why;
    server_ = HttpServer::open(std::move(o), why);
    EQ_ASSERT(server_);
    thread_ = std::thread([this] { server_->run(); });
  }
  ~WakeServer() {
    server_->stop();
    thread_.join();
  }
  std::uint16_t port() const { return server_->port(); }
  void wake() { socket_.lock()->send(Bytes{1}); }
  void hang_up() { socket_.lock()->close(); }

 private:
  std::weak_ptr<Socket> socket_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

/// The next news, waited for.
News next(WakeStream& stream) {
  pollfd at{stream.descriptor(), POLLIN, 0};
  EXPECT_EQ(poll(&at, 1, 20'000), 1) << "nothing happened";
  return stream.take_news();
}

TEST(WakeStream, TellsThatItListensAndThatSomethingArrived_SRV_20) {
  WakeServer server;
  const auto stream = WakeStream::to(on_port(server.port()));
  stream->listen(to_bytes("ana"));
  EXPECT_TRUE(next(*stream).began);
  server.wake();
  const News woken = next(*stream);
  EXPECT_TRUE(woken.woken);
  EXPECT_FALSE(woken.lost);
  pollfd at{stream->descriptor(), POLLIN, 0};
  EXPECT_EQ(poll(&at, 1, 0), 0) << "news that were taken are over";
}

TEST(WakeStream, ReadsWhomToBelieveOnceForAllItsConnections_SRV_6) {
  const auto dir =
      std::filesystem::temp_directory_path() / ("eqp-wake-" + std::to_string(::getpid()));
  std::filesystem::create_directories(dir);
  const auto its = testing::make_certificate(dir, "its", {"IP:127.0.0.1"});
  const auto another = testing::make_certificate(dir, "another", {"IP:127.0.0.1"});
  WakeServer server{its};
  const auto address =
      parse_server_address("https://127.0.0.1:" + std::to_string(server.port())).value();
  setenv("SSL_CERT_FILE", its.certificate.c_str(), 1);
  const auto stream = WakeStream::to(address);
  setenv("SSL_CERT_FILE", another.certificate.c_str(), 1);
  for (int i = 0; i < 2; ++i) {
    stream->listen(to_bytes("ana"));
    EXPECT_TRUE(next(*stream).began);
  }
  const auto later = WakeStream::to(address);
  later->listen(to_bytes("ana"));
  EXPECT_TRUE(next(*later).lost) << "it believes the other";
  unsetenv("SSL_CERT_FILE");
  std::filesystem::remove_all(dir);
}

TEST(WakeStream, TellsThatItWasCutOffOrRefusedAndCanBeginAgain_SRV_20) {
  WakeServer server;
  const auto stream = WakeStream::to(on_port(server.port()));
  stream->listen(to_bytes("ana"));
  EXPECT_TRUE(next(*stream).began);
  server.hang_up();
  EXPECT_TRUE(next(*stream).lost);
  stream->listen(to_bytes("mallory"));
  EXPECT_TRUE(next(*stream).lost);
  stream->listen(to_bytes("ana"));
  EXPECT_TRUE(next(*stream).began);
}

TEST(WakeStream, TellsAServerThatKnowsNoWakeUpsFromOneThatIsAway_SRV_20) {
  HttpOptions o;
  o.body_size_max = [](const std::string&, const std::string&) { return 0; };
  o.on_request = [](const HttpRequest&, const Respond& respond) { respond({}); };
  std::string why;
  const auto server = HttpServer::open(std::move(o), why);
  ASSERT_TRUE(server) << why;
  std::thread thread([&] { server->run(); });
  const auto stream = WakeStream::to(on_port(server->port()));
  stream->listen(to_bytes("ana"));
  const News news = next(*stream);
  EXPECT_TRUE(news.declined);
  EXPECT_FALSE(news.lost);
  server->stop();
  thread.join();
}

TEST(WakeStream, GivesUpWhereNobodyListensOrNobodyAnswers_SRV_20) {
  const int silent = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  ASSERT_EQ(bind(silent, reinterpret_cast<sockaddr*>(&at), size), 0);
  ASSERT_EQ(getsockname(silent, reinterpret_cast<sockaddr*>(&at), &size), 0);
  const std::uint16_t port = ntohs(at.sin_port);
  const auto refused = WakeStream::to(on_port(port));
  refused->listen(to_bytes("ana"));
  EXPECT_TRUE(next(*refused).lost);

  ASSERT_EQ(listen(silent, 1), 0);  // and never accepts
  const auto unanswered = WakeStream::to(on_port(port), 200);
  unanswered->listen(to_bytes("ana"));
  EXPECT_TRUE(next(*unanswered).lost);
  const auto given_up = WakeStream::to(on_port(port));
  given_up->listen(to_bytes("ana"));  // and is gone at once, in whatever it was
  close(silent);
}

}  // namespace
}  // namespace eq::server
