// What whoever scrapes a server sees of it.
#include "apps/server/binary_fixture.h"
#include "apps/server/test_series.h"
#include "parties/platform/platform.h"

namespace eq::server {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

/// The number behind a mark in what a program said, once it did.
std::uint16_t port_after(const Program& program, const std::string& mark) {
  for (int i = 0; i < 500; ++i) {
    const std::string text = program.output();
    const auto at = text.find(mark);
    if (at != text.npos && text.find('\n', at) != text.npos)
      return static_cast<std::uint16_t>(std::stoi(text.substr(at + mark.size())));
    std::this_thread::sleep_for(milliseconds(20));
  }
  return 0;
}

TEST_F(BinaryTest, NothingThatIsSentBecomesAMetric_SRV_17) {
  auto server = start({"serve", "--home", home, "--port", "0", "--metrics", "127.0.0.1:0"});
  const auto port = server->port();
  ASSERT_NE(port, 0) << server->output();
  const auto metrics_port = port_after(*server, "metrics on 127.0.0.1 port ");
  ASSERT_NE(metrics_port, 0) << server->output();
  const auto scrape = [&] {
    std::this_thread::sleep_for(milliseconds(1100));  // one is made a second
    const auto reply = client_for(metrics_port)->send("GET", "/metrics", {});
    return reply.ok() && reply->status == 200 ? to_string(reply->body) : std::string();
  };
  const auto before = scrape();
  const auto client = client_for(port);
  EXPECT_EQ(client->send("GET", "/metrics", {})->status, 404) << "not where everybody asks";
  const Person ana = Person::make(world->realm.name, rng);
  EXPECT_EQ(post(*client, wire::AccountRegister{ana.record}), 200);
  const std::vector<std::string> odd_paths = {"/v1/evil.verb", "/v1/messages.send%22",
                                              "/" + ana.id.hex()};
  for (const auto& odd : odd_paths) {
    (void)client->send("POST", odd, {});
    (void)client->send("GET", odd, {});
  }
  EXPECT_EQ(client->send("POST", "/v1/messages.send", Bytes(50, 1))->status, 400);
  const auto after = scrape();
  EXPECT_GT(series(before).size(), 500u);
  EXPECT_EQ(series(after), series(before));
  EXPECT_THAT(after, Not(HasSubstr("evil")));
  EXPECT_THAT(after, Not(HasSubstr(ana.id.hex())));
  EXPECT_THAT(after, HasSubstr("{verb=\"accounts.register\",code=\"ok\"} 1\n"));
  EXPECT_THAT(after, HasSubstr("{verb=\"messages.send\",code=\"malformed\"} 1\n"));
  EXPECT_THAT(after, HasSubstr("equipoise_connections 1\n"));
  EXPECT_THAT(after, HasSubstr("equipoise_log_entries{log=\"orders\"} "));
  EXPECT_EQ(server->end(SIGTERM), 0);
  EXPECT_EQ(run({"serve", "--home", home, "--port", "0", "--metrics", "0.0.0.0:0"}), 2)
      << "metrics are not for everybody";
  EXPECT_THAT(said, HasSubstr("--metrics-in-clear"));
  EXPECT_EQ(run({"serve", "--home", home, "--port", "0", "--metrics", "here"}), 2);
}

TEST_F(BinaryTest, ASilentWitnessIsSeenWhereNothingGrows) {
  auto witness = start({"witness", "--home", make_witness(), "--port", "0"});
  auto server = start({"serve", "--home", home, "--port", "0", "--metrics", "127.0.0.1:0",
                       "--witness", "http://127.0.0.1:" + std::to_string(witness->port())});
  EXPECT_NE(server->port(), 0) << server->output();
  const auto metrics = client_for(port_after(*server, "metrics on 127.0.0.1 port "));
  const auto is_shown = [&](const std::string& line) {
    for (int i = 0; i < 30; ++i) {
      std::this_thread::sleep_for(milliseconds(1000));
      const auto reply = metrics->send("GET", "/metrics", {});
      if (reply.ok() && to_string(reply->body).find(line) != std::string::npos) return true;
    }
    return false;
  };
  EXPECT_TRUE(is_shown("equipoise_witness_answers 1\n"));
  const auto keys = std::to_string(platform::kDayKeysAhead + 1);
  EXPECT_TRUE(is_shown("equipoise_log_cosigned_entries{log=\"orders\"} " + keys + "\n"))
      << "all is quiet";
  const std::uint16_t port = witness->port();
  witness->end(SIGKILL);
  EXPECT_TRUE(is_shown("equipoise_witness_answers 0\n"));
  EXPECT_THAT(server->output(), HasSubstr("the witness does not answer"));
  witness =
      start({"witness", "--home", (dir / "witness").string(), "--port", std::to_string(port)});
  EXPECT_TRUE(is_shown("equipoise_witness_answers 1\n"));
  EXPECT_THAT(server->output(), HasSubstr("the witness answers again"));
}

}  // namespace
}  // namespace eq::server
