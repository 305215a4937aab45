#include "apps/equipoise/command.h"

#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>

#include <charconv>
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

namespace {
/// Digits, perhaps after a minus, perhaps before a line end; nothing else.
std::optional<std::int64_t> read_shift(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::int64_t shift = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), shift);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return shift;
}
}  // namespace

Time Clock::now() const {
  using namespace std::chrono;
  auto ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  if (std::ifstream in(file_); !file_.empty() && in) {
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto shift = read_shift(text);
    if (!shift) throw Failure{"The clock file " + file_ + " does not hold a number of milliseconds", "Correct or remove it."};
    if (*shift < -ms || *shift > static_cast<std::int64_t>(kLastTime.ms) - ms)
      throw Failure{"The clock file " + file_ + " leads out of the years 1970 to 9999", "Correct or remove it."};
    ms += *shift;
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
