#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/long_running.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/passphrase.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {

std::string why() { return std::strerror(errno); }

Bytes settings_bytes(const Settings& s) {
  return to_bytes(nlohmann::ordered_json{{"format", 1},
                                         {"role", s.role},
                                         {"name", s.name},
                                         {"server", s.server},
                                         {"clock", s.clock}}
                      .dump(2) +
                  "\n");
}

Settings parse_settings(const std::string& path) {
  const auto j = nlohmann::json::parse(to_string(read_file(path)), nullptr, false);
  if (j.is_discarded() || !j.is_object())
    throw Failure{
        path + " is damaged",
        "Restore the home from a copy made after your last command. With an older one others cannot read what you send; if you have none, begin a new home."};
  if (j.value("format", 0) != 1)
    throw Failure{path + " was written by another version (format " +
                      std::to_string(j.value("format", 0)) + ")",
                  "Use the version of equipoise that made it; nothing was changed."};
  return {j.value("role", ""), j.value("name", ""), j.value("server", ""), j.value("clock", "")};
}

bool runs_for_long = false;  // one command runs in one process

int take_lock(const std::string& dir) {
  const std::string path = dir + "/lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw Failure{"Cannot write in " + dir + ": " + why(), "Choose a directory you own."};
  // Commands are short; a second one waits its turn for a while.
  for (int tries = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (runs_for_long) {
      ::close(fd);
      throw Failure{dir + " is in use: it runs already, or a command works in it just now",
                    "One is enough. Otherwise try again in a moment."};
    }
    if (tries == 100) {
      ::close(fd);
      throw Failure{dir + " is in use by another equipoise command",
                    "Wait for it to end; a server or witness ends when you stop it."};
    }
    usleep(100'000);
  }
  return fd;
}

/// Whose state never lies in the clear.
bool is_sealed_role(const std::string& role) { return role == "custodian"; }

crypto::PassphraseKey key_of(View file, const std::string& dir) {
  if (!crypto::PassphraseKey::is_sealed(file))
    throw Failure{dir + "/state is not sealed under a passphrase",
                  "Another version made it, or it is damaged."};
  const SecretBytes passphrase = ask_passphrase(dir);
  return must(crypto::PassphraseKey::of(passphrase.reveal("opening the home"), file),
              dir + "/state cannot be opened",
              "Another version may have made it, or 64 MiB of memory are not free.");
}
crypto::PassphraseKey new_key(const std::string& dir, Random& rng) {
  const SecretBytes passphrase = ask_new_passphrase(dir);
  return must(crypto::PassphraseKey::create(passphrase.reveal("sealing the home"),
                                            crypto::kPassphraseCost, rng),
              "The home cannot be sealed", "It takes 64 MiB of memory.");
}

/// What its owner calls a home, also while it is being made.
std::string place_of(const std::string& dir) {
  const fs::path at(dir);
  return at.filename() == kBeingMade ? at.parent_path().string() : dir;
}

std::string with_article(const std::string& role) {
  return (role.find_first_of("aeiou") == 0 ? "an " : "a ") + role;
}

}  // namespace

Settings Home::peek(const std::string& dir, const std::string& role) {
  if (!fs::exists(dir + "/settings.json") && fs::exists(dir + "/" + kBeingMade))
    throw Failure{dir + " is no home yet: its `init` was interrupted, or is still at work",
                  "Run the same `init` again; it begins anew, and clears up what was left."};
  if (!fs::exists(dir + "/settings.json"))
    throw Failure{dir + (fs::exists(dir) ? " is not an equipoise home" : " is not there"),
                  role.find('|') != std::string::npos
                      ? "Check the path; each party's `init` makes its home."
                      : "Check the path, or make a new one with `equipoise " + role +
                            " init --home " + dir + " ...`."};
  return parse_settings(dir + "/settings.json");
}

Home open_to_run(const std::string& dir, const std::string& role) {
  runs_for_long = true;
  return Home::open(dir, role);
}

Home Home::open(const std::string& dir, const std::string& role) {
  Settings settings = peek(dir, role);
  if (settings.role != role)
    throw Failure{
        dir + " is the home of " + with_article(settings.role) + ", not of " + with_article(role),
        "Give the right --home."};
  const int lock = take_lock(dir);
  return Home(dir, std::move(settings), lock);
}

Home::Home(Home&& o) noexcept
    : dir_(std::move(o.dir_)),
      settings_(std::move(o.settings_)),
      lock_(o.lock_),
      key_(std::move(o.key_)) {
  o.lock_ = -1;
}

Home::~Home() {
  if (lock_ >= 0) ::close(lock_);
}

void Home::save_settings(Settings settings) {
  write_file(path("settings.json"), settings_bytes(settings));
  settings_ = std::move(settings);
}

Bytes Home::load() const {
  const Bytes file = read_file(path("state"));
  if (!is_sealed_role(settings_.role)) return file;
  if (!key_) key_ = std::make_unique<crypto::PassphraseKey>(key_of(file, dir_));
  const auto state = key_->open(file);
  if (!state.ok())
    throw Failure{"This is not the passphrase of " + dir_ + ", or its state is damaged",
                  "Nothing was changed.", 3};
  return to_bytes(state->reveal("its owner's command"));
}

void Home::save(View state) {
  if (!is_sealed_role(settings_.role)) return write_file(path("state"), state);
  SystemRandom rng;
  if (!key_) key_ = std::make_unique<crypto::PassphraseKey>(new_key(place_of(dir_), rng));
  write_file(path("state"), key_->seal(state, rng));
}

void Home::change_passphrase() {
  const Bytes state = load();
  key_.reset();
  save(state);
}

}  // namespace eq::app
