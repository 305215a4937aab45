// The server as a unit of systemd.
#include <sys/socket.h>
#include <sys/un.h>

#include <set>

#include "apps/server/binary_fixture.h"

namespace eq::server {
namespace {

/// Stands for systemd's side of $NOTIFY_SOCKET.
struct Manager {
  explicit Manager(const std::string& path) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    EXPECT_LT(path.size(), sizeof at.sun_path);
    path.copy(at.sun_path, path.size());
    EXPECT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    const timeval patience{20, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Manager() { close(fd); }
  std::string next() const {
    char text[64];
    const ssize_t n = recv(fd, text, sizeof text, 0);
    return n < 0 ? "nothing" : std::string(text, static_cast<std::size_t>(n));
  }
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
};

TEST_F(BinaryTest, WhoeverStartedTheServerIsToldThatItServesLivesAndStops) {
  const std::string path = (dir / "notify").string();
  const Manager manager(path);
  setenv("NOTIFY_SOCKET", path.c_str(), 1);
  setenv("WATCHDOG_USEC", "600000", 1);
  auto server = serve(0);
  for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC"}) unsetenv(name);
  ASSERT_NE(server->port(), 0) << server->output();
  std::set<std::string> first{manager.next(), manager.next()};
  EXPECT_EQ(first, (std::set<std::string>{"READY=1", "WATCHDOG=1"}));
  EXPECT_EQ(manager.next(), "WATCHDOG=1");
  EXPECT_EQ(manager.next(), "WATCHDOG=1");
  server->signal(SIGTERM);
  std::string last;
  do last = manager.next();
  while (last == "WATCHDOG=1");
  EXPECT_EQ(last, "STOPPING=1");
  EXPECT_EQ(server->wait(), 0);
}

TEST_F(BinaryTest, WithoutAManagerItServesAllTheSame) {
  setenv("NOTIFY_SOCKET", (dir / "nobody").string().c_str(), 1);
  setenv("WATCHDOG_USEC", "soon", 1);
  auto server = serve(0);
  for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC"}) unsetenv(name);
  EXPECT_NE(server->port(), 0) << server->output();
  EXPECT_EQ(server->end(SIGTERM), 0);
}

}  // namespace
}  // namespace eq::server
