// How cost grows with size: for each operation a row of costs and the exponent e of the best fit of
// cost = c * size^e (least squares of the logarithms), over all sizes and over the largest ones
// alone, where constant parts matter less.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace eq::bench {

class Growth {
 public:
  explicit Growth(std::string bench) : bench_(std::move(bench)) {}

  /// Median thread CPU time of `times` single runs, in microseconds, divided by `per`.
  void time(const std::string& name, std::uint64_t size, std::size_t times,
            const std::function<void()>& op, std::uint64_t per = 1);
  /// One run by the wall clock, in seconds, for what works on several threads.
  void elapsed(const std::string& name, std::uint64_t size, const std::function<void()>& op);
  /// Something that was not timed.
  void figure(const std::string& name, const std::string& unit, std::uint64_t size, double value);

  std::string table() const;
  std::string json() const;

 private:
  struct Series {
    std::string name, unit;
    std::vector<std::pair<std::uint64_t, double>> points;
    /// Over points of at least `from`; 0 for fewer than two.
    double exponent(std::uint64_t from) const;
  };
  static constexpr std::uint64_t kLarge = 1000;

  std::string bench_;
  std::vector<Series> series_;
};

/// `static eq::bench::GrowthRegistration r("mls", run);`
using GrowthRun = Growth (*)();
struct GrowthRegistration {
  GrowthRegistration(std::string room, GrowthRun run);
};
/// nullopt for a room without it.
std::optional<Growth> growth(const std::string& room);

}  // namespace eq::bench
