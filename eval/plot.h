// Plots as SVG that stands in the page: coloured by its style sheet, 360 units wide, so that text
// stays readable on a phone.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace eq::eval {

/// "98.3 %"; never rounded to 100 or 0 where it is not.
std::string percent(double share);
/// With so many significant digits: "4.5e-05", "12.3".
std::string number(double value, int digits = 3);

struct Value {
  double rate = 0, low = 0, high = 0;  // 0 .. 1
};
/// One colour and mark.
struct Series {
  std::string title;
  std::vector<Value> values;
};

/// Shares over the rungs of a ladder, joined, with intervals.
std::string ladder_plot(const std::vector<std::string>& rungs, const std::string& axis,
                        const std::vector<Series>& series);
/// Shares of things that have no order, one line each.
std::string dot_plot(const std::vector<std::string>& labels, const std::vector<Series>& series);
/// Counts of distances on a logarithmic axis, in bins of `width`, with a line at the bound.
std::string histogram(const std::vector<std::pair<int, std::uint64_t>>& counts, int width,
                      int bound, int end);
std::string legend(const std::vector<std::string>& titles);

}  // namespace eq::eval
