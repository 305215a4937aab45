// Time is an argument: milliseconds since 1970-01-01T00:00:00Z, and whole UTC days.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "eq/base/result.h"

namespace eq {

/// Unix milliseconds, UTC.  What is decoded or read lies in the years 1970 to 9999.
struct Time {
  std::uint64_t ms = 0;
  auto operator<=>(const Time&) const = default;
};

/// Whole UTC days since 1970-01-01.  What is decoded or read lies before the year 10000.
struct Day {
  std::uint32_t n = 0;
  auto operator<=>(const Day&) const = default;
};

constexpr std::uint64_t kSecond_ms = 1000;
constexpr std::uint64_t kMinute_ms = 60 * kSecond_ms;
constexpr std::uint64_t kHour_ms = 60 * kMinute_ms;
constexpr std::uint64_t kDay_ms = 24 * kHour_ms;

/// 9999-12-31: the last that has a text form of ten characters.
inline constexpr Day kLastDay{2'932'896};
inline constexpr Time kLastTime{(kLastDay.n + 1) * kDay_ms - 1};

/// How far two honest clocks may differ: something dated further into the future than this is not
/// believed.
inline constexpr std::uint64_t kClockSlack_ms = 10 * kMinute_ms;

constexpr Time operator+(Time t, std::uint64_t ms) { return {t.ms + ms}; }
constexpr Time operator-(Time t, std::uint64_t ms) { return {t.ms < ms ? 0 : t.ms - ms}; }
constexpr Day day_of(Time t) { return {static_cast<std::uint32_t>(t.ms / kDay_ms)}; }
constexpr Time start_of(Day d) { return {d.n * kDay_ms}; }
constexpr Day operator+(Day d, std::uint32_t days) { return {d.n + days}; }

/// RFC 3339 in UTC with a second's precision: 2026-11-23T09:30:00Z.
std::string to_text(Time t);
/// RFC 3339 full-date: 2026-11-23.
std::string to_text(Day d);
/// Accepts exactly YYYY-MM-DD from 1970 on; Err::malformed otherwise.  Promises BAS-4.
Result<Day> parse_day(std::string_view s);

}  // namespace eq
