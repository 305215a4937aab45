#include "bench/growth.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/cpu_clock.h"

namespace eq::bench {
namespace {

std::map<std::string, GrowthRun>& registry() {
  static std::map<std::string, GrowthRun> r;
  return r;
}

}  // namespace

void Growth::time(const std::string& name, std::uint64_t size, std::size_t times,
                  const std::function<void()>& op, std::uint64_t per) {
  std::vector<double> us;
  for (std::size_t i = 0; i < times; ++i) {
    const double start = cpu_us();
    op();
    us.push_back(cpu_us() - start);
  }
  std::sort(us.begin(), us.end());
  figure(name, "us", size, us[us.size() / 2] / static_cast<double>(per));
}

void Growth::elapsed(const std::string& name, std::uint64_t size, const std::function<void()>& op) {
  const auto start = std::chrono::steady_clock::now();
  op();
  figure(name, "s", size,
         std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

void Growth::figure(const std::string& name, const std::string& unit, std::uint64_t size,
                    double value) {
  auto it =
      std::find_if(series_.begin(), series_.end(), [&](const Series& s) { return s.name == name; });
  if (it == series_.end()) it = series_.insert(it, {name, unit, {}});
  it->points.emplace_back(size, value);
}

double Growth::Series::exponent(std::uint64_t from) const {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& [size, cost] : points) {
    if (size < from) continue;
    const double lx = std::log(static_cast<double>(size)), ly = std::log(cost);
    n += 1, x += lx, y += ly, xx += lx * lx, xy += lx * ly;
  }
  return n < 2 ? 0 : (n * xy - x * y) / (n * xx - x * x);
}

std::string Growth::table() const {
  char cell[64];
  std::string out = bench_ + ": cost by size, and the exponent of growth\n\n";
  std::snprintf(cell, sizeof cell, "%-24s %-6s", "operation", "unit");
  out += cell;
  if (!series_.empty())
    for (const auto& [size, cost] : series_.front().points) {
      std::snprintf(cell, sizeof cell, " %10llu", static_cast<unsigned long long>(size));
      out += cell;
    }
  std::snprintf(cell, sizeof cell, " %6s %7s%llu\n", "all",
                ">=", static_cast<unsigned long long>(kLarge));
  out += cell;
  for (const Series& s : series_) {
    std::snprintf(cell, sizeof cell, "%-24s %-6s", s.name.c_str(), s.unit.c_str());
    out += cell;
    for (const auto& [size, cost] : s.points) {
      std::snprintf(cell, sizeof cell, cost < 1000 ? " %10.1f" : " %10.0f", cost);
      out += cell;
    }
    std::snprintf(cell, sizeof cell, " %6.2f %11.2f\n", s.exponent(0), s.exponent(kLarge));
    out += cell;
  }
  return out;
}

std::string Growth::json() const {
  nlohmann::ordered_json j{{"bench", bench_}, {"series", nlohmann::ordered_json::array()}};
  for (const Series& s : series_) {
    nlohmann::ordered_json points = nlohmann::ordered_json::array();
    for (const auto& [size, cost] : s.points) points.push_back({{"size", size}, {"cost", cost}});
    j["series"].push_back({{"name", s.name},
                           {"unit", s.unit},
                           {"points", points},
                           {"exponent", s.exponent(0)},
                           {"exponent_large", s.exponent(kLarge)}});
  }
  return j.dump(2);
}

GrowthRegistration::GrowthRegistration(std::string room, GrowthRun run) {
  registry()[std::move(room)] = run;
}

std::optional<Growth> growth(const std::string& room) {
  const auto it = registry().find(room);
  if (it == registry().end()) return std::nullopt;
  return it->second();
}

}  // namespace eq::bench
