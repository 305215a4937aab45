#include "apps/server/postgres/test_failing_line.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace eq::server::postgres {
namespace {
constexpr const char* kSocket = ".s.PGSQL.5432";

sockaddr_un address_of(const std::filesystem::path& folder) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const std::string path = folder / kSocket;
  if (path.size() >= sizeof at.sun_path) throw std::runtime_error("too long: " + path);
  std::memcpy(at.sun_path, path.c_str(), path.size() + 1);
  return at;
}

/// False at the end.
bool pass_on(int from, int to, auto may) {
  std::array<char, 16384> piece{};
  const ssize_t n = ::recv(from, piece.data(), piece.size(), 0);
  if (n <= 0 || !may(std::string_view(piece.data(), static_cast<std::size_t>(n)))) return false;
  for (ssize_t sent = 0, more = 0; sent < n; sent += more) {
    more = ::send(to, piece.data() + sent, static_cast<std::size_t>(n - sent), MSG_NOSIGNAL);
    if (more <= 0) return false;
  }
  return true;
}
}  // namespace

FailingLine::FailingLine(const std::filesystem::path& server)
    : server_(server), folder_(server / "line"), listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
  std::filesystem::create_directories(folder_);
  const auto at = address_of(folder_);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
      ::listen(listener_, 8) != 0)
    throw std::runtime_error("no line");
  thread_ = std::thread([this] { serve(); });
}

FailingLine::~FailingLine() {
  ends_ = true;
  thread_.join();
  ::close(listener_);
  std::filesystem::remove_all(folder_);
}

void FailingLine::plan(std::uint64_t first, std::uint64_t count) {
  first_ = first;
  count_ = count;
  pieces_ = commits_ = 0;
  commit_ = UINT64_MAX;
}

void FailingLine::plan_commit(std::uint64_t n, Side side) {
  plan(UINT64_MAX, 0);
  commit_ = n;
  side_ = side;
}

bool FailingLine::passes() {
  const auto n = pieces_++;
  return n < first_ || n >= first_ + count_;
}

bool FailingLine::may_ask(std::string_view piece) {
  if (!passes()) return false;
  if (piece.find("commit") == piece.npos) return true;
  return commits_++ != commit_ || side_ != Side::question;
}

/// The commit is counted already when its answer comes.
bool FailingLine::may_answer() {
  if (!passes()) return false;
  if (side_ != Side::answer || commit_ == UINT64_MAX || commits_ != commit_ + 1) return true;
  commit_ = UINT64_MAX;
  return false;
}

/// One client at a time: there is one owner.
void FailingLine::serve() {
  while (!ends_) {
    pollfd on{listener_, POLLIN, 0};
    if (::poll(&on, 1, 20) <= 0) continue;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (passes()) carry(client);
    ::close(client);
  }
}

void FailingLine::carry(int client) {
  const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const auto at = address_of(server_);
  bool goes_on = ::connect(server, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
  while (goes_on && !ends_) {
    pollfd on[] = {{client, POLLIN, 0}, {server, POLLIN, 0}, {listener_, POLLIN, 0}};
    if (::poll(on, 3, 20) <= 0) continue;
    if (on[0].revents != 0)
      goes_on = pass_on(client, server, [this](std::string_view p) { return may_ask(p); });
    if (goes_on && on[1].revents != 0)
      goes_on = pass_on(server, client, [this](std::string_view) { return may_answer(); });
    // Whoever connects anew has given this one up.
    if (on[0].revents == 0 && on[1].revents == 0) goes_on = false;
  }
  ::close(server);
}

}  // namespace eq::server::postgres
