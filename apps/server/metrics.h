// What the server counts for whoever looks after it, in Prometheus' text form.
//
// Every series there is, is made here from lists that are closed: verbs, codes, logs.  Nothing that
// a stranger sends becomes a label, so no account, conversation, address or key can.  Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "eq/wire/failure.h"
#include "eq/wire/office.h"
#include "eq/wire/verb.h"

namespace eq::server {

/// What is asked for that is no verb.
enum class Route : std::uint8_t { document, page, stream, none };

/// Of what holds at the moment of asking.
struct MetricsNow {
  struct Log {
    std::uint64_t entries = 0, cosigned = 0;
    std::optional<std::uint64_t> cosignature_age_ms;  // none without a cosignature
  };
  std::size_t waiting = 0, connections = 0, sockets = 0;
  bool witness_answers = false;
  Log orders, epochs, directory;
  const Log& of(wire::LogName log) const {
    if (log == wire::LogName::orders) return orders;
    return log == wire::LogName::epochs ? epochs : directory;
  }
};

/// How often a value was at most so much.
template <std::size_t n>
class Histogram {
 public:
  /// @param bounds  ascending, in the unit of the name
  constexpr explicit Histogram(const std::array<double, n>& bounds) : bounds_(bounds) {}
  void add(double value);
  void write(std::string& to, const char* name, const char* help) const;

 private:
  const std::array<double, n> bounds_;
  std::array<std::atomic<std::uint64_t>, n + 1> counts_{};
  std::atomic<double> sum_ = 0;
};

class Metrics {
 public:
  void answered(wire::Verb verb, wire::Code code) {
    ++answers_[static_cast<std::size_t>(verb) - 1][static_cast<std::size_t>(code)];
  }
  void answered(Route route, wire::Code code) {
    ++answers_[wire::kVerbs.size() + static_cast<std::size_t>(route)]
              [static_cast<std::size_t>(code)];
  }
  /// A group of jobs was written together.
  void committed(std::size_t jobs, std::chrono::nanoseconds took);
  /// Since the server started, and now.
  std::string text(const MetricsNow& now) const;

 private:
  static constexpr std::size_t kCodes = static_cast<std::size_t>(wire::Code::unavailable) + 1;
  static constexpr std::size_t kAsked =
      wire::kVerbs.size() + static_cast<std::size_t>(Route::none) + 1;

  std::array<std::array<std::atomic<std::uint64_t>, kCodes>, kAsked> answers_{};
  Histogram<6> group_size_{{1, 4, 16, 64, 128, 256}};
  Histogram<10> commit_seconds_{{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5}};
};

}  // namespace eq::server
