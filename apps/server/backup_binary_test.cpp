// Backup and restore as operators do them: while people write, and after the disk is lost.
#include <atomic>
#include <mutex>

#include "apps/server/test_mailbox.h"

namespace eq::server {
namespace {
using ::testing::HasSubstr;

/// A server whose witness is a process of its own.
class BackupTest : public BinaryTest {
 protected:
  void SetUp() override {
    BinaryTest::SetUp();
    const std::string witness_home = (dir / "witness").string(),
                      realm_file = (dir / "witnessed.eqp").string();
    ASSERT_EQ(
        run({"witness", "init", "--home", witness_home, "--name", "witness.example", "--json"}), 0)
        << said;
    const auto at = said.find("witness.example+");
    ASSERT_NE(at, said.npos) << said;
    world->realm.witness = said.substr(at, said.find('"', at) - at);
    write(realm_file, to_string(encode(world->realm)));
    write(home + "/realm.eqp", to_string(encode(world->realm)));
    ASSERT_EQ(run({"join", "--home", witness_home, "--realm", realm_file, "--server",
                   "http://127.0.0.1:1"}),
              0)
        << said;
    witness = start({"witness", "--home", witness_home, "--port", "0"});
    const auto port = witness->port();
    ASSERT_NE(port, 0) << witness->output();
    witness_url = "http://127.0.0.1:" + std::to_string(port);
    backup = (dir / "backup.sqlite").string();
    write(dir / "clock", "0");
  }
  void TearDown() override {
    witness.reset();
    BinaryTest::TearDown();
  }

  std::vector<std::string> serving() const {
    return {"serve",     "--home",  home,
            "--port",    "0",       "--witness",
            witness_url, "--clock", (dir / "clock").string()};
  }
  std::unique_ptr<Program> serve_witnessed() { return start(serving()); }
  /// How many entries the checkpoint names that the server shows; 0 for none.
  static std::uint64_t published(std::uint16_t port) {
    const auto reply = client_for(port)->send("GET", "/log/orders/checkpoint", {});
    if (!reply.ok() || reply->status != 200) return 0;
    const std::string text = to_string(reply->body);
    return std::stoull(text.substr(text.find('\n') + 1));
  }
  static std::uint64_t wait_until_published(std::uint16_t port, std::uint64_t more_than) {
    for (int i = 0; i < 500; ++i) {
      if (const auto n = published(port); n > more_than) return n;
      std::this_thread::sleep_for(milliseconds(20));
    }
    return 0;
  }
  void lose_the_disk() {
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(home + "/store.sqlite" + end);
  }
  int back_up() { return run({"server", "backup", "--home", home, "--out", backup}); }
  int restore(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"server", "restore", "--home", home, "--from", backup};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(home))
      names.insert(entry.path().filename().string());
    return names;
  }

  std::unique_ptr<Program> witness;
  std::string witness_url, backup;
};

std::uint64_t place_of(const wire::StampBytes& stamp) {
  return decode<franking::Stamp>(stamp)->seq;
}

