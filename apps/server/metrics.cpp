#include "apps/server/metrics.h"

#include <algorithm>
#include <cstdio>

namespace eq::server {
namespace {
constexpr std::string_view kRoutes[] = {"document", "page", "stream", "none"};

std::string_view asked_for(std::size_t i) {
  return i < wire::kVerbs.size() ? wire::kVerbs[i].name : kRoutes[i - wire::kVerbs.size()];
}

std::string number(double value) {
  char text[32];
  const int n = std::snprintf(text, sizeof text, "%.9g", value);
  return {text, static_cast<std::size_t>(n)};
}

void head(std::string& to, const char* name, const char* type, const char* help) {
  to += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}
void gauge(std::string& to, const char* name, std::size_t value, const char* help) {
  head(to, name, "gauge", help);
  to += std::string(name) + " " + std::to_string(value) + "\n";
}

using OfLog = std::optional<double> (*)(const MetricsNow::Log&);
void gauge_of_logs(std::string& to, const MetricsNow& now, const char* name, OfLog of,
                   const char* help) {
  head(to, name, "gauge", help);
  for (const auto log : wire::kLogs) {
    const auto value = of(now.of(log));
    if (value)
      to += std::string(name) + "{log=\"" + std::string(to_text(log)) + "\"} " + number(*value) +
            "\n";
  }
}
}  // namespace

template <std::size_t n>
void Histogram<n>::add(double value) {
  const auto at = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  ++counts_[static_cast<std::size_t>(at)];
  sum_ += value;
}

template <std::size_t n>
void Histogram<n>::write(std::string& to, const char* name, const char* help) const {
  head(to, name, "histogram", help);
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i <= n; ++i) {
    so_far += counts_[i];
    to += std::string(name) + "_bucket{le=\"" + (i < n ? number(bounds_[i]) : "+Inf") + "\"} " +
          std::to_string(so_far) + "\n";
  }
  to += std::string(name) + "_sum " + number(sum_) + "\n" + name + "_count " +
        std::to_string(so_far) + "\n";
}

void Metrics::committed(std::size_t jobs, std::chrono::nanoseconds took) {
  group_size_.add(static_cast<double>(jobs));
  commit_seconds_.add(std::chrono::duration<double>(took).count());
}

std::string Metrics::text(const MetricsNow& now) const {
  std::string to;
  head(to, "equipoise_requests_total", "counter", "Requests answered, by verb and code.");
  for (std::size_t asked = 0; asked < kAsked; ++asked)
    for (std::size_t code = 0; code < kCodes; ++code)
      to += "equipoise_requests_total{verb=\"" + std::string(asked_for(asked)) + "\",code=\"" +
            std::string(wire::to_text(static_cast<wire::Code>(code))) + "\"} " +
            std::to_string(answers_[asked][code]) + "\n";
  group_size_.write(to, "equipoise_group_size", "Requests written to the disk together.");
  commit_seconds_.write(to, "equipoise_commit_seconds", "Time to run and write such a group.");
  gauge(to, "equipoise_queue_length", now.waiting, "Requests that wait for their group.");
  gauge(to, "equipoise_connections", now.connections, "Open connections, WebSockets included.");
  gauge(to, "equipoise_websockets", now.sockets, "WebSockets of devices that showed who they are.");
  gauge(to, "equipoise_witness_answers", now.witness_answers ? 1 : 0,
        "Whether the witness answered when it was last asked.");
  gauge_of_logs(
      to, now, "equipoise_log_entries",
      [](const MetricsNow::Log& log) { return std::optional(static_cast<double>(log.entries)); },
      "Entries of a public log.");
  gauge_of_logs(
      to, now, "equipoise_log_cosigned_entries",
      [](const MetricsNow::Log& log) { return std::optional(static_cast<double>(log.cosigned)); },
      "Entries under the latest cosigned checkpoint.");
  gauge_of_logs(
      to, now, "equipoise_log_cosignature_age_seconds",
      [](const MetricsNow::Log& log) -> std::optional<double> {
        if (!log.cosignature_age_ms) return std::nullopt;
        return static_cast<double>(*log.cosignature_age_ms) / 1000;
      },
      "Age of the witness's latest word; nobody relies on one of more than an hour.");
  return to;
}

}  // namespace eq::server
