#include "apps/server/control.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace eq::server {
namespace {
constexpr std::size_t kOrderMax = 256;
constexpr timeval kPatience{kHearing_s, 0};
constexpr int kAtOnce = 4;  // orders
constexpr std::string_view kHeard = "heard\n";

struct Descriptor {
  int fd = -1;
  explicit Descriptor(int of) : fd(of) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  int release() { return std::exchange(fd, -1); }
};

std::string path_in(const std::string& home) { return home + "/control"; }

/// An address holds 107 bytes, and a home may have a longer name: it is named by its descriptor.
sockaddr_un address_in(const Descriptor& folder) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(folder.fd) + "/control";
  std::memcpy(at.sun_path, path.c_str(), path.size() + 1);
  return at;
}
int open_folder(const std::string& home) {
  return ::open(home.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
}
int open_socket(int more = 0) { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | more, 0); }
void be_patient(int with) {
  ::setsockopt(with, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(with, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
}

bool send_all(int to, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::send(to, text.data(), text.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}
}  // namespace

std::unique_ptr<Control> Control::open(const std::string& home, Obey obey, std::string& why) {
  const std::string path = path_in(home);
  const Descriptor folder(open_folder(home));
  // not blocking: several threads wait for one asker
  Descriptor listener(open_socket(SOCK_NONBLOCK)), end(::eventfd(0, EFD_CLOEXEC));
  const sockaddr_un at = address_in(folder);
  ::unlink(path.c_str());
  if (folder.fd >= 0 && listener.fd >= 0 && end.fd >= 0 &&
      ::bind(listener.fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 &&
      ::chmod(path.c_str(), 0600) == 0 && ::listen(listener.fd, 4) == 0)
    return std::unique_ptr<Control>(
        new Control(path, listener.release(), end.release(), std::move(obey)));
  why = "The socket " + path + " cannot be made (" + std::strerror(errno) +
        "). Choose a home on a disk of this machine";
  return nullptr;
}

Control::Control(std::string socket, int listener, int end, Obey obey)
    : socket_(std::move(socket)), listener_(listener), end_(end), obey_(std::move(obey)) {
  for (int i = 0; i < kAtOnce; ++i) threads_.emplace_back([this] { loop(); });
}

Control::~Control() {
  ::eventfd_write(end_, 1);
  for (auto& thread : threads_) thread.join();
  ::unlink(socket_.c_str());
  ::close(listener_);
  ::close(end_);
}

void Control::loop() {
  for (;;) {
    pollfd both[] = {{end_, POLLIN, 0}, {listener_, POLLIN, 0}};
    if (::poll(both, 2, -1) < 0 && errno != EINTR) return;
    if (both[0].revents != 0) return;
    if (both[1].revents == 0) continue;
    const Descriptor asker(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (asker.fd >= 0) serve(asker.fd);
  }
}

void Control::serve(int asker) {
  be_patient(asker);
  std::string order;
  for (char c = 0; order.size() < kOrderMax && ::recv(asker, &c, 1, 0) == 1;) {
    if (c == '\n') {
      if (!send_all(asker, kHeard)) return;
      const Answer answer = obey_(order);
      if (!send_all(asker, answer.text) && answer.unheard) answer.unheard();
      return;
    }
    order += c;
  }
}

namespace {
/// Everything up to the end, or to the end of the line.
enum class Until : std::uint8_t { line_ends, all_is_said };
/// False if nothing came for longer than the socket waits.
bool hear(int line, Until until, std::string& said) {
  for (char c = 0; until == Until::all_is_said || !said.ends_with('\n');) {
    const ssize_t n = ::recv(line, &c, 1, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n == 0;
    said += c;
  }
  return true;
}
}  // namespace

Told tell_server(const std::string& home, const std::string& order) {
  using enum Told::Standing;
  const Descriptor folder(open_folder(home)), line(open_socket());
  if (folder.fd < 0 || line.fd < 0) return {none_runs};
  const sockaddr_un at = address_in(folder);
  be_patient(line.fd);
  if (::connect(line.fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
    return {errno == EAGAIN ? silent : none_runs};  // so many wait there that nobody can
  std::string heard, answer;
  if (!send_all(line.fd, order + "\n")) return {ended};
  if (!hear(line.fd, Until::line_ends, heard)) return {silent};
  if (heard != kHeard) return {ended};
  constexpr timeval kAsLongAsItTakes{};
  ::setsockopt(line.fd, SOL_SOCKET, SO_RCVTIMEO, &kAsLongAsItTakes, sizeof kAsLongAsItTakes);
  hear(line.fd, Until::all_is_said, answer);
  return {answer.empty() ? ended : answered, answer};
}

}  // namespace eq::server
