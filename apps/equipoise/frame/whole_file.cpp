#include "apps/equipoise/frame/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
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

[[noreturn]] void refuse_taken(const std::string& path) {
  throw Failure{path + " exists already", "It is as it was. Choose another name.", 2};
}
/// By what errno says.
[[noreturn]] void refuse_place(const std::string& path) {
  if (errno == EEXIST) refuse_taken(path);
  throw Failure{"Cannot write " + path + ": " + why(), "Nothing was written."};
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
  if (fd_ < 0) refuse_place(path_);
}

NewFile::~NewFile() {
  ::close(fd_);
  if (!written_) ::unlink(path_.c_str());
}

void NewFile::write(View data) {
  written_ = write_all(fd_, data) && ::fsync(fd_) == 0;
  if (!written_) throw Failure{"Cannot write " + path_ + ": " + why(), "Nothing was written."};
}

namespace {

bool write_whole(const std::string& path, View data, int flags, unsigned mode) {
  const int fd =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, static_cast<mode_t>(mode));
  const bool good = fd >= 0 && write_all(fd, data) && ::fsync(fd) == 0;
  const int saved = errno;
  if (fd >= 0) ::close(fd);
  errno = saved;
  return good;
}

/// So that a name outlives a cut of the power.
void keep_names_beside(const std::string& path) {
  const int dir =
      ::open(fs::path(path).parent_path().empty() ? "." : fs::path(path).parent_path().c_str(),
             O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir >= 0) {
    ::fsync(dir);
    ::close(dir);
  }
}

}  // namespace

void write_new_file(const std::string& path, View data) {
  std::error_code none_there;
  if (fs::exists(fs::symlink_status(path, none_there))) refuse_taken(path);
  const std::string aside = path + "." + std::to_string(::getpid()) + ".new";
  const bool is_in_place =
      write_whole(aside, data, O_EXCL, 0600) &&
      ::renameat2(AT_FDCWD, aside.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0;
  if (is_in_place) return keep_names_beside(path);
  const int saved = errno;
  ::unlink(aside.c_str());
  // A file system that has no such move: then nobody else's is taken, but a crash leaves a part.
  if (saved == EINVAL) return NewFile(path, 0600).write(data);
  errno = saved;
  refuse_place(path);
}

void write_file(const std::string& path, View data, unsigned mode) {
  const std::string aside = path + ".new";
  if (!write_whole(aside, data, O_TRUNC, mode) || ::rename(aside.c_str(), path.c_str()) != 0)
    throw Failure{"Cannot write " + path + ": " + why(),
                  "The previous contents, if any, are unchanged."};
  keep_names_beside(path);
}

bool file_exists(const std::string& path) { return fs::exists(path); }

std::string absolute_path(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace eq::app
