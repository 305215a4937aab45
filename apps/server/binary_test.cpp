// The real program as operators meet it: killed at any moment, given bad homes, asked badly.
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>

#include "apps/server/sqlite_store.h"
#include "apps/server/test_kills.h"
#include "apps/server/test_mailbox.h"
#include "apps/server/test_raw_listener.h"

namespace eq::server {
namespace {
/// A WebSocket client just able enough for the tests: small frames, masked with zeros.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{5, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  }
  ~RawSocket() { close(fd_); }
  void upgrade(const std::string& path) {
    put(view(
        "GET " + path +
        " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
      const Bytes c = take(1);
      ASSERT_EQ(c.size(), 1u);
      head += static_cast<char>(c[0]);
    }
    ASSERT_TRUE(head.starts_with("HTTP/1.1 101")) << head;
  }
  void put_frame(View data) {
    Writer w;
    w.u8(0x82);
    w.u8(0x80 | 126);
    w.u16(static_cast<std::uint16_t>(data.size()));
    w.u32(0);
    w.raw(data);
    put(w.bytes());
  }
  Bytes take_frame() {
    const Bytes head = take(2);
    return head.size() == 2 && head[1] < 126 ? take(head[1]) : Bytes{};
  }

 private:
  void put(View v) {
    EXPECT_EQ(send(fd_, v.data(), v.size(), MSG_NOSIGNAL), static_cast<ssize_t>(v.size()));
  }
  Bytes take(std::size_t n) {
    Bytes b(n);
    return recv(fd_, b.data(), n, MSG_WAITALL) == static_cast<ssize_t>(n) ? b : Bytes{};
  }
  int fd_;
};

TEST_F(BinaryTest, NoAcknowledgedMessageIsLostWhenTheServerIsKilledAtAnyMoment_PLT_1_SRV_1) {
  constexpr int kSenders = 3;
  const int kills = kills_wanted(25);
  auto server = serve(0);
  const std::uint16_t port = server->port();
  ASSERT_NE(port, 0) << server->output();
  const Person ana = Person::make(world->realm.name, rng),
               ben = Person::make(world->realm.name, rng);
  Chat chat;
  chat.conv = ConversationId{rng.array<16>()};
  chat.send_key = rng.array<32>();
  {
    const auto client = client_for(port);
    ASSERT_EQ(post(*client, wire::AccountRegister{ana.record}), 200);
    ASSERT_EQ(post(*client, wire::AccountRegister{ben.record}), 200);
    ASSERT_EQ(post_as(*client, ana.device,
                      wire::ConversationCreate{
                          chat.conv, 1, chat.send_key, {ana.id, ben.id}, 2, Bytes{1}}),
              200);
  }

  std::mutex mutex;
  std::map<Bytes, wire::StampBytes> acknowledged;
  std::atomic<bool> enough{false};
  std::vector<std::thread> senders;
  for (int i = 0; i < kSenders; ++i)
    senders.emplace_back([&, i] {
      eq::testing::SeededRandom mine(100 + i);
      auto client = client_for(port);
      while (!enough) {
        const auto send = chat.message(mine);
        Bytes body;
        const int status = post(*client, send, &body);
        if (status == 200) {
          const auto accepted = decode<wire::MessageAccepted>(body);
          ASSERT_TRUE(accepted.ok());
          const std::lock_guard lock(mutex);
          acknowledged[send.message] = accepted->stamp;
        } else {
          ASSERT_EQ(status, 0) << "only a dead server refuses";
          std::this_thread::sleep_for(milliseconds(2));
        }
      }
    });
  for (int i = 0; i < kills; ++i) {
    std::this_thread::sleep_for(milliseconds(30 + rng.below(120)));
    server->end(SIGKILL);
    server = serve(port);
    ASSERT_EQ(server->port(), port) << server->output();
  }
  enough = true;
  for (auto& s : senders) s.join();
  ASSERT_GT(acknowledged.size(), 100u);
  server->end(SIGKILL);
  server = serve(port);
  ASSERT_EQ(server->port(), port) << server->output();

  const auto delivered = delivered_to(ben, world->realm.name, *client_for(port), rng);
  for (const auto& [message, stamp] : acknowledged) {
    const auto it = delivered.find(message);
    ASSERT_NE(it, delivered.end()) << "an acknowledged message is gone";
    ASSERT_EQ(it->second, stamp);
  }
  printf("killed %d times; %zu messages acknowledged, %zu delivered\n", kills + 1,
         acknowledged.size(), delivered.size());
}

TEST_F(BinaryTest, BadRequestsAre4xxWithAStableCodeAndNothingIsStored_PLT_4) {
  auto server = serve(0);
  const auto client = client_for(server->port());
  const auto code = [&](const char* method, const std::string& target, const Bytes& body) {
    const auto reply = client->send(method, target, body);
    return reply.ok() ? std::to_string(reply->status) + " " + to_string(reply->body) : "none";
  };
  EXPECT_EQ(code("POST", "/v1/messages.send", Bytes(50, 1)), "400 malformed\n");
  EXPECT_EQ(code("POST", "/v1/messages.send", {}), "400 malformed\n");
  EXPECT_EQ(code("POST", "/v1/no.such", {}), "404 unknown\n");
  EXPECT_EQ(code("POST", "/", {}), "404 unknown\n");
  EXPECT_EQ(code("GET", "/log/orders/tile/0/000", {}), "404 unknown\n");
  EXPECT_EQ(code("POST", "/v1/mailbox.fetch", Bytes(2000, 1)), "413 too_large\n");
  Person ana = Person::make(world->realm.name, rng);
  EXPECT_EQ(post_as(*client, ana.device, wire::MailboxFetch{}), 401);
  ana.record.hpke_key[0] ^= 1;
  EXPECT_EQ(post(*client, wire::AccountRegister{ana.record}), 403);
  ana.record.hpke_key[0] ^= 1;
  EXPECT_EQ(post(*client, wire::AccountRegister{ana.record}), 200);
  const Bytes once =
      encode(wire::sign_request(ana.device, wire::Verb::mailbox_fetch, world->realm.name,
                                encode(wire::MailboxFetch{}), system_now(), rng));
  EXPECT_EQ(client->send("POST", "/v1/mailbox.fetch", once)->status, 200);
  EXPECT_EQ(code("POST", "/v1/mailbox.fetch", once), "409 replayed\n");
  EXPECT_EQ(code("GET", "/livez", {}), "200 ok\n") << "the same connection still serves";
  EXPECT_EQ(code("GET", "/readyz", {}), "200 ready\n");

  EXPECT_EQ(server->end(SIGTERM), 0) << "a clean stop";
  const std::string log = server->output();
  EXPECT_THAT(log, ::testing::HasSubstr("refused"));
  EXPECT_THAT(log, ::testing::Not(::testing::HasSubstr(ana.id.hex()))) << "no account in any log";
  EXPECT_THAT(log, ::testing::Not(::testing::HasSubstr(ana.device.verify_key().hex())));
}

TEST_F(BinaryTest, AMessageWakesWhoeverListensAndOnlyWithAFreshSignature_PLT_7) {
  auto server = serve(0);
  const std::uint16_t port = server->port();
  const auto client = client_for(port);
  const Person ana = Person::make(world->realm.name, rng);
  ASSERT_EQ(post(*client, wire::AccountRegister{ana.record}), 200);
  Chat chat;
  chat.conv = ConversationId{rng.array<16>()};
  ASSERT_EQ(post_as(*client, ana.device,
                    wire::ConversationCreate{chat.conv, 1, chat.send_key, {ana.id}, 1, {}}),
            200);
  const Bytes fetch =
      encode(wire::sign_request(ana.device, wire::Verb::mailbox_fetch, world->realm.name,
                                encode(wire::MailboxFetch{}), system_now(), rng));

  RawSocket stream(port);
  stream.upgrade("/v1/mailbox/stream");
  stream.put_frame(fetch);
  EXPECT_EQ(stream.take_frame(), Bytes{0}) << "listening";
  ASSERT_EQ(post(*client, chat.message(rng)), 200);
  EXPECT_EQ(stream.take_frame(), Bytes{1}) << "something new";

  RawSocket thief(port);
  thief.upgrade("/v1/mailbox/stream");
  thief.put_frame(fetch);
  EXPECT_EQ(thief.take_frame(), to_bytes("replayed"));
}

TEST_F(BinaryTest, AHangupAndALogThatNobodyReadsEndNothing_SRV_13) {
  auto server = serve(0);
  const auto port = server->port();
  ASSERT_NE(port, 0);
  for (int i = 0; i < 3; ++i) server->signal(SIGHUP);
  std::this_thread::sleep_for(milliseconds(200));
  EXPECT_EQ(client_for(port)->send("GET", "/readyz", {})->status, 200);
  EXPECT_EQ(server->end(SIGTERM), 0);

  const std::string command =
      "exec " EQ_BINARY " serve --home " + home + " --port " + std::to_string(port) + " 2>&1";
  FILE* log = popen(("sh -c 'echo $$; " + command + "'").c_str(), "r");
  int pid = 0;
  ASSERT_EQ(fscanf(log, "%d", &pid), 1);
  const auto answers = [&] {
    const auto reply = client_for(port)->send("GET", "/livez", {});
    return reply.ok() && reply->status == 200;
  };
  for (int i = 0; i < 500 && !answers(); ++i) std::this_thread::sleep_for(milliseconds(20));
  // The pipe is closed; what it says next goes nowhere.
  const int nowhere = open("/dev/null", O_RDONLY);
  ASSERT_GE(dup2(nowhere, fileno(log)), 0);
  close(nowhere);
  kill(pid, SIGHUP);
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_TRUE(answers());
  kill(pid, SIGTERM);
  EXPECT_EQ(pclose(log), 0);
}

TEST_F(BinaryTest, AWitnessThatHangsKeepsNobodyFromStopping_SRV_13) {
  RawListener witness;  // takes connections and says nothing
  auto server = start({"serve", "--home", home, "--port", "0", "--witness",
                       "http://127.0.0.1:" + std::to_string(witness.port)});
  ASSERT_NE(server->port(), 0);
  ASSERT_TRUE(witness.is_asked()) << "whether it has seen anything of these logs";
  EXPECT_EQ(server->end(SIGTERM), 0);

  server = serve(0);  // which logs the keys of days when it starts
  ASSERT_NE(server->port(), 0);
  const auto logged = [&] {
    return client_for(server->port())->send("GET", "/record/orders/0", {})->status == 200;
  };
  for (int i = 0; i < 500 && !logged(); ++i) std::this_thread::sleep_for(milliseconds(20));
  server->end(SIGTERM);
  RawListener again;
  server = start({"serve", "--home", home, "--port", "0", "--witness",
                  "http://127.0.0.1:" + std::to_string(again.port)});
  ASSERT_NE(server->port(), 0);
  ASSERT_TRUE(again.is_asked());
  EXPECT_EQ(server->end(SIGTERM), 0);
}

TEST_F(BinaryTest, AClockBehindWhatTheHomeHasDatedIsSaidAndNothingIsForgotten_SRV_9) {
  const std::string path = home + "/store.sqlite";
  {
    std::string why;
    auto store = SqliteStore::open(path, why);
    ASSERT_TRUE(store) << why;
    auto group = store->begin_group();
    ASSERT_TRUE(group.ok());
    const Bytes key = concat({be64((system_now() + 40 * kDay_ms).ms), Bytes(24, 7)});
    ASSERT_TRUE(store->put(platform::Table::message_dates, key, be64(1)).ok());
    ASSERT_TRUE(std::move(*group).commit().ok());
  }
  auto server = serve(0);
  EXPECT_EQ(client_for(server->port())->send("GET", "/livez", {})->status, 200)
      << "a clock that was ahead once keeps nobody out";
  EXPECT_EQ(server->end(SIGTERM), 0);
  EXPECT_THAT(server->output(), ::testing::HasSubstr("nothing is forgotten for an hour"));
}

TEST_F(BinaryTest, ThePublicPageIsHtmlWithoutScripts) {
  auto server = serve(0);
  const auto client = client_for(server->port());
  const auto page = client->send("GET", "/", {});
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->status, 200);
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  const std::string html = to_string(page->body);
  EXPECT_THAT(html, ::testing::HasSubstr("Public record of test.example"));
  EXPECT_THAT(html, ::testing::Not(::testing::HasSubstr("<script")));
  EXPECT_THAT(html, ::testing::Not(::testing::HasSubstr("style=")));
  EXPECT_EQ(client->send("GET", "/style.css", {})->status, 200);
}

TEST_F(BinaryTest, WithALibraryThatTakesTorsionForThePrimeOrderNothingStarts_CRY_15) {
  setenv("LD_PRELOAD", EQ_LAX_SODIUM, 1);
  // or the sanitizer would refuse in its stead
  setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
  const auto serving = start({"serve", "--home", home, "--port", "0"});
  unsetenv("LD_PRELOAD");
  unsetenv("ASAN_OPTIONS");
  EXPECT_EQ(serving->wait(), 1);
  EXPECT_THAT(serving->output(), ::testing::HasSubstr("Install a mended one"));
  EXPECT_FALSE(fs::exists(home + "/store.sqlite"));
}

TEST_F(BinaryTest, EveryReasonNotToStartIsSaidWithARemedyAndChangesNothing) {
  const auto refused = [&](std::vector<std::string> arguments, const std::string& why) {
    EXPECT_NE(run(std::move(arguments)), 0);
    EXPECT_THAT(said, ::testing::HasSubstr(why));
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  };
  const std::vector<std::string> plain = {"serve", "--home", home, "--port", "0"};
  {
    std::string why;
    HttpOptions o;
    const auto other = HttpServer::open(o, why);
    refused({"serve", "--home", home, "--port", std::to_string(other->port())},
            "is in use by another program");
    EXPECT_FALSE(fs::exists(home + "/store.sqlite"));
  }
  refused({"serve", "--home", (dir / "absent").string(), "--port", "0"}, "absent");
  refused({"serve", "--home", home, "--port", "0", "--address", "nowhere"}, "is not an IP address");
  refused({"serve", "--home", home, "--port", "0", "--witness", "ftp://x"},
          "is not a witness's address");
  fs::remove(home + "/store.sqlite");

  write(home + "/store.sqlite", std::string(5000, 'd'));
  refused(plain, "is damaged");
  EXPECT_EQ(content(home + "/store.sqlite"), std::string(5000, 'd'));
  fs::remove(home + "/store.sqlite");

  const std::vector<std::string> with_clock = {"serve", "--home",  home,           "--port",
                                               "0",     "--clock", home + "/clock"};
  for (const char* text :
       {"noon", "abc", "1e3", "5000x", "", "+5", " 5", "5 ", "5\n\n", "9223372036854775808"}) {
    write(home + "/clock", text);
    refused(with_clock, "does not hold a number");
  }
  for (const char* text : {"9223372036854775807", "-9223372036854775808", "-99999999999999"}) {
    write(home + "/clock", text);
    refused(with_clock, "leads out of the years 1970 to 9999");
  }
  const std::string state = content(home + "/state");
  write(home + "/state", "broken");
  refused(plain, "damaged");
  write(home + "/state", to_string(platform::Keys::generate("chat.example", rng)->save()));
  refused(plain, "other keys");
  write(home + "/state", state);
  fs::remove(home + "/realm.eqp");
  refused(plain, "has not joined a realm");
}

}  // namespace
}  // namespace eq::server
