// The witness as a process: what it has cosigned survives its death at any moment.
#include <atomic>

#include "apps/server/binary_fixture.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/witness.h"

namespace eq::server {
namespace {

/// A log in the operator's hands.
struct GrowingLog {
  const tlog::LogSigner signer;
  std::string kind;
  tlog::MemoryTileStore store{};

  std::string note() { return tlog::sign_checkpoint(tlog::Log::open(store)->head(), signer); }
  void append() {
    auto log = tlog::Log::open(store).take();
    const std::vector<Bytes> entries{to_bytes(kind + std::to_string(log.head().size))};
    ASSERT_TRUE(log.append(entries).ok());
  }
  /// 200, or what the witness says otherwise; 0 if it is dead.
  int ask(HttpClient& witness, std::uint64_t old_size, std::string* body = nullptr) {
    const auto request = tlog::Log::open(store)->witness_request(old_size, note());
    if (!request.ok()) return -1;
    const auto reply = witness.send("POST", "/add-checkpoint", to_bytes(*request));
    if (!reply.ok()) return 0;
    if (body) *body = to_string(reply->body);
    return reply->status;
  }
};

TEST_F(BinaryTest, AWitnessKilledAtAnyMomentNeverCosignsASecondHistory_TLG_6) {
  constexpr int kKills = 20;
  const std::string witness_home = (dir / "witness").string(),
                    realm_file = (dir / "witnessed.eqp").string();
  ASSERT_EQ(run({"witness", "init", "--home", witness_home, "--name", "witness.example", "--json"}),
            0)
      << said;
  const auto at = said.find("witness.example+");
  ASSERT_NE(at, said.npos) << said;
  world->realm.witness = said.substr(at, said.find('"', at) - at);
  write(realm_file, to_string(encode(world->realm)));
  ASSERT_EQ(run({"join", "--home", witness_home, "--realm", realm_file, "--server",
                 "http://127.0.0.1:1"}),
            0)
      << said;
  const auto witness = [&](std::uint16_t port) {
    return start({"witness", "--home", witness_home, "--port", std::to_string(port)});
  };
  auto process = witness(0);
  const std::uint16_t port = process->port();
  ASSERT_NE(port, 0) << process->output();

  const auto keys = platform::Keys::load(to_bytes(content(home + "/state"))).take();
  GrowingLog log{keys.log_signer(wire::LogName::orders), "entry "};
  std::uint64_t cosigned = 0;
  std::atomic<bool> enough{false};
  std::thread operator_of_the_log([&] {
    auto client = client_for(port);
    std::uint64_t old_size = 0;
    while (!enough) {
      log.append();
      const auto size = tlog::Log::open(log.store)->head().size;
      std::string body;
      int status = log.ask(*client, old_size, &body);
      if (status == 409) status = log.ask(*client, old_size = *tlog::parse_conflict(body));
      if (status == 200)
        cosigned = old_size = size;
      else
        std::this_thread::sleep_for(milliseconds(2));
    }
  });
  for (int i = 0; i < kKills; ++i) {
    std::this_thread::sleep_for(milliseconds(20 + rng.below(80)));
    process->end(SIGKILL);
    process = witness(port);
    EXPECT_EQ(process->port(), port) << process->output();
  }
  enough = true;
  operator_of_the_log.join();
  ASSERT_GT(cosigned, static_cast<std::uint64_t>(kKills));

  // The operator forks the log at every size that was ever cosigned: never again a 200.
  process->end(SIGKILL);
  process = witness(port);
  ASSERT_EQ(process->port(), port) << process->output();
  const auto client = client_for(port);
  GrowingLog fork{keys.log_signer(wire::LogName::orders), "other "};
  for (std::uint64_t n = 1; n <= cosigned + 3; ++n) {
    fork.append();
    for (const std::uint64_t old_size : {std::uint64_t{0}, n - 1, n, cosigned})
      EXPECT_NE(fork.ask(*client, old_size), 200) << n;
  }
  std::string size;
  EXPECT_EQ(log.ask(*client, 0, &size), 409);
  EXPECT_GE(*tlog::parse_conflict(size), cosigned) << "what was answered was stored before";
}

}  // namespace
}  // namespace eq::server
