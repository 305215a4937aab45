// The real program on a real PostgreSQL: processes and the database are killed and stopped under
// load.  A ledger on the clients' side holds what was acknowledged, and in the end it is all there,
// once.
#include "apps/server/postgres/binary_fixture.h"
#include "apps/server/test_kills.h"

namespace eq::server::postgres {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

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
  const int kills = kills_wanted(3);
  auto server = serve_from(home);
  const auto port = server->port();
  ASSERT_NE(port, 0) << server->output();
  make_chat(*client_for(port));
  begin_load({port});
  for (int i = 0; i < kills; ++i) {
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

TEST_F(PostgresBinary, WhoeverIsKilledAndHoweverOftenNothingIsLost_SRV_1_SRV_3_SRV_26) {
  struct Process {
    std::string home;
    std::unique_ptr<Program> program;
    std::uint16_t port;
  };
  Process one{home, serve_from(home), 0}, other{other_home, serve_from(other_home), 0};
  for (Process* p : {&one, &other}) ASSERT_NE(p->port = p->program->port(), 0);
  make_chat(*client_for(ready(one.port) == "200 ready\n" ? one.port : other.port));
  begin_load({one.port, other.port});
  const int kills = kills_wanted(2);
  for (int i = 0; i < kills; ++i) {
    until_more(5 + static_cast<std::size_t>(rng.below(50)));
    Process& owner = ready(one.port) == "200 ready\n" ? one : other;
    const bool with_database = i % 2 == 1;
    if (with_database) database->kill_all();
    owner.program->end(SIGKILL);
    if (with_database) database->restart();
    owner.program = serve_from(owner.home, owner.port);
    ASSERT_EQ(owner.program->port(), owner.port) << owner.program->output();
  }
  until_more(20);
  end_load();
  compare(becomes_ready(one.port) ? one.port : other.port);
  printf("%d owners killed, %d times with the database\n", kills, kills / 2);
}

TEST_F(PostgresBinary, AnOwnerThatSleptThroughAnothersTurnBeginsAnew_SRV_16_SRV_25) {
  witness = "http://127.0.0.1:1";  // silent: whoever begins says so
  const std::string begins = "this store's logs are empty";
  const auto first = serve_from(home);
  ASSERT_NE(first->port(), 0) << first->output();
  const auto second = serve_from(other_home);
  ASSERT_NE(second->port(), 0) << second->output();
  EXPECT_TRUE(comes_to_say(*first, begins, 1)) << first->output();
  first->signal(SIGSTOP);
  EXPECT_TRUE(comes_to_say(*second, begins, 1)) << second->output();
  EXPECT_EQ(second->end(SIGTERM), 0);
  first->signal(SIGCONT);  // and it sees nobody hold its lease
  EXPECT_TRUE(comes_to_say(*first, begins, 2)) << first->output();
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
  EXPECT_EQ(run({"serve", "--home", home, "--port", "0", "--store", store}), 1)
      << "from another home, too";
  EXPECT_THAT(said, HasSubstr("serves only once the witness has said that it lacks nothing"));
  (void)run({"server", "doctor", "--home", home, "--store", store});
  EXPECT_THAT(said, HasSubstr("the witness has not been asked yet"));
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
