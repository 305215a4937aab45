#include "apps/equipoise/command.h"

#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "eq/base/shown.h"

namespace eq::app {

void SystemRandom::fill(MutView out) {
  while (!out.empty()) {
    const ssize_t n = getrandom(out.data(), out.size(), 0);
    if (n > 0) out = out.subspan(static_cast<std::size_t>(n));
    else if (errno != EINTR) throw Failure{"The operating system gives no randomness", "Nothing can be done safely without it."};
  }
}

Time Clock::now() const {
  using namespace std::chrono;
  auto ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  if (!file_.empty()) {
    std::ifstream in(file_);
    long long shift = 0;
    if (in && !(in >> shift))
      throw Failure{"The clock file " + file_ + " does not hold a number of milliseconds", "Correct or remove it."};
    ms += shift;
  }
  return Time{static_cast<std::uint64_t>(ms)};
}

std::shared_ptr<PartyOptions> add_party_options(CLI::App& command) {
  auto options = std::make_shared<PartyOptions>();
  command.add_option("--home", options->home, "The party's home directory")->required();
  command.add_flag("--json", options->json, "Print one JSON object");
  return options;
}

void print(bool json, const nlohmann::ordered_json& object, const std::string& text) {
  if (json) std::cout << object.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace) << std::endl;
  else if (!text.empty()) std::cout << harmless(view(text)) << (text.ends_with('\n') ? "" : "\n") << std::flush;
}

std::size_t screen_columns() {
  winsize size{};
  return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

namespace {
std::multimap<int, std::function<void(CLI::App&)>>& registry() {
  static std::multimap<int, std::function<void(CLI::App&)>> r;
  return r;
}
}  // namespace

Commands::Commands(int rank, std::function<void(CLI::App&)> add) { registry().emplace(rank, std::move(add)); }

void add_all_commands(CLI::App& root) {
  for (const auto& [rank, add] : registry()) add(root);
}

}  // namespace eq::app
