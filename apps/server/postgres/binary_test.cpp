// The real program on a real PostgreSQL: processes and the database are killed and stopped under
// load.  A ledger on the clients' side holds what was acknowledged, and in the end it is all there,
// once.
#include <mutex>

#include "apps/server/binary_fixture.h"
#include "apps/server/postgres/lease.h"
#include "apps/server/postgres/test_server.h"
#include "apps/server/test_mailbox.h"

namespace eq::server::postgres {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;
using Clock = std::chrono::steady_clock;

std::unique_ptr<TestServer> database;
int databases = 0;

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
    return std::make_unique<Program>(
        std::vector<std::string>{"serve", "--home", at_home, "--port", std::to_string(port),
                                 "--store", store},
        dir / (at_home == home ? "output" : "other output"));
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
    const auto begun = Clock::now();
    const auto count = [&] {
      const std::lock_guard lock(mutex);
      return said_yes[port];
    };
    const auto before = count();
    while (count() == before && Clock::now() < begun + kPatience)
      std::this_thread::sleep_for(milliseconds(5));
    return std::chrono::duration_cast<milliseconds>(Clock::now() - begun);
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

  std::string name, store, other_home;
  Person ana = Person::make("test.example", rng), ben = Person::make("test.example", rng);
  Chat chat;
  std::mutex mutex;
  std::map<Bytes, wire::StampBytes> ledger;
  std::map<std::uint16_t, std::size_t> said_yes;  // by port
  std::size_t refused = 0;
  std::atomic<bool> enough{true};
  std::vector<std::thread> senders;
};

const std::string kStandsBy = "503 standing by: another process works on the database\n";

TEST_F(PostgresBinary, WhenTheOwnerIsKilledAnotherTakesOverAndNothingIsLost_SRV_1_SRV_26) {
  auto first = serve_from(home);
  const auto port = first->port();
  ASSERT_NE(port, 0) << first->output();
  auto second = serve_from(other_home);
  const auto other_port = second->port();
  ASSERT_NE(other_port, 0) << second->output();
  EXPECT_THAT(second->output(), HasSubstr("Standing by on http://127.0.0.1:"));
  EXPECT_THAT(second->output(), HasSubstr("is worked on by another process"));
  EXPECT_EQ(ready(other_port), kStandsBy);
  EXPECT_EQ(ready(port), "200 ready\n");
  make_chat(*client_for(port));

  begin_load({port, other_port});
  until_more(300);
  first->end(SIGKILL);
  const auto gap = until_yes_from(other_port);
  printf("taken over after %lld ms\n", static_cast<long long>(gap.count()));
  fflush(stdout);
  EXPECT_GE(gap, milliseconds(1000)) << "its lease was not over";
  EXPECT_LT(gap, kPatience) << "nobody took over";
  until_more(300);

  // The one that comes back stands by, and takes over at once from one that is stopped.
  first = serve_from(home, port);
  ASSERT_EQ(first->port(), port) << first->output();
  EXPECT_EQ(ready(port), kStandsBy);
  EXPECT_EQ(second->end(SIGTERM), 0);
  const auto handed = until_yes_from(port);
  printf("handed over after %lld ms\n", static_cast<long long>(handed.count()));
  fflush(stdout);
  EXPECT_LT(handed, kPatience) << "nobody took over";
  until_more(100);
  end_load();
  EXPECT_EQ(ready(port), "200 ready\n");
  compare(port);
  EXPECT_EQ(first->end(SIGTERM), 0);
}

TEST_F(PostgresBinary, WhenPostgresIsKilledAtAnyMomentNothingIsLost_SRV_1_SRV_3) {
  constexpr int kKills = 3;
  auto server = serve_from(home);
  const auto port = server->port();
  ASSERT_NE(port, 0) << server->output();
  make_chat(*client_for(port));
  begin_load({port});
  for (int i = 0; i < kKills; ++i) {
    until_more(40 + static_cast<std::size_t>(rng.below(80)));
    database->kill_all();
    if (i == 0) {
      EXPECT_THAT(ready(port), HasSubstr("503"));
    }
    database->restart();
  }
  until_more(50);
  end_load();
  EXPECT_THAT(server->output(), HasSubstr("the database is open again"));
  compare(port);
  EXPECT_EQ(server->end(SIGTERM), 0);
}

