// The real program on a real file system that has no space left, again and again.  The file system
// is one in memory that only this process sees: any user may make one where the kernel allows user
// name spaces.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include <atomic>
#include <mutex>
#include <set>

#include "apps/server/test_mailbox.h"

namespace eq::server {
namespace {

constexpr int kSkipped = 77;

/// What its senders were told.
struct Told {
  std::mutex mutex;
  std::map<Bytes, wire::StampBytes> yes;
  std::set<Bytes> no;  // 503, and not sent again
};

class FullDiskTest : public BinaryTest {
 protected:
  /// A conversation of these; the first one makes it.
  Chat talk(HttpClient& client, const std::vector<const Person*>& members) {
    Chat chat;
    chat.conv = ConversationId{rng.array<16>()};
    chat.send_key = rng.array<32>();
    wire::ConversationCreate create{
        chat.conv, 1, chat.send_key, {}, static_cast<std::uint32_t>(members.size()), Bytes{1}};
    for (const auto* m : members) create.members.push_back(m->id);
    EXPECT_EQ(post_as(client, members[0]->device, create), 200);
    return chat;
  }
  /// Take all space but some.
  void fill(std::size_t leave) {
    const int f = open(filler().c_str(), O_WRONLY | O_CREAT, 0600);
    std::size_t size = 0;
    for (const Bytes block(4096, 0x5a);
         ::write(f, block.data(), block.size()) == static_cast<ssize_t>(block.size());)
      size += block.size();
    EXPECT_EQ(ftruncate(f, static_cast<off_t>(size > leave ? size - leave : 0)), 0);
    close(f);
  }
  fs::path filler() const { return dir / "filler"; }

  void send_until(const std::atomic<bool>& enough, std::uint64_t seed,
                  const std::vector<Chat>& talks, Told& told) {
    eq::testing::SeededRandom mine(seed);
    auto client = client_for(port);
    while (!enough) {
      const auto send = talks[mine.below(talks.size())].message(mine);
      Bytes body;
      const int status = post(*client, send, &body);
      const std::lock_guard lock(told.mutex);
      if (status == 200) {
        told.yes[send.message] = decode<wire::MessageAccepted>(body)->stamp;
        continue;
      }
      // While nobody can say what became of it, nothing is said.
      EXPECT_TRUE(status == 503 || status == 0) << status << "";
      if (status == 503) told.no.insert(send.message);
      std::this_thread::sleep_for(milliseconds(5));
    }
  }

  std::uint16_t port = 0;
};

TEST_F(FullDiskTest,
       LosesNothingThatWasAnsweredYesAndDeliversNothingThatWasAnsweredNo_SRV_1_SRV_2_SRV_3) {
  auto server = serve(0);
  port = server->port();
  ASSERT_NE(port, 0) << server->output();
  std::vector<Person> people;
  std::vector<Chat> talks;
  {
    const auto client = client_for(port);
    std::vector<const Person*> all;
    for (int i = 0; i < 60; ++i) people.push_back(Person::make(world->realm.name, rng));
    for (const auto& p : people) {
      ASSERT_EQ(post(*client, wire::AccountRegister{p.record}), 200);
      all.push_back(&p);
    }
    talks = {talk(*client, all), talk(*client, {&people[0], &people[1]}),
             talk(*client, {&people[2], &people[3]})};
  }

  Told told;
  std::atomic<bool> enough{false};
  std::vector<std::thread> senders;
  for (int i = 0; i < 4; ++i)
    senders.emplace_back([&, i] { send_until(enough, 100 + i, talks, told); });
  for (int i = 0; i < 10; ++i) {
    fill(rng.below(256 * 1024));
    std::this_thread::sleep_for(milliseconds(300));
    if (i % 4 == 3) server->end(SIGKILL);
    fs::remove(filler());
    if (i % 4 == 3) {
      server = serve(port);
      ASSERT_EQ(server->port(), port) << server->output();
    }
    std::this_thread::sleep_for(milliseconds(100));
  }
  std::this_thread::sleep_for(milliseconds(1500));
  enough = true;
  for (auto& s : senders) s.join();
  EXPECT_EQ(post(*client_for(port), talks[1].message(rng)), 200)
      << "there is space, and it serves: " << server->output();
  server->end(SIGKILL);
  server = serve(port);
  ASSERT_EQ(server->port(), port) << server->output();

  const auto client = client_for(port);
  std::map<Bytes, std::set<std::size_t>> found;
  for (const std::size_t i : {0, 1, 2, 3, 30, 59}) {
    for (const auto& [message, stamp] : delivered_to(people[i], world->realm.name, *client, rng)) {
      found[message].insert(i);
      EXPECT_FALSE(told.no.contains(message)) << "a message that was answered no is delivered";
      const auto yes = told.yes.find(message);
      EXPECT_TRUE(yes == told.yes.end() || yes->second == stamp)
          << "it bears another stamp than its sender was told";
    }
  }
  std::size_t gone = 0;
  for (const auto& [message, stamp] : told.yes)
    gone += found[message].size() == 6 || found[message].size() == 2 ? 0 : 1;
  EXPECT_EQ(gone, 0u) << "messages that were answered yes are gone";
  EXPECT_GT(told.yes.size(), 50u);
  EXPECT_GT(told.no.size(), 5u) << "the disk was never full";
  printf("%zu messages answered yes, %zu answered no\n", told.yes.size(), told.no.size());
}

TEST_F(FullDiskTest, ABackupThatDoesNotFitIsRefusedBeforeAnythingIsWritten_SRV_14) {
  auto server = serve(0);
  ASSERT_NE(server->port(), 0) << server->output();
  fill(4 * 1024 * 1024);
  const std::string out = (dir / "backup.sqlite").string();
  EXPECT_EQ(run({"server", "backup", "--home", home, "--out", out}), 1);
  EXPECT_THAT(said, ::testing::HasSubstr("has room for"));
  EXPECT_FALSE(fs::exists(out));
  fs::remove(filler());
  EXPECT_EQ(run({"server", "backup", "--home", home, "--out", out}), 0) << said;
}

bool put(const char* path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  return static_cast<bool>(out.flush());
}

/// A file system of `size` in a name space of this process; empty if that is not allowed here.
fs::path own_file_system(const char* size) {
  const auto uid = std::to_string(geteuid()), gid = std::to_string(getegid());
  const auto dir = fs::temp_directory_path() / ("eqp-full-disk-" + std::to_string(getpid()));
  fs::create_directories(dir);
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 || !put("/proc/self/setgroups", "deny") ||
      !put("/proc/self/uid_map", "0 " + uid + " 1") ||
      !put("/proc/self/gid_map", "0 " + gid + " 1") ||
      mount("none", dir.c_str(), "tmpfs", 0, size) != 0) {
    fs::remove(dir);
    return {};
  }
  return dir;
}

}  // namespace
}  // namespace eq::server

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  const auto dir = eq::server::own_file_system("size=96m");
  if (dir.empty()) {
    printf("skipped: this kernel lets users make no file system of their own\n");
    return eq::server::kSkipped;
  }
  setenv("TMPDIR", dir.c_str(), 1);
  const int result = RUN_ALL_TESTS();
  umount2(dir.c_str(), MNT_DETACH);
  std::filesystem::remove(dir);
  return result;
}
