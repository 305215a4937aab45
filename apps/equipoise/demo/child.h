// Child processes of the demo: every party acts in a process of its own.
#pragma once

#include <sys/types.h>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace eq::app::demo {

struct Exit {
  int exit_code = 0;
  std::string out, err;
  nlohmann::json json;  // what the command printed, if it was a JSON object; null otherwise
};

/// This program's absolute path, so that a printed command works in any terminal; its name if the
/// system does not say.
std::string program();

/// Run this same binary with `arguments`, wait, and collect what it prints.
/// `while_waiting(seconds)` is called about every second after the first.
Exit run_self(const std::vector<std::string>& arguments, const std::string& input,
              const std::function<void(unsigned)>& while_waiting);

/// A service that runs until stopped: SIGTERM, then SIGKILL after five seconds.
class Service {
 public:
  /// Output goes to the end of the file `log`.
  static Service start(const std::vector<std::string>& arguments, const std::string& log);
  Service(Service&& o) noexcept : pid_(o.pid_), log_(std::move(o.log_)) { o.pid_ = -1; }
  Service& operator=(Service&&) = delete;
  ~Service() { stop(); }
  /// False once the process has ended by itself.
  bool alive();
  void stop();
  /// SIGKILL, as a power cut would; nothing is flushed.
  void kill_hard();
  const std::string& log() const { return log_; }

 private:
  Service(pid_t pid, std::string log) : pid_(pid), log_(std::move(log)) {}
  pid_t pid_;
  std::string log_;
};

}  // namespace eq::app::demo
