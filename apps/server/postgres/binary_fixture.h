// For tests of the real program on a PostgreSQL that they start themselves: its homes, people who
// write to whichever process answers, and a ledger of what was acknowledged.
#pragma once

#include <mutex>

#include "apps/server/postgres/lease.h"
#include "apps/server/postgres/test_server.h"
#include "apps/server/test_mailbox.h"

namespace eq::server::postgres {

/// Of all tests of a program; its main() starts it.
inline std::unique_ptr<TestServer> database;
inline int databases = 0;

class PostgresBinary : public BinaryTest {
 protected:
  void SetUp() override {
    BinaryTest::SetUp();
    name = "binary" + std::to_string(++databases);
    store = database->make_database(name);
    other_home = (dir / "other").string();
    fs::copy(home, other_home, fs::copy_options::recursive);
  }
  void TearDown() override {
    end_load();
    BinaryTest::TearDown();
  }
  std::unique_ptr<Program> serve_from(const std::string& at_home, std::uint16_t port = 0) {
    std::vector<std::string> arguments{"serve",   "--home", at_home, "--port", std::to_string(port),
                                       "--store", store};
    if (!witness.empty()) arguments.insert(arguments.end(), {"--witness", witness});
    return std::make_unique<Program>(arguments,
                                     dir / (at_home == home ? "output" : "other output"));
  }
  /// Whether it comes to say that so many times.
  static bool comes_to_say(const Program& program, const std::string& words, int times) {
    const auto said = [&] {
      int n = 0;
      const auto all = program.output();
      for (auto at = all.find(words); at != all.npos; at = all.find(words, at + 1)) ++n;
      return n;
    };
    for (int i = 0; i < 1000 && said() < times; ++i) std::this_thread::sleep_for(milliseconds(20));
    return said() == times;
  }
  void make_chat(HttpClient& client) {
    chat.conv = ConversationId{rng.array<16>()};
    chat.send_key = rng.array<32>();
    ASSERT_EQ(post(client, wire::AccountRegister{ana.record}), 200);
    ASSERT_EQ(post(client, wire::AccountRegister{ben.record}), 200);
    ASSERT_EQ(post_as(client, ana.device,
                      wire::ConversationCreate{
                          chat.conv, 1, chat.send_key, {ana.id, ben.id}, 2, Bytes{1}}),
              200);
  }
  /// People who write to whichever of these answers.
  void begin_load(std::vector<std::uint16_t> ports) {
    enough = false;
    for (int i = 0; i < 3; ++i)
      senders.emplace_back([this, ports, i] {
        eq::testing::SeededRandom mine(100 + i);
        std::size_t at = 0;
        auto client = client_for(ports[at]);
        while (!enough) {
          const auto send = chat.message(mine);
          Bytes body;
          const int status = post(*client, send, &body);
          const std::lock_guard lock(mutex);
          if (status != 200) {
            ++refused;
            client = client_for(ports[++at % ports.size()]);
            std::this_thread::sleep_for(milliseconds(10));
            continue;
          }
          const auto accepted = decode<wire::MessageAccepted>(body);
          ASSERT_TRUE(accepted.ok());
          ledger[send.message] = accepted->stamp;
          ++said_yes[ports[at % ports.size()]];
        }
      });
  }
  void end_load() {
    enough = true;
    for (auto& s : senders) s.join();
    senders.clear();
  }
  std::size_t acknowledged() {
    const std::lock_guard lock(mutex);
    return ledger.size();
  }
  void until_more(std::size_t more) {
    const auto wanted = acknowledged() + more;
    for (int i = 0; i < 6000 && acknowledged() < wanted; ++i)
      std::this_thread::sleep_for(milliseconds(5));
    EXPECT_GE(acknowledged(), wanted) << "it does not go on";
  }
  static constexpr milliseconds kPatience{60'000};
  /// How long until this one acknowledges anything; kPatience if it does not.
  milliseconds until_yes_from(std::uint16_t port) {
    const auto begun = std::chrono::steady_clock::now();
    const auto count = [&] {
      const std::lock_guard lock(mutex);
      return said_yes[port];
    };
    const auto before = count();
    while (count() == before && std::chrono::steady_clock::now() < begun + kPatience)
      std::this_thread::sleep_for(milliseconds(5));
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
  }
  void compare(std::uint16_t port) {
    const auto delivered = delivered_to(ben, world->realm.name, *client_for(port), rng);
    for (const auto& [message, stamp] : ledger) {
      const auto it = delivered.find(message);
      ASSERT_NE(it, delivered.end()) << "an acknowledged message is gone";
      ASSERT_EQ(it->second, stamp);
    }
    printf("%zu messages acknowledged, %zu delivered, %zu requests refused\n", ledger.size(),
           delivered.size(), refused);
  }
  static std::string ready(std::uint16_t port) {
    const auto reply = client_for(port)->send("GET", "/readyz", {});
    return reply.ok() ? std::to_string(reply->status) + " " + to_string(reply->body) : "none";
  }
  static bool becomes_ready(std::uint16_t port) {
    for (int i = 0; i < 300 && ready(port) != "200 ready\n"; ++i)
      std::this_thread::sleep_for(milliseconds(20));
    return ready(port) == "200 ready\n";
  }

  std::string name, store, other_home, witness;
  Person ana = Person::make("test.example", rng), ben = Person::make("test.example", rng);
  Chat chat;
  std::mutex mutex;
  std::map<Bytes, wire::StampBytes> ledger;
  std::map<std::uint16_t, std::size_t> said_yes;  // by port
  std::size_t refused = 0;
  std::atomic<bool> enough{true};
  std::vector<std::thread> senders;
};

}  // namespace eq::server::postgres
