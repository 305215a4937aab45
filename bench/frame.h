// The frame of `equipoise bench ROOM`: rows of medians, each a ratio to a yardstick measured in
// the same process, with a goal.  Rooms bring rows; the frame measures, prints and judges.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace eq::bench {

struct Row {
  std::string name;
  std::uint64_t size = 0;      // what it means (bytes, members, entries) is the row's to say
  double us = 0;               // median microseconds per operation, thread CPU time
  double ratio = 0;            // us / yardstick.us
  std::optional<double> goal;  // the ratio aimed at; none: the row is only information
  bool holds() const { return !goal || ratio <= *goal; }
};

class Report {
 public:
  Report(std::string bench, std::string yardstick)
      : bench_(std::move(bench)), yardstick_(std::move(yardstick)) {}

  /// Measure the yardstick; call it first, and again between rows if the machine is noisy
  /// (the smallest median counts).
  void yardstick(const std::function<void()>& op);
  /// Median of several samples of `op`, each repeated until it lasts at least a few milliseconds.
  void row(std::string name, std::uint64_t size, std::optional<double> goal,
           const std::function<void()>& op);
  /// The same with a yardstick of its own, measured right before and after; the smaller median
  /// counts.
  void row_against(std::string name, std::uint64_t size, std::optional<double> goal,
                   const std::function<void()>& op, const std::function<void()>& yardstick);
  /// What `op` costs beyond `part`, which it does besides, against the yardstick.
  void row_beyond(std::string name, std::uint64_t size, std::optional<double> goal,
                  const std::function<void()>& op, const std::function<void()>& part);
  /// Times that were taken elsewhere, of whatever takes more than one thread's time.
  void measured(std::string name, std::uint64_t size, double us, double yardstick_us,
                std::optional<double> goal);
  /// A figure that was not timed here (bytes, counts): `ratio` and `goal` are taken as they are.
  void figure(std::string name, std::uint64_t size, double value, std::optional<double> goal);

  std::string json() const;
  std::string table() const;
  bool all_hold() const;

 private:
  std::string bench_, yardstick_;
  double yardstick_us_ = 0;
  std::vector<Row> rows_;
};

/// A room's benches register themselves: `static eq::bench::Registration r("crypto", run);`
using Run = Report (*)();
struct Registration {
  Registration(std::string room, Run run);
};
/// The registered rooms, sorted.
std::vector<std::string> rooms();
/// once: each operation a single time, to see that it still does what it measures; its figures say
/// nothing.
enum class Effort : std::uint8_t { measured, once };
/// nullopt for an unknown room.  Not thread-safe.
std::optional<Report> run(const std::string& room, Effort effort = Effort::measured);

}  // namespace eq::bench