TEST_F(BackupTest, ABackupMadeWhilePeopleWriteIsWholeAndNoPlaceIsGivenTwiceAfterIt_SRV_14_SRV_15) {
  auto server = serve_witnessed();
  std::uint16_t port = server->port();
  ASSERT_NE(port, 0) << server->output();
  const Person ana = Person::make(world->realm.name, rng),
               ben = Person::make(world->realm.name, rng);
  Chat chat;
  chat.conv = ConversationId{rng.array<16>()};
  chat.send_key = rng.array<32>();
  auto client = client_for(port);
  ASSERT_EQ(post(*client, wire::AccountRegister{ana.record}), 200);
  ASSERT_EQ(post(*client, wire::AccountRegister{ben.record}), 200);
  ASSERT_EQ(
      post_as(*client, ana.device,
              wire::ConversationCreate{chat.conv, 1, chat.send_key, {ana.id, ben.id}, 2, Bytes{1}}),
      200);
  std::mutex mutex;
  std::map<Bytes, wire::StampBytes> before;
  std::uint64_t highest = 0;
  std::atomic<bool> asked{false}, enough{false};
  std::thread sender([&] {
    eq::testing::SeededRandom mine(100);
    auto line = client_for(port);
    while (!enough) {
      const bool is_before = !asked;
      const auto send = chat.message(mine);
      Bytes body;
      ASSERT_EQ(post(*line, send, &body), 200);
      const auto accepted = decode<wire::MessageAccepted>(body);
      ASSERT_TRUE(accepted.ok());
      const std::lock_guard lock(mutex);
      highest = std::max(highest, place_of(accepted->stamp));
      if (is_before) before[send.message] = accepted->stamp;
    }
  });
  ASSERT_NE(wait_until_published(port, 0), 0u);
  std::this_thread::sleep_for(milliseconds(500));
  asked = true;
  EXPECT_EQ(back_up(), 0) << said;
  EXPECT_THAT(files(), ::testing::Not(::testing::Contains(::testing::HasSubstr("copy"))));
  EXPECT_NE(back_up(), 0) << "a backup is not written over";
  enough = true;
  sender.join();
  ASSERT_FALSE(before.empty());
  EXPECT_EQ(restore({"--check", "--witness", witness_url}), 0) << said;
  EXPECT_THAT(said, HasSubstr("The witness has seen nothing that it lacks"));
  server->end(SIGKILL);
  EXPECT_EQ(restore(), 2) << "a store that is there stays";
  EXPECT_THAT(said, HasSubstr("has a store already"));

  lose_the_disk();
  ASSERT_EQ(restore(), 0) << said;
  EXPECT_EQ(files().count("restored"), 1u);
  server = serve_witnessed();
  port = server->port();
  ASSERT_NE(port, 0) << server->output();
  EXPECT_EQ(files().count("restored"), 0u) << "the witness has said that nothing is missing";
  client = client_for(port);
  const auto delivered = delivered_to(ben, world->realm.name, *client, rng);
  for (const auto& [message, stamp] : before) {
    const auto it = delivered.find(message);
    ASSERT_NE(it, delivered.end()) << "acknowledged before the backup, and gone";
    ASSERT_EQ(it->second, stamp);
  }
  Bytes body;
  ASSERT_EQ(post(*client, chat.message(rng), &body), 200);
  const auto accepted = decode<wire::MessageAccepted>(body);
  ASSERT_TRUE(accepted.ok());
  EXPECT_GT(place_of(accepted->stamp), highest + (1u << 20) - before.size());
  printf("%zu messages before the backup, %llu places given in all; the next is %llu\n",
         before.size(), static_cast<unsigned long long>(highest),
         static_cast<unsigned long long>(place_of(accepted->stamp)));
}

TEST_F(BackupTest, TwoAtOnceDoNotDisturbEachOther_SRV_14) {
  auto server = serve_witnessed();
  ASSERT_NE(wait_until_published(server->port(), 0), 0u) << server->output();
  for (int round = 0; round < 4; ++round) {
    if (round == 3) server->end(SIGTERM);  // and where nobody serves
    std::vector<std::unique_ptr<Program>> both;
    std::vector<std::string> outs;
    for (const char* which : {"a", "b"}) {
      outs.push_back((dir / (which + std::to_string(round))).string());
      both.push_back(std::make_unique<Program>(
          std::vector<std::string>{"server", "backup", "--home", home, "--out", outs.back()},
          dir / (std::string("output-") + which + std::to_string(round))));
    }
    int made = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      if (both[i]->wait() == 0) {
        ++made;
        EXPECT_EQ(run({"server", "restore", "--home", home, "--from", outs[i], "--check"}), 0)
            << said;
      } else {
        EXPECT_THAT(both[i]->output(), ::testing::AnyOf(HasSubstr("Another copy is being made"),
                                                        HasSubstr("is in use")));
        EXPECT_FALSE(fs::exists(outs[i])) << "nothing half made";
      }
    }
    EXPECT_GE(made, 1);
    for (const auto& name : files()) EXPECT_EQ(name.find("copy"), name.npos) << name;
  }
}

