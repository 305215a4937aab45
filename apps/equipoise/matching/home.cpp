#include "apps/equipoise/matching/home.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace eq::app {
namespace {

std::string database_of(const std::string& dir) { return dir + "/match.sqlite"; }

std::unique_ptr<matching::Library> opened(const std::string& dir) {
  std::string why;
  auto library = matching::Library::open(database_of(dir), why);
  if (!library) throw Failure{why, ""};
  return library;
}

}  // namespace

std::unique_ptr<matching::Library> open_library(const std::string& dir) {
  if (!std::filesystem::exists(database_of(dir)))
    throw Failure{dir + " is not the home of a matching service",
                  "Make one with `equipoise match init --home " + dir + "`."};
  return opened(dir);
}

void create_library(const std::string& dir) {
  std::error_code ec;
  std::filesystem::create_directories(dir, ec);
  if (ec)
    throw Failure{"Cannot create " + dir + ": " + ec.message(),
                  "Choose a directory you can write."};
  if (std::filesystem::exists(database_of(dir)))
    throw Failure{dir + " already is the home of a matching service",
                  "Use it as it is, or choose another."};
  ::chmod(dir.c_str(), 0700);
  opened(dir);
}

std::function<void()> on_home(std::function<void()> act) {
  return [act = std::move(act)] {
    try {
      act();
    } catch (const matching::StoreFailure& f) {
      throw Failure{"The service's database cannot be used: " + f.what + ". Nothing was changed",
                    matching::remedy_for(f.kind) + "."};
    }
  };
}

matching::Actor local_doer() {
  const passwd* user = getpwuid(geteuid());
  return {"local:" + (user ? std::string(user->pw_name) : std::to_string(geteuid())),
          Clock("").now()};
}

}  // namespace eq::app
