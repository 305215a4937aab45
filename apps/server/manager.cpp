#include "apps/server/manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace eq::server {
namespace {
std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? std::string_view(value) : std::string_view();
}
}  // namespace

void tell_manager(std::string_view state) {
  const std::string_view path = environment("NOTIFY_SOCKET");
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof at.sun_path) return;
  std::memcpy(at.sun_path, path.data(), path.size());
  if (path[0] == '@') at.sun_path[0] = '\0';  // a name that is no file
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&at), size);
  ::close(fd);
}

std::optional<unsigned> watchdog_interval_ms() {
  const std::string_view text = environment("WATCHDOG_USEC");
  const std::string_view whose = environment("WATCHDOG_PID");
  if (!whose.empty() && whose != std::to_string(::getpid())) return std::nullopt;
  std::uint64_t us = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), us);
  if (fault != std::errc() || end != text.data() + text.size() || us == 0) return std::nullopt;
  return static_cast<unsigned>(std::clamp<std::uint64_t>(us / 3000, 100, 3'600'000));
}

}  // namespace eq::server
