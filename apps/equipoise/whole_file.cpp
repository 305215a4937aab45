#include "apps/equipoise/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "apps/equipoise/command.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {

std::string why() { return std::strerror(errno); }

}  // namespace

Bytes read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Failure{"Cannot read " + path + ": " + why(), "Check the path."};
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

void write_file(const std::string& path, View data, unsigned mode) {
  const std::string temporary = path + ".new";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, static_cast<mode_t>(mode));
  bool good = fd >= 0;
  for (View left = data; good && !left.empty();) {
    const ssize_t n = ::write(fd, left.data(), left.size());
    if (n > 0) left = left.subspan(static_cast<std::size_t>(n));
    else good = errno == EINTR;
  }
  good = good && ::fsync(fd) == 0;
  const int saved = errno;
  if (fd >= 0) ::close(fd);
  errno = saved;
  if (!good || ::rename(temporary.c_str(), path.c_str()) != 0)
    throw Failure{"Cannot write " + path + ": " + why(), "The previous contents, if any, are unchanged."};
  const int dir = ::open(fs::path(path).parent_path().empty() ? "." : fs::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir >= 0) {
    ::fsync(dir);
    ::close(dir);
  }
}

bool file_exists(const std::string& path) { return fs::exists(path); }

}  // namespace eq::app
