#include "apps/equipoise/frame/passphrase.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "apps/equipoise/frame/whole_file.h"

namespace eq::app {
namespace {

/// One command runs in one process, so the option of the command line can wait here.
std::string& passphrase_file() {
  static std::string path;
  return path;
}

std::string& pin_file() {
  static std::string path;
  return path;
}

/// The terminal with echo switched off while it lives.
class Terminal {
 public:
  Terminal() : fd_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (fd_ < 0 || tcgetattr(fd_, &before_) != 0) {
      throw Failure{"A passphrase or PIN is needed, and there is no terminal to ask at",
                    "Give --passphrase-file or --pin-file FILE."};
    }
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(fd_, TCSAFLUSH, &quiet);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    tcsetattr(fd_, TCSAFLUSH, &before_);
    ::close(fd_);
  }

  SecretBytes ask(const std::string& question) {
    say(question);
    Bytes line;
    line.reserve(1024);  // so that no copy of it stays behind where it grew
    for (std::uint8_t c = 0; ::read(fd_, &c, 1) == 1 && c != '\n' && line.size() < 1024;)
      line.push_back(c);
    say("\n");
    return SecretBytes(std::move(line));
  }

 private:
  void say(const std::string& text) {
    if (::write(fd_, text.data(), text.size()) < 0)
      throw Failure{"The terminal cannot be written", ""};
  }
  int fd_;
  termios before_{};
};

SecretBytes from_file(const std::string& path) {
  Bytes text = read_file(path);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return SecretBytes(std::move(text));
}

}  // namespace

void passphrase_options(Command& command) {
  command.option(
      "--passphrase-file", [](const std::string& path) { passphrase_file() = path; },
      "Read the passphrase from this file instead of asking at the terminal");
  command.option(
      "--pin-file", [](const std::string& path) { pin_file() = path; },
      "If the signing key is in a token: read its PIN from this file");
}

SecretBytes ask_passphrase(const std::string& of_what) {
  auto given = passphrase_file().empty() ? Terminal().ask("Passphrase of " + of_what + ": ")
                                         : from_file(passphrase_file());
  if (given.size() == 0) throw Failure{"No passphrase was given", "Nothing was changed.", 3};
  return given;
}

bool has_terminal() {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

SecretBytes ask_pin(const std::string& of_token) {
  if (!pin_file().empty()) return from_file(pin_file());
  return Terminal().ask("PIN of the token " + of_token + ": ");
}

SecretBytes ask_new_passphrase(const std::string& of_what) {
  SecretBytes chosen;
  if (!passphrase_file().empty()) {
    chosen = from_file(passphrase_file());
  } else {
    Terminal terminal;
    chosen = terminal.ask("New passphrase of " + of_what + ": ");
    const SecretBytes again = terminal.ask("The same once more: ");
    if (!equal_ct(chosen.reveal("typed twice"), again.reveal("typed twice")))
      throw Failure{"The two are not the same", "Nothing was changed."};
  }
  if (chosen.size() < kPassphraseSizeMin) {
    throw Failure{
        "The passphrase is shorter than " + std::to_string(kPassphraseSizeMin) + " characters",
        "Take a longer one: five or more words at random."};
  }
  return chosen;
}

}  // namespace eq::app
