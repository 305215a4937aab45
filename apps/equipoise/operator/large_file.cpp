#include "apps/equipoise/operator/large_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "apps/equipoise/frame/failure.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {
constexpr std::size_t kPiece = 1024 * 1024;

struct Descriptor {
  int fd;
  explicit Descriptor(int of) : fd(of) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
};

bool write_all(int fd, View data) {
  while (!data.empty()) {
    const ssize_t n = ::write(fd, data.data(), data.size());
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) data = data.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

std::string why() { return std::strerror(errno); }
}  // namespace

Copied copy_file(const std::string& from, const std::string& to) {
  const Descriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.fd < 0) throw Failure{"Cannot read " + from + ": " + why(), "Check the path."};
  const Descriptor out(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (out.fd < 0 && errno == EEXIST)
    throw Failure{to + " exists already", "It is as it was. Choose another name.", 2};
  if (out.fd < 0) throw Failure{"Cannot write " + to + ": " + why(), "Choose another place."};
  const auto give_up = [&](const std::string& what) {
    const std::string reason = why();
    ::unlink(to.c_str());
    return Failure{what + ": " + reason, "Nothing was written."};
  };
  Copied copied;
  crypto::Sha256 digest;
  for (Bytes piece(kPiece);;) {
    const ssize_t n = ::read(in.fd, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw give_up("Cannot read " + from);
    if (n == 0) break;
    const View read = View(piece).first(static_cast<std::size_t>(n));
    digest.update(read);
    copied.bytes += read.size();
    if (!write_all(out.fd, read)) throw give_up("Cannot write " + to);
  }
  if (::fsync(out.fd) != 0) throw give_up("Cannot write " + to);
  copied.sha256 = digest.finish();
  return copied;
}

void move_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    throw Failure{"Cannot write " + to + ": " + why(), "Nothing was changed."};
  const Descriptor folder(
      ::open(fs::path(to).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.fd >= 0) ::fsync(folder.fd);
}

void forget_copies(const std::string& home) {
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(home, ec)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with("copy") && name.find(".sqlite") != name.npos) fs::remove(entry, ec);
  }
}

void Temporary::remove() const {
  std::error_code ec;
  for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(path_ + end, ec);
}

}  // namespace eq::app
