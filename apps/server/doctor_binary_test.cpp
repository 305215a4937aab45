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

}  // namespace
}  // namespace eq::server
