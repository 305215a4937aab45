// The HTTP server against well-formed, garbled, truncated and oversized requests over real sockets.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "apps/server/http_client.h"
#include "apps/server/resolved.h"
#include "apps/server/test_raw_listener.h"

namespace eq::server {
namespace {

class HttpTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HttpOptions o;
    o.threads = 2;
    o.head_ms_max = 600;
    o.limits.all = 40;
    o.limits.bodies = 250'000;  // two whole bodies and a half
    o.body_size_max = [](const std::string&, const std::string& target) {
      return target == "/echo" ? 100'000 : 0;
    };
    o.on_request = [this](HttpRequest r, Respond respond) {
      ++requests;
      HttpResponse reply;
      reply.body = r.body;
      append(reply.body, view(r.method + " " + r.target));
      respond(std::move(reply));
    };
    o.socket_path = "/socket";
    o.on_socket = [](std::shared_ptr<Socket> socket) {
      auto events = std::make_unique<SocketEvents>();
      events->on_frame = [weak = std::weak_ptr(socket)](Bytes frame,
                                                        const std::function<void()>& next) {
        if (auto s = weak.lock()) s->send(std::move(frame));
        next();
      };
      return events;
    };
    std::string why;
    server = HttpServer::open(std::move(o), why);
    ASSERT_TRUE(server) << why;
    thread = std::thread([this] { server->run(); });
  }
  void TearDown() override {
    server->stop();
    thread.join();
  }

  int dial() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(server->port());
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    const timeval patience{5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
  }
  static void put(int fd, std::string_view s) {
    EXPECT_EQ(send(fd, s.data(), s.size(), MSG_NOSIGNAL), static_cast<ssize_t>(s.size()));
  }
  /// Read until `mark` was seen or the peer closed.
  static std::string take(int fd, std::string_view mark) {
    std::string got;
    char c;
    while (got.find(mark) == got.npos && recv(fd, &c, 1, 0) == 1) got += c;
    return got;
  }

  std::unique_ptr<HttpServer> server;
  std::thread thread;
  std::atomic<int> requests{0};
};

