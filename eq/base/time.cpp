#include "eq/base/time.h"

#include <chrono>
#include <cstdio>

namespace eq {

std::string to_text(Day d) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{d.n}}};
  char out[32];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  return out;
}

std::string to_text(Time t) {
  const std::uint64_t s = t.ms / kSecond_ms % 86400;
  char out[32];
  std::snprintf(out, sizeof out, "T%02u:%02u:%02uZ", static_cast<unsigned>(s / 3600),
                static_cast<unsigned>(s / 60 % 60), static_cast<unsigned>(s % 60));
  return to_text(day_of(t)) + out;
}

Result<Day> parse_day(std::string_view s) {
  REQUIRE_OR(s.size() == 10 && s[4] == '-' && s[7] == '-', Err::malformed);
  auto number = [&](std::size_t from, std::size_t n) -> int {
    int x = 0;
    for (std::size_t i = from; i < from + n; ++i) {
      if (s[i] < '0' || s[i] > '9') return -1;
      x = 10 * x + (s[i] - '0');
    }
    return x;
  };
  const int y = number(0, 4), m = number(5, 2), d = number(8, 2);
  REQUIRE_OR(y >= 1970 && m >= 1 && d >= 1, Err::malformed);
  const std::chrono::year_month_day ymd{std::chrono::year{y},
                                        std::chrono::month{static_cast<unsigned>(m)},
                                        std::chrono::day{static_cast<unsigned>(d)}};
  REQUIRE_OR(ymd.ok(), Err::malformed);
  return Day{static_cast<std::uint32_t>(std::chrono::sys_days{ymd}.time_since_epoch().count())};
}

}  // namespace eq
