// What the doctor says of a server that runs, and of one that does not.
#include "apps/server/binary_fixture.h"

namespace eq::server {
namespace {
using ::testing::HasSubstr;

TEST_F(BinaryTest, TheDoctorSaysWhatIsNotWellWithARemedyAndChangesNothing) {
  const auto examine = [&](std::vector<std::string> more = {}) {
    std::vector<std::string> words{"server", "doctor", "--home", home, "--port", "0"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  EXPECT_EQ(examine(), 1);
  EXPECT_THAT(said, HasSubstr("NOT WELL  witness: No witness is named"));
  EXPECT_THAT(said, HasSubstr("well      home: "));
  EXPECT_THAT(said, HasSubstr("well      store: There is no store yet"));
  EXPECT_FALSE(fs::exists(home + "/store.sqlite"));
  EXPECT_EQ(examine({"--witness", "http://127.0.0.1:1"}), 1);
  EXPECT_THAT(said, HasSubstr("The witness does not answer"));

  fs::permissions(home + "/state", fs::perms::others_read, fs::perm_options::add);
  EXPECT_EQ(examine(), 1);
  EXPECT_THAT(said, HasSubstr("chmod go= " + home + "/state"));
  fs::permissions(home + "/state", fs::perms::others_read, fs::perm_options::remove);

  auto server = serve(0);
  ASSERT_NE(server->port(), 0) << server->output();
  EXPECT_EQ(examine(), 1);
  EXPECT_THAT(said, HasSubstr("well      store: The server runs"));
  EXPECT_THAT(said, HasSubstr("well      port: The server runs"));
  server->signal(SIGSTOP);  // as one that hangs
  EXPECT_EQ(examine(), 1);
  EXPECT_THAT(said, HasSubstr("NOT WELL  store: The server runs, and has said nothing for five"));
  EXPECT_EQ(run({"server", "backup", "--home", home, "--out", (dir / "b").string()}), 1);
  EXPECT_THAT(said, HasSubstr("has said nothing for five seconds"));
  server->signal(SIGCONT);
  server->end(SIGTERM);
  EXPECT_EQ(examine(), 1);
  EXPECT_THAT(said, HasSubstr("well      store: The store is whole"));

  std::string why;
  const auto other = HttpServer::open(HttpOptions{}, why);
  EXPECT_EQ(run({"server", "doctor", "--home", home, "--port", std::to_string(other->port())}), 1);
  EXPECT_THAT(said, HasSubstr("NOT WELL  port: "));

  write(home + "/store.sqlite", std::string(5000, 'd'));
  EXPECT_EQ(examine(), 1);
  EXPECT_THAT(said, HasSubstr("NOT WELL  store: The database"));
  EXPECT_EQ(content(home + "/store.sqlite"), std::string(5000, 'd'));
  EXPECT_NE(run({"server", "doctor", "--home", (dir / "absent").string()}), 0);
}

TEST_F(BinaryTest, TheDoctorMissesAStoreOfWhichTheWitnessHasSeenEntries) {
  auto witness = start({"witness", "--home", make_witness(), "--port", "0"});
  const std::string url = "http://127.0.0.1:" + std::to_string(witness->port());
  const auto examine = [&] {
    return run({"server", "doctor", "--home", home, "--port", "0", "--witness", url});
  };
  EXPECT_EQ(examine(), 0) << said;

  auto server = start({"serve", "--home", home, "--port", "0", "--witness", url});
  ASSERT_NE(server->port(), 0) << server->output();
  const auto client = client_for(server->port());
  for (int i = 0; i < 300 && client->send("GET", "/log/orders/checkpoint", {})->status != 200; ++i)
    std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(run({"server", "doctor", "--home", home}), 1);
  EXPECT_THAT(said, HasSubstr("NOT TOLD  witness: "));
  server->end(SIGTERM);
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(home + "/store.sqlite" + end);
  EXPECT_EQ(examine(), 1);
  EXPECT_THAT(said, HasSubstr("NOT WELL  witness: The witness has seen entries"));
  EXPECT_THAT(said, HasSubstr("Restore a backup"));
}

TEST_F(BinaryTest, AFileOfSettingsIsLookedAtAsServeDoes) {
  const std::string file = (dir / "server.toml").string();
  const auto fault_of = [&](const std::string& toml) {
    write(file, toml);
    EXPECT_EQ(run({"server", "check-config", file}), 2) << toml;
    const std::string of_check = said;
    EXPECT_EQ(run({"serve", "--home", home, "--port", "0", "--config", file}), 2) << toml;
    EXPECT_EQ(run({"server", "doctor", "--home", home, "--config", file}), 1) << toml;
    return of_check;
  };
  EXPECT_THAT(fault_of("metrics = \"9700\""), HasSubstr("--metrics 9700 is no address and port"));
  EXPECT_THAT(fault_of("metrics = \"0.0.0.0:9419\""), HasSubstr("--metrics-in-clear"));
  EXPECT_THAT(fault_of("metrics = \"0.0.0.0:9419\"\nin-clear = true"),
              HasSubstr("--metrics-in-clear"));
  EXPECT_THAT(fault_of("witness = \"chat.example\""), HasSubstr("is not a witness's address"));
  EXPECT_THAT(fault_of("address = \"0.0.0.0\""), HasSubstr("--tls-certificate"));
  EXPECT_THAT(fault_of("registration = \"closed\""), HasSubstr("open or by-invitation"));
  EXPECT_THAT(fault_of("tls-certificate = \"/none\"\ntls-key = \"/none\""),
              HasSubstr("holds no certificate"));
  EXPECT_THAT(said, ::testing::Not(HasSubstr("NOT WELL  port"))) << "once is enough";
  write(file, "metrics = \"127.0.0.1:9700\"\n");
  EXPECT_EQ(run({"server", "check-config", file}), 0) << said;
}

}  // namespace
}  // namespace eq::server
