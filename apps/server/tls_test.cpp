// The server and the client under TLS, with certificates made here.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "apps/server/http_client.h"
#include "apps/server/listener_check.h"
#include "apps/server/test_certificate.h"

namespace eq::server {
namespace {
using ::testing::HasSubstr;
using testing::make_certificate;

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir = std::filesystem::temp_directory_path() /
          ("eqp-tls-" + std::to_string(getpid()) + "-" +
           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(dir);
  }
  void TearDown() override {
    stop();
    unsetenv("SSL_CERT_FILE");
    std::filesystem::remove_all(dir);
  }
  void serve(decltype(Listener::way) way, std::vector<std::string> balancers = {}) {
    stop();
    HttpOptions o;
    o.way = std::move(way);
    o.balancers = std::move(balancers);
    o.on_request = [](HttpRequest r, Respond respond) {
      HttpResponse reply;
      reply.body = to_bytes(r.target + " " + hex(r.from.bytes));
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
  void stop() {
    if (!server) return;
    server->stop();
    thread.join();
    server.reset();
  }
  std::string at(const std::string& host, const std::string& key = "") {
    return "https://" + host + ":" + std::to_string(server->port()) + key;
  }
  static void trust(const TlsFiles& files) {
    setenv("SSL_CERT_FILE", files.certificate.c_str(), 1);
  }
  /// "200", or why nothing was answered.
  static std::string get(const std::string& url) {
    const auto client = HttpClient::for_url(url);
    if (!client) return "no address";
    const auto reply = client->send("GET", "/a", {});
    return reply.ok() ? std::to_string(reply->status) : client->why();
  }
  int dial() const {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server->port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    const timeval patience{5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
  }

  std::filesystem::path dir;
  std::unique_ptr<HttpServer> server;
  std::thread thread;
};

TEST_F(TlsTest, ItIsKnownWhenACertificateEnds) {
  const auto now = static_cast<std::uint64_t>(time(nullptr)) * kSecond_ms;
  const auto files = make_certificate(dir, "soon", {"IP:127.0.0.1", -60, 86'400});
  const auto end = end_of(files);
  ASSERT_TRUE(end);
  EXPECT_NEAR(static_cast<double>(end->ms), static_cast<double>(now + kDay_ms), 60'000);
  EXPECT_FALSE(end_of({(dir / "absent").string(), ""}));
}

TEST_F(TlsTest, AServerIsBelievedByNameAndAuthorityWithinItsDates_SRV_6) {
  const auto good = make_certificate(dir, "good", {"IP:127.0.0.1"});
  serve(good);
  EXPECT_THAT(get(at("127.0.0.1")), HasSubstr("Nobody whom this machine trusts vouches"));
  trust(good);
  EXPECT_EQ(get(at("127.0.0.1")), "200");

  const auto other = make_certificate(dir, "other", {"DNS:other.example"});
  serve(other);
  trust(other);
  EXPECT_THAT(get(at("127.0.0.1")), HasSubstr("for another name than 127.0.0.1"));

  const auto old = make_certificate(dir, "old", {"IP:127.0.0.1", -7200, -3600});
  serve(old);
  trust(old);
  EXPECT_THAT(get(at("127.0.0.1")), HasSubstr("has expired"));

  const auto early = make_certificate(dir, "early", {"IP:127.0.0.1", 3600, 7200});
  serve(early);
  trust(early);
  EXPECT_THAT(get(at("127.0.0.1")), HasSubstr("not valid yet"));
  serve(OnThisMachine{});
  EXPECT_THAT(get(at("127.0.0.1")), HasSubstr("speaks no TLS"));
  serve(good);
  EXPECT_THAT(get("http://127.0.0.1:" + std::to_string(server->port())),
              HasSubstr("speaks TLS only"));
}

TEST_F(TlsTest, APinnedKeyIsBelievedWhateverTheCertificateSaysAndNoOtherKey_SRV_6) {
  const auto own = make_certificate(dir, "own", {"DNS:nobody.example", -7200, -3600});
  const auto thief = make_certificate(dir, "thief", {"IP:127.0.0.1"});
  const std::string key = "#" + hex(*pin_of(own));
  serve(own);
  EXPECT_EQ(get(at("127.0.0.1", key)), "200");
  EXPECT_EQ(get(at("127.0.0.1", "/" + key)), "200");
  serve(thief);
  trust(thief);
  EXPECT_THAT(get(at("127.0.0.1", key)), HasSubstr("shows another key than its address names"));
  EXPECT_EQ(get(at("127.0.0.1", "#00")), "no address");
}

TEST_F(TlsTest, ANewCertificateServesConnectionsToComeAndABadOneNone_SRV_6) {
  const auto files = make_certificate(dir, "served", {"IP:127.0.0.1"});
  const std::string first = "#" + hex(*pin_of(files));
  serve(files);
  Listener listener;
  listener.way = files;
  ShownKey shown(listener);
  const auto before = HttpClient::for_url(at("127.0.0.1", first));
  ASSERT_TRUE(before->send("GET", "/a", {}).ok());
  make_certificate(dir, "served", {"IP:127.0.0.1"});
  const std::string second = "#" + hex(*pin_of(files));
  EXPECT_EQ(get(at("127.0.0.1", first)), "200") << "not before it is asked to";
  EXPECT_EQ(server->renew(), "");
  EXPECT_THAT(shown.read_again(), HasSubstr(second)) << "whoever pins must be told";
  EXPECT_EQ(shown.read_again(), "");
  EXPECT_EQ(get(at("127.0.0.1", second)), "200");
  EXPECT_NE(get(at("127.0.0.1", first)), "200");
  EXPECT_TRUE(before->send("GET", "/a", {}).ok()) << "who is there stays";
  std::filesystem::resize_file(files.certificate, 10);
  EXPECT_THAT(server->renew(), HasSubstr("holds no certificate"));
  EXPECT_EQ(get(at("127.0.0.1", second)), "200");
}

TEST_F(TlsTest, FilesThatCannotServeAreSaidBeforeItListens_SRV_6) {
  const auto good = make_certificate(dir, "good", {"IP:127.0.0.1"});
  const auto other = make_certificate(dir, "other", {"IP:127.0.0.1"});
  const auto why = [](TlsFiles files) {
    HttpOptions o;
    o.way = std::move(files);
    std::string said;
    EXPECT_FALSE(HttpServer::open(std::move(o), said));
    return said;
  };
  EXPECT_THAT(why({good.certificate, other.key}), HasSubstr("holds no private key that goes with"));
  EXPECT_THAT(why({"/nowhere", good.key}), HasSubstr("holds no certificate"));
  chmod(good.key.c_str(), 0644);
  EXPECT_THAT(why(good), HasSubstr("can be read by everybody"));
}

TEST_F(TlsTest, InClearNothingLeavesThisMachineUnlessSomebodySaysSo_SRV_6) {
  HttpOptions o;
  o.address = "0.0.0.0";
  std::string why;
  EXPECT_FALSE(HttpServer::open(o, why));
  EXPECT_THAT(why, HasSubstr("--tls-certificate"));
  o.way = InClear{};
  EXPECT_TRUE(HttpServer::open(o, why)) << why;
  for (const char* refused :
       {"http://chat.example", "http://10.0.0.1:8700", "http://127.0.0.1.x"}) {
    const auto a = parse_server_address(refused);
    ASSERT_FALSE(a.ok()) << refused;
    EXPECT_THAT(a.error().what, HasSubstr("in clear"));
  }
  for (const char* taken : {"http://127.0.0.1:1", "http://localhost", "http://[::1]:2",
                            "http-in-clear://chat.example", "https://chat.example/a/"})
    EXPECT_TRUE(parse_server_address(taken).ok()) << taken;
  EXPECT_EQ(parse_server_address("https://a/b/c/")->path, "/b/c");
  EXPECT_EQ(parse_server_address("https://a")->port, "443");
  EXPECT_FALSE(parse_server_address("http://127.0.0.1#" + std::string(64, '0')).ok());
}

TEST_F(TlsTest, AWebSocketRunsUnderTlsAndWordsInClearDoNot) {
  serve(make_certificate(dir, "good", {"IP:127.0.0.1"}));
  const std::string upgrade =
      "GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  int fd = dial();
  EXPECT_THAT(testing::ask_under_tls(fd, upgrade, 12), "HTTP/1.1 101");
  close(fd);
  fd = dial();
  EXPECT_EQ(send(fd, upgrade.data(), upgrade.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(upgrade.size()));
  char got[256];
  const auto n = recv(fd, got, sizeof got, 0);
  EXPECT_EQ(std::string_view(got, n > 0 ? static_cast<std::size_t>(n) : 0).find("HTTP/1.1 101"),
            std::string_view::npos);
  close(fd);
}

TEST_F(TlsTest, ABalancerSaysForWhomItComesAndNobodyElseMay_SRV_8) {
  const auto ask = [&](const std::string& bytes) {
    const int fd = dial();
    send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    shutdown(fd, SHUT_WR);
    std::string got;
    char c;
    while (recv(fd, &c, 1, 0) == 1) got += c;
    close(fd);
    return got;
  };
  const std::string header = "PROXY TCP4 192.0.2.1 198.51.100.1 5000 443\r\n";
  const std::string request = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  serve(OnThisMachine{}, {"127.0.0.1"});
  EXPECT_THAT(ask(header + request), HasSubstr("/a 00000000000000000000ffffc0000201"));
  EXPECT_EQ(ask(request), "") << "a balancer that does not say";
  serve(OnThisMachine{});
  EXPECT_THAT(ask(header + request), HasSubstr("400"));
  const auto files = make_certificate(dir, "good", {"IP:127.0.0.1"});
  serve(files, {"127.0.0.1"});
  const int fd = dial();
  send(fd, header.data(), header.size(), MSG_NOSIGNAL);
  EXPECT_THAT(testing::ask_under_tls(fd, request, 400), HasSubstr("ffffc0000201"));
  close(fd);
}

}  // namespace
}  // namespace eq::server