TEST_F(PostgresBinary, AnOwnerThatWasStoppedAndWakesCommitsNothingAndSaysSo_SRV_2_SRV_25) {
  auto first = serve_from(home), second = serve_from(other_home);
  const auto port = first->port(), other_port = second->port();
  ASSERT_NE(port, 0) << first->output();
  ASSERT_NE(other_port, 0) << second->output();
  const bool is_first = ready(port) == "200 ready\n";
  auto& owner = is_first ? first : second;
  const auto old = is_first ? port : other_port, next = is_first ? other_port : port;
  make_chat(*client_for(old));
  begin_load({old, next});
  until_more(100);
  owner->signal(SIGSTOP);
  // They come to the old owner while it cannot know better.
  std::vector<Bytes> late;
  std::vector<std::thread> askers;
  std::vector<int> told(3);
  for (auto& status : told) {
    const auto send = chat.message(rng);
    late.push_back(send.message);
    askers.emplace_back([&status, send, old] { status = post(*client_for(old), send); });
  }
  ASSERT_TRUE(becomes_ready(next)) << "the other takes over";
  auto client = client_for(next);
  for (int i = 0; i < 20; ++i) {
    const auto send = chat.message(rng);
    Bytes body;
    ASSERT_EQ(post(*client, send, &body), 200);
    const std::lock_guard lock(mutex);
    ledger[send.message] = decode<wire::MessageAccepted>(body)->stamp;
  }
  owner->signal(SIGCONT);
  for (auto& asker : askers) asker.join();
  for (const auto status : told) EXPECT_EQ(status, 503);
  for (int i = 0; i < 100 && ready(old) != kStandsBy; ++i)
    std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(ready(old), kStandsBy);
  EXPECT_THAT(owner->output(), HasSubstr("another process works on it now"));
  end_load();
  compare(next);
  const auto delivered = delivered_to(ben, world->realm.name, *client, rng);
  for (const auto& message : late) EXPECT_FALSE(delivered.contains(message)) << "it was told no";
}

TEST_F(PostgresBinary, ACopyOfTheDatabaseIsServedOnlyOnceItKnowsThatItIsOne_SRV_15_SRV_16) {
  {
    auto server = serve_from(home);
    ASSERT_NE(server->port(), 0) << server->output();
    make_chat(*client_for(server->port()));
    EXPECT_EQ(run({"server", "restore", "--home", other_home, "--store", store}), 1);
    EXPECT_THAT(said, HasSubstr("is worked on by a server. Stop that one first"));
    EXPECT_EQ(server->end(SIGTERM), 0);
  }
  store = database->make_database(name + "copy", name);
  const std::vector<std::string> serving = {"serve", "--home",  other_home, "--port",
                                            "0",     "--store", store};
  EXPECT_EQ(run(serving), 1);
  EXPECT_THAT(said, HasSubstr("is a copy of the one that the server worked on"));
  EXPECT_EQ(run({"server", "restore", "--home", other_home, "--store", store}), 0) << said;
  EXPECT_THAT(said, HasSubstr("is the server's, as it was at"));
  EXPECT_EQ(run(serving), 1);
  EXPECT_THAT(said, HasSubstr("serves only once the witness has said that it lacks nothing"));
}

TEST_F(PostgresBinary, EveryReasonNotToServeIsSaidWithARemedyAndWithoutThePassword_SRV_27) {
  const auto refused_at = [&](const std::string& at, const std::string& why, int code = 1) {
    EXPECT_EQ(run({"serve", "--home", home, "--port", "0", "--store", at}), code) << said;
    EXPECT_THAT(said, HasSubstr(why));
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  };
  refused_at("postgresql://ana:hunter2@", "names no database", 2);
  refused_at("mysql://ana:hunter2@here/there", "is no address of a PostgreSQL database", 2);
  refused_at(database->address_of("absent"), "does not exist. Create it");
  refused_at(database->guarded_address_of(name, "hunter2"), "does not take the user and password");
  refused_at(database->address_of(name, "/nowhere"), "does not answer. Start PostgreSQL");
  EXPECT_FALSE(fs::exists(home + "/store.sqlite"));
  EXPECT_FALSE(fs::exists(home + "/elsewhere"));
  {
    auto server = serve_from(home);
    ASSERT_NE(server->port(), 0) << server->output();
    EXPECT_NE(run({"server", "backup", "--home", home, "--out", (dir / "copy").string()}), 0);
    EXPECT_THAT(said, HasSubstr("copy it with pg_basebackup or pg_dump"));
    EXPECT_EQ(server->end(SIGTERM), 0);
  }
  (void)run({"server", "doctor", "--home", home, "--store", store});
  EXPECT_THAT(said, HasSubstr("well      store: The database " + name));
  (void)run({"server", "doctor", "--home", home, "--store", database->address_of("absent")});
  EXPECT_THAT(said, HasSubstr("NOT WELL  store: The database absent"));
  EXPECT_EQ(run({"serve", "--home", home, "--port", "0"}), 2);
  EXPECT_THAT(said, HasSubstr("is a PostgreSQL database, and --store is not given"));
  EXPECT_EQ(run({"server", "backup", "--home", home, "--out", (dir / "copy").string()}), 2);
  EXPECT_THAT(said, HasSubstr("copy it with pg_basebackup or pg_dump"));
  server::postgres::database->run(name, "update equipoise.store set realm = '\\x07'");
  refused_at(store, "holds the store of another realm");

  write(dir / "server.toml", "store = \"postgresql://ana:hunter2@here\"\n");
  EXPECT_EQ(run({"server", "check-config", (dir / "server.toml").string()}), 2);
  EXPECT_THAT(said, HasSubstr("--store names no database"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
  write(dir / "server.toml", "store = \"postgresql://ana:hunter2@here/there\"\n");
  EXPECT_EQ(run({"server", "check-config", (dir / "server.toml").string()}), 0);
}

}  // namespace
}  // namespace eq::server::postgres

int main(int argc, char** argv) {
  return eq::server::postgres::run_tests(eq::server::postgres::database, argc, argv);
}
