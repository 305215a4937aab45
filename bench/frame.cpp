#include "bench/frame.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "bench/cpu_clock.h"

namespace eq::bench {
namespace {

Effort effort_now = Effort::measured;

/// Thread CPU time, not wall time: other work on the machine then matters less.
double median_us(const std::function<void()>& op) {
  constexpr double kSample_us = 5000;
  constexpr std::size_t kSamples = 9;
  auto timed = [&](std::size_t n) {
    const double start = cpu_us();
    for (std::size_t i = 0; i < n; ++i) op();
    return cpu_us() - start;
  };
  if (effort_now == Effort::once) return timed(1);
  std::size_t n = 1;
  while (timed(n) < kSample_us && n < (std::size_t{1} << 24)) n *= 2;
  std::vector<double> samples;
  for (std::size_t i = 0; i < kSamples; ++i) samples.push_back(timed(n) / static_cast<double>(n));
  std::nth_element(samples.begin(), samples.begin() + kSamples / 2, samples.end());
  return samples[kSamples / 2];
}

std::string machine() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name"))
      return line.substr(line.find(':') + 2) + ", " +
             std::to_string(std::thread::hardware_concurrency()) + " cores";
  return "unknown";
}

std::map<std::string, Run>& registry() {
  static std::map<std::string, Run> r;
  return r;
}

}  // namespace

void Report::yardstick(const std::function<void()>& op) {
  const double us = median_us(op);
  yardstick_us_ = yardstick_us_ == 0 ? us : std::min(yardstick_us_, us);
}

void Report::row(std::string name, std::uint64_t size, std::optional<double> goal,
                 const std::function<void()>& op) {
  const double us = median_us(op);
  rows_.push_back({std::move(name), size, us, us / yardstick_us_, goal});
}

void Report::row_against(std::string name, std::uint64_t size, std::optional<double> goal,
                         const std::function<void()>& op, const std::function<void()>& yardstick) {
  const double before = median_us(yardstick), us = median_us(op), after = median_us(yardstick);
  rows_.push_back({std::move(name), size, us, us / std::min(before, after), goal});
}

void Report::row_beyond(std::string name, std::uint64_t size, std::optional<double> goal,
                        const std::function<void()>& op, const std::function<void()>& part) {
  const double us = median_us(op) - median_us(part);
  rows_.push_back({std::move(name), size, us, us / yardstick_us_, goal});
}

void Report::measured(std::string name, std::uint64_t size, double us, double yardstick_us,
                      std::optional<double> goal) {
  if (yardstick_us_ == 0) yardstick_us_ = yardstick_us;
  rows_.push_back({std::move(name), size, us, us / yardstick_us, goal});
}

void Report::figure(std::string name, std::uint64_t size, double value,
                    std::optional<double> goal) {
  rows_.push_back({std::move(name), size, 0, value, goal});
}

bool Report::all_hold() const {
  return std::all_of(rows_.begin(), rows_.end(), [](const Row& r) { return r.holds(); });
}

std::string Report::json() const {
  nlohmann::ordered_json j{{"bench", bench_},
                           {"machine", machine()},
                           {"yardstick", {{"name", yardstick_}, {"us", yardstick_us_}}},
                           {"rows", nlohmann::ordered_json::array()}};
  for (const Row& r : rows_) {
    nlohmann::ordered_json row{
        {"name", r.name}, {"size", r.size}, {"us", r.us}, {"ratio", r.ratio}};
    row["goal"] = r.goal ? nlohmann::ordered_json(*r.goal) : nlohmann::ordered_json(nullptr);
    row["holds"] = r.holds();
    j["rows"].push_back(row);
  }
  return j.dump(2);
}

std::string Report::table() const {
  char line[320];
  std::snprintf(line, sizeof line, "%s on %s\nyardstick: %s, %.2f us\n\n%-28s %10s %12s %10s %8s\n",
                bench_.c_str(), machine().c_str(), yardstick_.c_str(), yardstick_us_, "row", "size",
                "us", "ratio", "goal");
  std::string out = line;
  for (const Row& r : rows_) {
    std::snprintf(line, sizeof line, "%-28s %10llu %12.2f %10.3f ", r.name.c_str(),
                  static_cast<unsigned long long>(r.size), r.us, r.ratio);
    out += line;
    if (r.goal) {
      std::snprintf(line, sizeof line, "%8.3g %s", *r.goal, r.holds() ? "holds" : "MISSED");
      out += line;
    }
    out += '\n';
  }
  return out;
}

Registration::Registration(std::string room, Run run) { registry()[std::move(room)] = run; }

std::vector<std::string> rooms() {
  std::vector<std::string> names;
  for (const auto& [name, run] : registry()) names.push_back(name);
  return names;
}

std::optional<Report> run(const std::string& room, Effort effort) {
  const auto it = registry().find(room);
  if (it == registry().end()) return std::nullopt;
  effort_now = effort;
  return it->second();
}

}  // namespace eq::bench