TEST_F(BackupTest, AStoreThatLacksWhatTheWitnessHasSeenDoesNotServe_SRV_16) {
  auto server = serve_witnessed();
  std::uint16_t port = server->port();
  const auto first = wait_until_published(port, 0);
  ASSERT_NE(first, 0u) << server->output();
  ASSERT_EQ(back_up(), 0) << said;
  server->end(SIGTERM);
  write(dir / "clock", std::to_string(kDay_ms));  // another day's key is logged
  server = serve_witnessed();
  ASSERT_NE(port = server->port(), 0) << server->output();
  ASSERT_GT(wait_until_published(port, first), first) << server->output();
  server->end(SIGTERM);

  EXPECT_EQ(restore({"--check", "--witness", witness_url}), 3);
  EXPECT_THAT(said, HasSubstr("would be missing for ever"));
  const std::string grown = content(home + "/store.sqlite");
  lose_the_disk();
  ASSERT_EQ(restore(), 0) << said;
  for (int i = 0; i < 2; ++i) {  // however often it is tried
    EXPECT_EQ(run(serving()), 1);
    EXPECT_THAT(said, HasSubstr("would be missing for ever"));
    EXPECT_EQ(files().count("restored"), 1u);
  }
  // Somebody who lays the old file there by hand gets no further.
  fs::remove(home + "/restored");
  EXPECT_EQ(run(serving()), 1);
  EXPECT_THAT(said, HasSubstr("would be missing for ever"));

  // Nor does a start before the restore leave an empty one in its way.
  lose_the_disk();
  EXPECT_EQ(run(serving()), 1);
  EXPECT_THAT(said, HasSubstr("would be missing for ever"));
  EXPECT_EQ(files().count("store.sqlite"), 0u);

  write(home + "/store.sqlite", grown);
  server = serve_witnessed();
  EXPECT_NE(server->port(), 0) << server->output();
  // Something else at the witness's address: the store is served, and not vouched for.
  auto other = serving();
  other[6] = witness_url + "/elsewhere";  // where it answers 404
  server->end(SIGTERM);
  server = start(other);
  EXPECT_NE(server->port(), 0) << server->output();
}

TEST_F(BackupTest, ARestoredStoreServesNotBeforeTheWitnessWasAsked_SRV_16) {
  auto server = serve_witnessed();
  ASSERT_NE(wait_until_published(server->port(), 0), 0u) << server->output();
  server->end(SIGTERM);
  ASSERT_EQ(back_up(), 0) << "of a store that nobody serves: " << said;
  lose_the_disk();
  ASSERT_EQ(restore(), 0) << said;
  EXPECT_EQ(run({"serve", "--home", home, "--port", "0"}), 1);
  EXPECT_THAT(said, HasSubstr("Give --witness"));
  EXPECT_EQ(run({"serve", "--home", home, "--port", "0", "--witness", "http://127.0.0.1:1"}), 1);
  EXPECT_THAT(said, HasSubstr("The witness does not answer"));
  EXPECT_EQ(files().count("restored"), 1u);
  write(home + "/copy-12.sqlite", "of a command that was cut off");
  server = serve_witnessed();
  EXPECT_NE(server->port(), 0) << server->output();
  EXPECT_EQ(files().count("copy-12.sqlite"), 0u) << "it would remember what the server forgets";
}

TEST_F(BackupTest, WhatIsNotTheBackupThatWasMadeIsNotRestored_SRV_14) {
  auto server = serve_witnessed();
  ASSERT_NE(wait_until_published(server->port(), 0), 0u) << server->output();
  ASSERT_EQ(back_up(), 0) << said;
  server->end(SIGTERM);
  lose_the_disk();
  const auto before = files();
  const auto refused = [&](const std::string& why) {
    for (const auto& more : {std::vector<std::string>{}, {"--check"}}) {
      EXPECT_NE(restore(more), 0) << why;
      EXPECT_THAT(said, HasSubstr(why));
      EXPECT_EQ(files(), before) << "nothing is left behind";
    }
  };
  const std::string good = content(backup), manifest = content(backup + ".json");
  EXPECT_THAT(manifest, ::testing::Not(HasSubstr("seed")));
  std::string bad = good;
  bad[bad.size() / 2] ^= 1;
  write(backup, bad);
  refused("is not the file that");
  write(backup, good.substr(0, good.size() - 4096));
  refused("is not the file that");
  write(backup, good);
  write(backup + ".json", "{}");
  refused("is damaged, or does not belong to a backup");
  fs::remove(backup + ".json");
  refused("Cannot read");
  std::string other = manifest;
  const auto at = other.find("\"realm\": \"") + 10;
  other[at] = other[at] == '0' ? '1' : '0';
  write(backup + ".json", other);
  refused("is of another realm");
  write(backup + ".json", manifest);
  EXPECT_EQ(restore({"--check"}), 0) << said;
  EXPECT_EQ(files(), before);
}

}  // namespace
}  // namespace eq::server
