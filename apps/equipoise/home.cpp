#include "apps/equipoise/home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "apps/equipoise/command.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {

std::string why() { return std::strerror(errno); }

Bytes settings_bytes(const Settings& s) {
  return to_bytes(nlohmann::ordered_json{{"format", 1}, {"role", s.role}, {"name", s.name}, {"server", s.server}, {"clock", s.clock}}.dump(2) + "\n");
}

Settings parse_settings(const std::string& path) {
  const auto j = nlohmann::json::parse(to_string(read_file(path)), nullptr, false);
  if (j.is_discarded() || !j.is_object()) throw Failure{path + " is damaged", "Restore it from a backup."};
  if (j.value("format", 0) != 1)
    throw Failure{path + " was written by another version (format " + std::to_string(j.value("format", 0)) + ")",
                  "Use the version of equipoise that made it; nothing was changed."};
  return {j.value("role", ""), j.value("name", ""), j.value("server", ""), j.value("clock", "")};
}

int take_lock(const std::string& dir) {
  const std::string path = dir + "/lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw Failure{"Cannot write in " + dir + ": " + why(), "Choose a directory you own."};
  // Commands are short; a second one waits its turn for a while.
  for (int tries = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (tries == 100) {
      ::close(fd);
      throw Failure{dir + " is in use by another equipoise command", "Wait for it to end."};
    }
    usleep(100'000);
  }
  return fd;
}

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

Home Home::create(const std::string& dir, Settings settings, View state) {
  std::error_code ec;
  fs::create_directories(dir, ec);
  if (ec) throw Failure{"Cannot create " + dir + ": " + ec.message(), "Choose a directory you can write."};
  ::chmod(dir.c_str(), 0700);
  const int lock = take_lock(dir);
  if (fs::exists(dir + "/settings.json")) {
    ::close(lock);
    throw Failure{dir + " already is a home", "Choose another directory, or use it as it is."};
  }
  Home home(dir, std::move(settings), lock);
  home.save(state);
  home.save_settings(home.settings_);  // last: a home exists once its settings do
  return home;
}

Settings Home::peek(const std::string& dir) {
  if (!fs::exists(dir + "/settings.json"))
    throw Failure{dir + " is not an equipoise home", "Make one with `init`, for example `equipoise client init --home " + dir + "`."};
  return parse_settings(dir + "/settings.json");
}

Home Home::open(const std::string& dir, const std::string& role) {
  Settings settings = peek(dir);
  if (settings.role != role)
    throw Failure{dir + " is the home of a " + settings.role + ", not of a " + role, "Give the right --home."};
  const int lock = take_lock(dir);
  return Home(dir, std::move(settings), lock);
}

Home::Home(Home&& o) noexcept : dir_(std::move(o.dir_)), settings_(std::move(o.settings_)), lock_(o.lock_) { o.lock_ = -1; }

Home::~Home() {
  if (lock_ >= 0) ::close(lock_);
}

void Home::save_settings(Settings settings) {
  write_file(path("settings.json"), settings_bytes(settings));
  settings_ = std::move(settings);
}

Bytes Home::load() const { return read_file(path("state")); }
void Home::save(View state) { write_file(path("state"), state); }

}  // namespace eq::app
