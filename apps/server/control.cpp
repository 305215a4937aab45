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
constexpr std::size_t kOrderMax = 64;
constexpr timeval kPatience{5, 0};

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
int open_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

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
  Descriptor listener(open_socket()), end(::eventfd(0, EFD_CLOEXEC));
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
    : socket_(std::move(socket)),
      listener_(listener),
      end_(end),
      obey_(std::move(obey)),
      thread_([this] { loop(); }) {}

Control::~Control() {
  ::eventfd_write(end_, 1);
  thread_.join();
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
  ::setsockopt(asker, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(asker, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  std::string order;
  for (char c = 0; order.size() < kOrderMax && ::recv(asker, &c, 1, 0) == 1;) {
    if (c == '\n') {
      send_all(asker, obey_(order));
      return;
    }
    order += c;
  }
}

std::optional<std::string> tell_server(const std::string& home, const std::string& order) {
  const Descriptor folder(open_folder(home)), line(open_socket());
  if (folder.fd < 0 || line.fd < 0) return std::nullopt;
  const sockaddr_un at = address_in(folder);
  if (::connect(line.fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
    return std::nullopt;
  std::string answer;
  if (!send_all(line.fd, order + "\n")) return answer;
  for (char part[512];;) {
    const ssize_t n = ::recv(line.fd, part, sizeof part, 0);
    if (n <= 0) return answer;
    answer.append(part, static_cast<std::size_t>(n));
  }
}

}  // namespace eq::server
