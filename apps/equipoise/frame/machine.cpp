#include "apps/equipoise/frame/machine.h"

#include <sys/random.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>

#include "apps/equipoise/frame/failure.h"
#include "apps/equipoise/frame/whole_file.h"

namespace eq::app {

void SystemRandom::fill(MutView out) {
  while (!out.empty()) {
    const ssize_t n = getrandom(out.data(), out.size(), 0);
    if (n > 0) {
      out = out.subspan(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      throw Failure{"The operating system gives no randomness",
                    "Nothing can be done safely without it."};
    }
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
  if (!file_.empty()) {
    std::ifstream in(file_);
    if (!in)
      throw Failure{
          "The clock file " + file_ + " is not there",
          "Name the right one with --clock, when the home is made or joins, or leave it out."};
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto shift = read_shift(text);
    if (!shift)
      throw Failure{"The clock file " + file_ + " does not hold a number of milliseconds",
                    "Correct or remove it."};
    if (*shift < -ms || *shift > static_cast<std::int64_t>(kLastTime.ms) - ms)
      throw Failure{"The clock file " + file_ + " leads out of the years 1970 to 9999",
                    "Correct or remove it."};
    ms += *shift;
  }
  return Time{static_cast<std::uint64_t>(ms)};
}

std::string clock_to_keep(const std::string& path) {
  std::string kept = absolute_path(path);
  try {
    (void)Clock(kept).now();
  } catch (const Failure& f) {
    throw Failure{f.what, f.remedy + " Nothing was kept.", f.exit_code};
  }
  return kept;
}

}  // namespace eq::app
