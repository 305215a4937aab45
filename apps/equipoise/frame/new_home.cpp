#include "apps/equipoise/frame/new_home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "apps/equipoise/frame/failure.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {

/// What a home is made of.  Where one was begun, these are of that attempt.
constexpr std::array<std::string_view, 8> kParts{
    "state",     "realm.eqp",  "card.eqp",          "lock",
    "state.new", "token.json", "settings.json.new", kBeingMade};

void must_be_free(const std::string& dir) {
  if (fs::exists(dir + "/settings.json"))
    throw Failure{dir + " already is a home", "Choose another directory, or use it as it is."};
  // Earlier versions made homes in their place, and left this where they were interrupted.
  const bool begun = fs::exists(dir + "/" + kBeingMade) || fs::exists(dir + "/settings.json.new");
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(dir, ec)) {
    const auto name = entry.path().filename().string();
    if (name == "lock" || name == "state.new") continue;
    if (begun && std::ranges::find(kParts, name) != kParts.end()) continue;
    throw Failure{dir + " holds other files already (" + name + ")",
                  "Choose a directory that is new or empty; nothing was changed.", 2};
  }
}

int lock_directory(const std::string& dir) {
  const int fd = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    throw Failure{"Cannot use " + dir + ": " + std::strerror(errno), "Choose a directory you own."};
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  ::close(fd);
  throw Failure{"Another command makes a home in " + dir + " just now",
                "Wait for it to end; nothing was changed."};
}

/// An empty folder inside, whatever an interrupted attempt has left there.
std::string begin_in(const std::string& dir, int locked) {
  try {
    must_be_free(dir);
    const std::string inside = dir + "/" + kBeingMade;
    std::error_code ec;
    fs::remove_all(inside, ec);
    for (const auto* left : {"/state.new", "/settings.json.new"}) fs::remove(dir + left, ec);
    if (::mkdir(inside.c_str(), 0700) != 0)
      throw Failure{"Cannot write in " + dir + ": " + std::strerror(errno),
                    "Choose a directory you own."};
    return inside;
  } catch (...) {
    ::close(locked);
    throw;
  }
}

std::string made_directory(const std::string& dir) {
  std::error_code ec;
  fs::create_directories(dir, ec);
  if (ec)
    throw Failure{"Cannot create " + dir + ": " + ec.message(),
                  "Choose a directory you can write."};
  return dir;
}

}  // namespace

NewHome::NewHome(const std::string& dir, Settings settings)
    : dir_(dir),
      place_(fs::exists(dir) ? Place::was_there : Place::made),
      locked_(lock_directory(made_directory(dir))),
      home_(begin_in(dir, locked_), std::move(settings), -1) {
  ::fchmod(locked_, 0700);
  home_.save_settings(home_.settings());
}

NewHome::~NewHome() {
  std::error_code ec;
  if (made_ == Made::partly) {
    fs::remove_all(home_.dir(), ec);
    if (place_ == Place::made) fs::remove(dir_, ec);
  }
  ::close(locked_);
}

void NewHome::move_up(const std::string& file) {
  if (::rename(home_.path(file).c_str(), path(file).c_str()) != 0)
    throw Failure{"Cannot write " + path(file) + ": " + std::strerror(errno),
                  "There is no home yet; run the same command again."};
}

void NewHome::put_in_place() {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(home_.dir()))
    files.push_back(entry.path().filename().string());
  made_ = Made::moving;  // what stays below says to the next attempt whose the files above are
  for (const auto& file : files)
    if (file != "settings.json" && file != "lock") move_up(file);
  ::fsync(locked_);
  move_up("settings.json");
  ::fsync(locked_);
  made_ = Made::whole;
  std::error_code ec;
  fs::remove_all(home_.dir(), ec);
}

}  // namespace eq::app
