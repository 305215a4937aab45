// From the rate of false hits to the chance of a false report.
#include <cmath>

#include "eval/figures.h"

namespace eq::eval {
namespace {

constexpr std::uint64_t kListSizes[] = {10'000, 100'000, 1'000'000};
constexpr std::uint64_t kThresholds[] = {5, 10, 20, 30};

// That a picture hits at least one of so many entries, were they independent.
double of_list(double rate_of_pair, std::uint64_t entries) {
  return -std::expm1(static_cast<double>(entries) * std::log1p(-rate_of_pair));
}

}  // namespace

Json false_reports(const Results& r, const Json& hits, const Deployment& d) {
  const bool is_private = hits.contains("private_turned");
  const std::string method = is_private ? "private_turned" : r.methods[0].name;
  const double rate = hits[method]["pairs"]["rate"], bound = hits[method]["pairs"]["bound"];
  // k = 40 bits, L = 4 subsets, M = 32 probes each, against the tokens of eight turns.
  const double ideal = 8 * 4 * 32 * std::ldexp(1.0, -40);
  Json rows = Json::array();
  for (const auto entries : kListSizes) {
    for (const auto threshold : kThresholds) {
      Json row{{"entries", entries},
               {"threshold", threshold},
               {"at_rate", chance_of_more(threshold, d.sent, of_list(rate, entries))},
               {"at_bound", chance_of_more(threshold, d.sent, of_list(bound, entries))}};
      if (is_private)
        row["were_bits_independent"] = chance_of_more(threshold, d.sent, of_list(ideal, entries));
      rows.push_back(row);
    }
  }
  // How many pairs without a hit it takes to show a chance below one in a million, at 100,000
  // entries and t = 30.
  double low = 0, high = 1;
  for (int i = 0; i < 200; i++) {
    const double middle = (low + high) / 2;
    (chance_of_more(30, d.sent, of_list(middle, 100'000)) > 1e-6 ? high : low) = middle;
  }
  return {{"method", method},
          {"sent", d.sent},
          {"rate_of_pair", rate},
          {"bound_of_pair", bound},
          {"rate_needed", low},
          {"pairs_needed", low > 0 ? std::ceil(-std::log(1 - kConfidence) / low) : 0.0},
          {"rows", rows}};
}

}  // namespace eq::eval
