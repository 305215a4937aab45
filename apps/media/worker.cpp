#include "apps/media/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace eq::media {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

bool write_all(int fd, View bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return lseek(fd, 0, SEEK_SET) == 0;
}

std::optional<Bytes> read_all(int fd) {
  const off_t size = lseek(fd, 0, SEEK_END);
  if (size < 0 || lseek(fd, 0, SEEK_SET) != 0) return std::nullopt;
  Bytes out(static_cast<std::size_t>(size));
  for (std::size_t at = 0; at < out.size();) {
    const ssize_t n = read(fd, out.data() + at, out.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::nullopt;
    at += static_cast<std::size_t>(n);
  }
  return out;
}

// Descriptors 0 and 1 and nothing else, no environment, default signals.
std::optional<pid_t> start(const std::string& program, const char* task, const Caps& caps, int in,
                           int out) {
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return std::nullopt;
  posix_spawn_file_actions_adddup2(&actions, in, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_addclosefrom_np(&actions, 2);
  const std::string seconds = std::to_string(caps.seconds), memory = std::to_string(caps.memory);
  const char* argv[] = {program.c_str(), task, seconds.c_str(), memory.c_str(), nullptr};
  char* const environment[] = {nullptr};
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, program.c_str(), &actions, nullptr,
                                 const_cast<char* const*>(argv), environment);
  posix_spawn_file_actions_destroy(&actions);
  return failed ? std::nullopt : std::optional(pid);
}

// The exit status; the process is gone afterwards whatever happened.
int wait_or_kill(pid_t pid, unsigned seconds) {
  const Descriptor handle(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  pollfd ended{handle.get(), POLLIN, 0};
  int ready = 0;
  while (handle.ok() && (ready = poll(&ended, 1, static_cast<int>(seconds) * 1000)) < 0 &&
         errno == EINTR) {
  }
  if (ready <= 0) kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::string beside_this_program(const std::string& name) {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).replace_filename(name).string();
}

Worker Worker::beside_this_program() {
  return Worker(media::beside_this_program("equipoise-media"));
}

Result<Bytes> ask(const std::string& program, const char* task, const Caps& caps, View file) {
  // Both above 2, so that the worker's 0 and 1 are no source of one another.
  const Descriptor a(memfd_create("file", MFD_CLOEXEC)), b(memfd_create("answer", MFD_CLOEXEC));
  const Descriptor in(fcntl(a.get(), F_DUPFD_CLOEXEC, 3)), out(fcntl(b.get(), F_DUPFD_CLOEXEC, 3));
  REQUIRE_OR(in.ok() && out.ok() && write_all(in.get(), file), Err::unavailable);
  const auto pid = start(program, task, caps, in.get(), out.get());
  REQUIRE_OR(pid, Err::unavailable);
  const int status = wait_or_kill(*pid, 3 * caps.seconds);
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return signal == SIGXCPU || signal == SIGKILL || signal == SIGXFSZ ? Err::exhausted
                                                                       : Err::malformed;
  }
  constexpr int kCouldNotStart = 127;  // the loader's word for it
  REQUIRE_OR(WEXITSTATUS(status) != kCouldNotStart, Err::unavailable);
  auto answer = read_all(out.get());
  REQUIRE_OR(WEXITSTATUS(status) == 0 && answer && !answer->empty(), Err::malformed);
  const auto error = answer->front();
  REQUIRE_OR(error <= 1 + static_cast<int>(Err::unavailable), Err::malformed);
  if (error != 0) return static_cast<Err>(error - 1);
  answer->erase(answer->begin());
  return *std::move(answer);
}

Result<Picture> Worker::picture(View file) const {
  return decode_picture_answer(TRY(ask(program_, "picture", caps_, file)));
}

Result<phash::Fingerprint> Worker::fingerprint(View file) const {
  return decode_fingerprint_answer(TRY(ask(program_, "fingerprint", caps_, file)));
}

}  // namespace eq::media
