#include "apps/equipoise/demo/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>

#include "apps/equipoise/frame/command.h"

namespace eq::app::demo {
namespace {

std::vector<char*> argument_vector(std::vector<std::string>& words) {
  std::vector<char*> v;
  for (auto& w : words) v.push_back(w.data());
  v.push_back(nullptr);
  return v;
}

/// In the child, between fork and exec: die with the parent, stay out of the terminal's Ctrl-C
/// (the parent decides the order in which things stop), run ourselves.
[[noreturn]] void become(std::vector<char*>& argv) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  setpgid(0, 0);
  execv("/proc/self/exe", argv.data());
  _exit(127);
}

std::vector<std::string> with_name(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"equipoise"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
      throw Failure{std::string("Cannot make a pipe: ") + std::strerror(errno), ""};
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    close_one(read_end);
    close_one(write_end);
  }
  static void close_one(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
  }
};

/// Read what is there.  False at the end of the stream.
bool drain(int fd, std::string& into) {
  char buffer[65536];
  const ssize_t n = read(fd, buffer, sizeof buffer);
  if (n > 0) into.append(buffer, static_cast<std::size_t>(n));
  return n > 0 || (n < 0 && errno == EINTR);
}

}  // namespace

std::string program() {
  std::error_code ec;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", ec);
  return ec ? "equipoise" : path.string();
}

Exit run_self(const std::vector<std::string>& arguments, const std::string& input,
              const std::function<void(unsigned)>& while_waiting) {
  auto words = with_name(arguments);
  auto argv = argument_vector(words);
  Pipe in, out, err;
  const pid_t pid = fork();
  if (pid < 0) throw Failure{std::string("Cannot start a process: ") + std::strerror(errno), ""};
  if (pid == 0) {
    dup2(in.read_end, 0);
    dup2(out.write_end, 1);
    dup2(err.write_end, 2);
    become(argv);
  }
  Pipe::close_one(in.read_end);
  Pipe::close_one(out.write_end);
  Pipe::close_one(err.write_end);
  // Inputs are a few short lines, far below a pipe's capacity, so writing cannot block.
  if (!input.empty() &&
      write(in.write_end, input.data(), input.size()) < 0) { /* the child ended early */
  }
  Pipe::close_one(in.write_end);

  Exit o;
  const auto started = std::chrono::steady_clock::now();
  unsigned told = 0;
  bool out_open = true, err_open = true;
  while (out_open || err_open) {
    pollfd fds[2] = {{out_open ? out.read_end : -1, POLLIN, 0},
                     {err_open ? err.read_end : -1, POLLIN, 0}};
    poll(fds, 2, 200);
    if (fds[0].revents) out_open = drain(out.read_end, o.out);
    if (fds[1].revents) err_open = drain(err.read_end, o.err);
    const auto s = static_cast<unsigned>(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started)
            .count());
    if (s > told && while_waiting) while_waiting(told = s);
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  o.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  o.json = nlohmann::json::parse(o.out, nullptr, false);
  if (!o.json.is_object()) o.json = nullptr;
  return o;
}

Service Service::start(const std::vector<std::string>& arguments, const std::string& log) {
  auto words = with_name(arguments);
  auto argv = argument_vector(words);
  const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0)
    throw Failure{"Cannot write " + log + ": " + std::strerror(errno),
                  "Choose another --data directory."};
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(open("/dev/null", O_RDONLY), 0);
    dup2(fd, 1);
    dup2(fd, 2);
    become(argv);
  }
  close(fd);
  if (pid < 0) throw Failure{std::string("Cannot start a process: ") + std::strerror(errno), ""};
  return Service(pid, log);
}

bool Service::alive() {
  if (pid_ < 0) return false;
  if (waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

void Service::stop() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  for (int i = 0; i < 100 && alive(); ++i) usleep(50'000);
  kill_hard();
}

void Service::kill_hard() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace eq::app::demo