TEST_F(HttpTest, RequestsOnOneConnectionAreAnsweredInOrder) {
  const auto client = HttpClient::for_url("http://127.0.0.1:" + std::to_string(server->port()));
  ASSERT_TRUE(client);
  EXPECT_EQ(to_string(client->send("GET", "/a?b=1", {})->body), "GET /a?b=1");
  EXPECT_EQ(to_string(client->send("POST", "/echo", view("hello "))->body), "hello POST /echo");
  const Bytes large(100'000, 'x');
  EXPECT_EQ(client->send("POST", "/echo", large)->body.size(), large.size() + 10);
}

TEST_F(HttpTest, AnOversizedBodyIs413AndTheConnectionSurvives) {
  const auto client = HttpClient::for_url("http://127.0.0.1:" + std::to_string(server->port()));
  EXPECT_EQ(client->send("POST", "/echo", Bytes(100'001, 'x'))->status, 413);
  EXPECT_EQ(client->send("POST", "/other", Bytes(1, 'x'))->status, 413);
  EXPECT_EQ(requests, 0);
  const int fd = dial();
  put(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n" +
              std::string(100'001, 'y') + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(take(fd, "too_large\n"), ::testing::StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(take(fd, "GET /next"), ::testing::StartsWith("HTTP/1.1 200"));
  close(fd);
}

TEST_F(HttpTest, AChunkedBodyIsCountedToo) {
  const int fd = dial();
  put(fd,
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_THAT(take(fd, "abcdePOST /echo"), ::testing::StartsWith("HTTP/1.1 200"));
  std::string many = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i) many += "2710\r\n" + std::string(10'000, 'z') + "\r\n";
  put(fd, many + "0\r\n\r\n");
  EXPECT_THAT(take(fd, "too_large\n"), ::testing::StartsWith("HTTP/1.1 413"));
  close(fd);
}

TEST_F(HttpTest, BodiesOfAllConnectionsTogetherAreLimited) {
  const std::string part =
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + std::string(99'999, 'p');
  std::array<pollfd, 3> all;
  for (auto& one : all) {
    one = {dial(), POLLIN, 0};
    put(one.fd, part);
  }
  ASSERT_EQ(poll(all.data(), all.size(), 5000), 1) << "three do not fit, whichever comes last";
  for (const auto& one : all) {
    if (one.revents) {
      EXPECT_THAT(take(one.fd, "unavailable\n"), ::testing::StartsWith("HTTP/1.1 503"));
    } else {
      put(one.fd, "!");
      EXPECT_THAT(take(one.fd, "POST /echo"), ::testing::StartsWith("HTTP/1.1 200"))
          << "what is refused takes nothing from those that are served";
    }
    close(one.fd);
  }
}

TEST_F(HttpTest, GarbledRequestsAre400AndOthersGoOnBeingServed) {
  for (const std::string bad :
       {"\x16\x03\x01\x02\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\n\n",
        "POST /echo HTTP/1.1\r\nContent-Length: -4\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "GET nothing HTTP/1.1\r\n\r\n"}) {
    const int fd = dial();
    put(fd, bad);
    EXPECT_THAT(take(fd, "malformed\n"), ::testing::StartsWith("HTTP/1.1 400")) << bad;
    close(fd);
  }
  const int fd = dial();
  put(fd, "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'h') + "\r\n\r\n");
  EXPECT_THAT(take(fd, "malformed\n"), ::testing::StartsWith("HTTP/1.1 431"));
  close(fd);
  EXPECT_EQ(requests, 0);
  EXPECT_TRUE(HttpClient::for_url("http://127.0.0.1:" + std::to_string(server->port()))
                  ->send("GET", "/", {})
                  .ok());
}

TEST_F(HttpTest, WhatHidesInsideAnotherRequestIsNeverOne_SRV_4) {
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string start = "POST /echo HTTP/1.1\r\nHost: x\r\n";
  for (const std::string& bad :
       {start + "Transfer-Encoding: gzip\r\n\r\n", start + "Transfer-Encoding: identity\r\n\r\n",
        start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
        start + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n",
        start + "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n",
        start + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        start + "Content-Length: 3\r\nContent-Length: 30\r\n\r\nabc", start + "A: b\r\n c\r\n\r\n",
        std::string("GET / HTTP/1.1\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")}) {
    const int fd = dial();
    put(fd, bad + hidden);
    const std::string all = take(fd, "never");
    EXPECT_THAT(all, ::testing::StartsWith("HTTP/1.1 400")) << bad;
    EXPECT_EQ(all.find("HTTP/1.1", 1), all.npos) << "one answer, and the connection ends: " << bad;
    close(fd);
  }
  EXPECT_EQ(requests, 0);
}

TEST_F(HttpTest, EmptyLinesBeforeARequestAreReadOverAndManyAreNot) {
  const int fd = dial();
  put(fd, "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(take(fd, "GET /"), ::testing::StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(take(fd, "GET /2"), ::testing::StartsWith("HTTP/1.1 200"));
  std::string many;
  for (int i = 0; i < 100; ++i) many += "\r\n";
  put(fd, many);
  EXPECT_THAT(take(fd, "never"), ::testing::StartsWith("HTTP/1.1 400"));
  close(fd);
}

TEST_F(HttpTest, AHeadThatTricklesHasNoMoreTimeThanAWholeOne_SRV_5) {
  const int fd = dial();
  const auto begun = std::chrono::steady_clock::now();
  for (const char c :
       std::string("GET / HTTP/1.1\r\nHost: x\r\nA: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")) {
    if (send(fd, &c, 1, MSG_NOSIGNAL) != 1) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  char c;
  EXPECT_LE(recv(fd, &c, 1, 0), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(4));
  close(fd);
}

TEST_F(HttpTest, SilentConnectionsGiveWayToWhoeverAsks_SRV_7) {
  const std::string upgrade =
      "GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  std::vector<int> silent;
  for (int i = 0; i < 100; ++i) {
    silent.push_back(dial());
    put(silent.back(), i % 3 == 0 ? "" : i % 3 == 1 ? "GET / HTT" : upgrade);
  }
  const int fd = dial();
  put(fd, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(take(fd, "GET /a"), ::testing::StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(take(silent[1], "unavailable\n"), ::testing::StartsWith("HTTP/1.1 503"))
      << "it is told";
  for (const int s : silent) close(s);
  close(fd);
}

TEST_F(HttpTest, AWebSocketThatNobodySignedForEnds_SRV_5) {
  const int fd = dial();
  put(fd,
      "GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
  EXPECT_THAT(take(fd, "\r\n\r\n"), ::testing::StartsWith("HTTP/1.1 101"));
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(take(fd, "never"), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(4));
  close(fd);
}

TEST_F(HttpTest, ATruncatedRequestNeverReachesTheHandler) {
  const int fd = dial();
  put(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  shutdown(fd, SHUT_WR);
  EXPECT_EQ(take(fd, "never"), "");
  close(fd);
  EXPECT_EQ(requests, 0);
}

TEST_F(HttpTest, AnExpectedContinueIsGivenOrRefusedAtOnce) {
  int fd = dial();
  put(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_THAT(take(fd, "\r\n\r\n"), ::testing::StartsWith("HTTP/1.1 100"));
  put(fd, "ok");
  EXPECT_THAT(take(fd, "okPOST"), ::testing::StartsWith("HTTP/1.1 200"));
  close(fd);
  fd = dial();
  put(fd,
      "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 200000\r\n\r\n");
  EXPECT_THAT(take(fd, "too_large\n"), ::testing::StartsWith("HTTP/1.1 413"));
  close(fd);
}

TEST_F(HttpTest, OtherMethodsAre405) {
  const int fd = dial();
  put(fd, "DELETE /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(take(fd, "unknown\n"), ::testing::StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(take(fd, "\r\n\r\n"), ::testing::HasSubstr("200"));
  close(fd);
}

TEST_F(HttpTest, AWebSocketEchoesFramesAndOnlyOnItsPath) {
  const std::string upgrade =
      " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  int fd = dial();
  put(fd, "GET /elsewhere" + upgrade);
  EXPECT_THAT(take(fd, "unknown\n"), ::testing::StartsWith("HTTP/1.1 404"));
  close(fd);
  fd = dial();
  put(fd, "GET /socket" + upgrade);
  EXPECT_THAT(take(fd, "\r\n\r\n"), ::testing::StartsWith("HTTP/1.1 101"));
  put(fd, std::string("\x82\x83\0\0\0\0abc", 9));  // masked with zeros
  EXPECT_EQ(take(fd, "abc"),
            "\x82\x03"
            "abc");
  close(fd);
}

TEST(HttpServer, APortInUseIsSaidPlainly) {
  std::string why;
  const auto first = HttpServer::open({}, why);
  ASSERT_TRUE(first) << why;
  HttpOptions same;
  same.port = first->port();
  EXPECT_FALSE(HttpServer::open(same, why));
  EXPECT_THAT(why, ::testing::HasSubstr("is in use"));
  EXPECT_THAT(why, ::testing::HasSubstr("--port"));
}

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST_F(HttpTest, ARequestAsAWholeHasItsTimeHoweverItsPartsTrickle_SRV_26) {
  const RawListener listener;
  std::thread trickles([&listener] {
    const int fd = accept(listener.fd, nullptr, nullptr);
    for (const char c : std::string("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")) {
      if (send(fd, &c, 1, MSG_NOSIGNAL) < 0) break;
      std::this_thread::sleep_for(milliseconds(100));
    }
    close(fd);
  });
  const auto address = parse_server_address("http://127.0.0.1:" + std::to_string(listener.port));
  const auto begun = steady_clock::now();
  EXPECT_FALSE(HttpClient::within(*address, 300)->send("GET", "/", {}).ok());
  EXPECT_LT(steady_clock::now() - begun, milliseconds(2000));
  trickles.join();
}

TEST(HttpClient, ANameThatNobodyFindsHoldsNobodyUp_SRV_26) {
  std::atomic<bool> interrupted{false};
  const auto hangs = [] {
    std::this_thread::sleep_for(std::chrono::seconds(5));
    return Found();
  };
  const auto begun = steady_clock::now();
  EXPECT_EQ(find_within(hangs, begun + milliseconds(50), interrupted).fault,
            boost::asio::error::timed_out);
  interrupted = true;
  EXPECT_EQ(find_within(hangs, begun + std::chrono::hours(1), interrupted).fault,
            boost::asio::error::operation_aborted);
  EXPECT_LT(steady_clock::now() - begun, milliseconds(2000));
  interrupted = false;
  const auto near = find_within([] { return found_at("127.0.0.1", "80"); },
                                begun + std::chrono::hours(1), interrupted);
  EXPECT_FALSE(near.fault);
  EXPECT_EQ(near.where.size(), 1u);
}

TEST(HttpClient, RefusesWhatIsNoAddressAndSaysWhoDoesNotAnswer) {
  for (const char* bad :
       {"", "127.0.0.1:80", "ftp://x", "http://", "https://x:port", "https://x:123456", "http://x"})
    EXPECT_FALSE(HttpClient::for_url(bad)) << bad;
  std::string why;
  std::uint16_t free_port;
  { free_port = HttpServer::open({}, why)->port(); }
  const auto client =
      HttpClient::for_url("http://127.0.0.1:" + std::to_string(free_port) + "/prefix/");
  ASSERT_TRUE(client);
  EXPECT_EQ(client->send("GET", "/", {}).error(), Err::unavailable);
  EXPECT_THAT(client->why(), ::testing::HasSubstr(std::to_string(free_port)));
}

}  // namespace
}  // namespace eq::server
