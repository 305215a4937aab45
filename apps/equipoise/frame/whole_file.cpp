#include "apps/equipoise/frame/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/new_file.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {

std::string why() { return std::strerror(errno); }

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

bool write_all(int fd, View data) {
  while (!data.empty()) {
    const ssize_t n = ::write(fd, data.data(), data.size());
    if (n > 0)
      data = data.subspan(static_cast<std::size_t>(n));
    else if (errno != EINTR)
      return false;
  }
  return true;
}

}  // namespace

Bytes read_file(const std::string& path, std::uint64_t at_most) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
  struct stat about {};
  if (file.fd < 0 || ::fstat(file.fd, &about) != 0)
    throw Failure{"Cannot read " + path + ": " + why(), "Check the path."};
  if (S_ISDIR(about.st_mode)) throw Failure{path + " is a directory", "Name a file in it.", 2};
  // A pipe ends when its writer does; a device need not.
  if (!S_ISREG(about.st_mode) && !S_ISFIFO(about.st_mode))
    throw Failure{path + " is a device or a socket, not a file", "Name a file.", 2};
  const auto too_large = [&] {
    return Failure{path + " is larger than " + std::to_string(at_most >> 20) + " MiB",
                   "Nothing of it was used.", 2};
  };
  if (S_ISREG(about.st_mode) && static_cast<std::uint64_t>(about.st_size) > at_most)
    throw too_large();
  ::fcntl(file.fd, F_SETFL, 0);  // O_NONBLOCK was for opening only
  Bytes all;
  all.reserve(static_cast<std::size_t>(about.st_size));
  for (Array<65536> part{};;) {
    const ssize_t n = ::read(file.fd, part.data(), part.size());
    if (n == 0) return all;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw Failure{"Cannot read " + path + ": " + why(), "Check the path."};
    append(all, View(part).first(static_cast<std::size_t>(n)));
    if (all.size() > at_most) throw too_large();
  }
}

NewFile::NewFile(std::string path, unsigned mode)
    : path_(std::move(path)),
      fd_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                 static_cast<mode_t>(mode))) {
  if (fd_ >= 0) return;
  if (errno == EEXIST)
    throw Failure{path_ + " exists already", "It is as it was. Choose another name.", 2};
  throw Failure{"Cannot write " + path_ + ": " + why(), "Nothing was written."};
}

NewFile::~NewFile() {
  ::close(fd_);
  if (!written_) ::unlink(path_.c_str());
}

void NewFile::write(View data) {
  written_ = write_all(fd_, data) && ::fsync(fd_) == 0;
  if (!written_) throw Failure{"Cannot write " + path_ + ": " + why(), "Nothing was written."};
}

void write_new_file(const std::string& path, View data) { NewFile(path, 0600).write(data); }

void write_file(const std::string& path, View data, unsigned mode) {
  const std::string temporary = path + ".new";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                        static_cast<mode_t>(mode));
  const bool good = fd >= 0 && write_all(fd, data) && ::fsync(fd) == 0;
  const int saved = errno;
  if (fd >= 0) ::close(fd);
  errno = saved;
  if (!good || ::rename(temporary.c_str(), path.c_str()) != 0)
    throw Failure{"Cannot write " + path + ": " + why(),
                  "The previous contents, if any, are unchanged."};
  const int dir =
      ::open(fs::path(path).parent_path().empty() ? "." : fs::path(path).parent_path().c_str(),
             O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir >= 0) {
    ::fsync(dir);
    ::close(dir);
  }
}

bool file_exists(const std::string& path) { return fs::exists(path); }

std::string absolute_path(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace eq::app
