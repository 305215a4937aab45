#include "eval/plot.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "eq/base/html.h"

namespace eq::eval {
namespace {

[[gnu::format(printf, 1, 2)]] std::string format(const char* how, ...) {
  char buffer[512];
  va_list arguments;
  va_start(arguments, how);
  std::vsnprintf(buffer, sizeof buffer, how, arguments);
  va_end(arguments);
  return buffer;
}

std::string open(double height, const std::string& what) {
  return format("<svg viewBox=\"0 0 360 %.0f\" role=\"img\" aria-label=\"", height) +
         html_text(what) + "\">";
}
std::string line(const char* kind, double x1, double y1, double x2, double y2) {
  return format("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", kind, x1,
                y1, x2, y2);
}
std::string text(const char* kind, double x, double y, const std::string& what) {
  return format("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", kind, x, y) + html_text(what) +
         "</text>";
}

// A mark of its own for each series, so that colour is not all that tells them apart.
std::string mark(std::size_t series, double x, double y, const std::string& hint) {
  std::string shape;
  if (series % 3 == 0)
    shape = format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.4\"", x, y);
  else if (series % 3 == 1)
    shape = format("<rect x=\"%.1f\" y=\"%.1f\" width=\"6\" height=\"6\"", x - 3, y - 3);
  else
    shape = format("<path d=\"M%.1f %.1fl4 6.6h-8z\"", x, y - 4);
  return shape + format(" class=\"s%zu\">", series % 3) + "<title>" + html_text(hint) + "</title>" +
         (series % 3 == 0   ? "</circle>"
          : series % 3 == 1 ? "</rect>"
                            : "</path>");
}

std::string hint(const std::string& title, const std::string& at, const Value& v) {
  return title + ", " + at + ": " + percent(v.rate) + " (" + percent(v.low) + " to " +
         percent(v.high) + ")";
}

std::string whisker(std::size_t series, double x1, double y1, double x2, double y2) {
  return format("<line class=\"w s%zu\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                series % 3, x1, y1, x2, y2);
}

}  // namespace

std::string percent(double share) {
  const double p = 100 * share;
  if (p == 0 || p == 100) return format("%.0f %%", p);
  if (p > 99.95) return "> 99.9 %";
  return p < 0.05 ? "< 0.1 %" : format("%.1f %%", p);
}

std::string number(double value, int digits) { return format("%.*g", digits, value); }

std::string legend(const std::vector<std::string>& titles) {
  std::string out = "<p class=\"legend\">";
  for (std::size_t i = 0; i < titles.size(); i++) {
    out += "<span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\">" + mark(i, 5, 5, titles[i]) +
           "</svg>" + html_text(titles[i]) + "</span>";
  }
  return out + "</p>";
}

std::string ladder_plot(const std::vector<std::string>& rungs, const std::string& axis,
                        const std::vector<Series>& series) {
  constexpr double kLeft = 40, kRight = 350, kTop = 10, kBottom = 150;
  const double step =
      (kRight - kLeft - 30) / static_cast<double>(std::max<std::size_t>(1, rungs.size() - 1));
  auto x_of = [&](std::size_t i, std::size_t s) {
    return kLeft + 15 + step * static_cast<double>(i) + 4 * (static_cast<double>(s) - 1);
  };
  auto y_of = [&](double share) { return kBottom - (kBottom - kTop) * share; };
  std::string out = open(190, "Share found by strength: " + axis);
  for (const int p : {0, 25, 50, 75, 100}) {
    out += line("grid", kLeft, y_of(p / 100.0), kRight, y_of(p / 100.0)) +
           text("end", kLeft - 6, y_of(p / 100.0) + 4, std::to_string(p) + (p == 100 ? " %" : ""));
  }
  for (std::size_t i = 0; i < rungs.size(); i++)
    out += text("mid", x_of(i, 1), kBottom + 16, rungs[i]);
  out += text("mid", (kLeft + kRight) / 2, kBottom + 34, axis);
  for (std::size_t s = 0; s < series.size(); s++) {
    std::string points;
    for (std::size_t i = 0; i < series[s].values.size(); i++)
      points += format("%.1f,%.1f ", x_of(i, s), y_of(series[s].values[i].rate));
    out += format("<polyline class=\"l s%zu\" points=\"", s % 3) + points + "\"/>";
    for (std::size_t i = 0; i < series[s].values.size(); i++) {
      const Value& v = series[s].values[i];
      out += whisker(s, x_of(i, s), y_of(v.low), x_of(i, s), y_of(v.high)) +
             mark(s, x_of(i, s), y_of(v.rate), hint(series[s].title, rungs[i], v));
    }
  }
  return out + "</svg>";
}

std::string dot_plot(const std::vector<std::string>& labels, const std::vector<Series>& series) {
  constexpr double kLeft = 8, kRight = 350, kRow = 44;
  const double height = kRow * static_cast<double>(labels.size()) + 22;
  auto x_of = [&](double share) { return kLeft + (kRight - kLeft) * share; };
  std::string out = open(height, "Share found by change");
  for (const int p : {0, 25, 50, 75, 100}) {
    out += line("grid", x_of(p / 100.0), 2, x_of(p / 100.0), height - 18);
    out += text(p == 0     ? "start"
                : p == 100 ? "end"
                           : "mid",
                x_of(p / 100.0), height - 4, std::to_string(p) + (p == 100 ? " %" : ""));
  }
  for (std::size_t i = 0; i < labels.size(); i++) {
    const double y = kRow * static_cast<double>(i);
    out += text("label start", kLeft, y + 13, labels[i]);
    for (std::size_t s = 0; s < series.size(); s++) {
      const Value& v = series[s].values[i];
      const double at = y + 21 + 8 * static_cast<double>(s);
      out += whisker(s, x_of(v.low), at, x_of(v.high), at) +
             mark(s, x_of(v.rate), at, hint(series[s].title, labels[i], v));
    }
  }
  return out + "</svg>";
}

std::string histogram(const std::vector<std::pair<int, std::uint64_t>>& counts, int width,
                      int bound, int end) {
  constexpr double kLeft = 40, kRight = 350, kTop = 22, kBottom = 150;
  std::vector<std::uint64_t> bins(static_cast<std::size_t>(end / width + 1), 0);
  for (const auto& [distance, count] : counts)
    bins[static_cast<std::size_t>(std::min(distance, end) / width)] += count;
  const double decades = std::max(
      1.0,
      std::ceil(std::log10(1 + static_cast<double>(*std::max_element(bins.begin(), bins.end())))));
  // One stands a little above nothing.
  auto y_of = [&](double n) {
    return n < 1 ? kBottom : kBottom - (kBottom - kTop) * (std::log10(n) + 0.15) / (decades + 0.15);
  };
  auto x_of = [&](double d) { return kLeft + (kRight - kLeft) * d / (end + width); };
  std::string out = open(186, "Histogram of distances");
  for (int k = 0; k <= static_cast<int>(decades); k++) {
    const double n = std::pow(10, k);
    out += line("grid", kLeft, y_of(n), kRight, y_of(n)) +
           text("end", kLeft - 6, y_of(n) + 4,
                k < 4 ? std::to_string(static_cast<int>(n)) : "1e" + std::to_string(k));
  }
  for (std::size_t i = 0; i < bins.size(); i++) {
    if (bins[i] == 0) continue;
    const double x = x_of(static_cast<double>(i) * width), y = y_of(static_cast<double>(bins[i]));
    const int from = static_cast<int>(i) * width;
    out += format(
        "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%d to %d: %llu</title></rect>",
        x, y, x_of(width) - kLeft - 1, kBottom - y, from, from + width - 1,
        static_cast<unsigned long long>(bins[i]));
  }
  for (int d = 0; d <= end; d += end / 4)
    out += text("mid", x_of(d), kBottom + 16, std::to_string(d));
  out += line("bound", x_of(bound + 1), kTop - 10, x_of(bound + 1), kBottom) +
         text("start", x_of(bound + 1) + 4, kTop - 6,
              "taken for the same: " + std::to_string(bound) + " or less");
  return out + text("mid", (kLeft + kRight) / 2, kBottom + 33, "distance in bits") + "</svg>";
}

}  // namespace eq::eval
