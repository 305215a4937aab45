// What a count allows to say about a rate: exact binomial statements, never normal approximations.
#pragma once

#include <cstdint>

namespace eq::eval {

/// Of all intervals and bounds printed.
constexpr double kConfidence = 0.95;

struct Count {
  std::uint64_t hits = 0, trials = 0;
  double rate() const {
    return trials == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(trials);
  }
};

struct Interval {
  double low = 0, high = 1;
};

/// Clopper and Pearson (1934), two-sided: covers the true rate with at least the confidence,
/// whatever it is.  With no trials: everything from 0 to 1.
Interval interval_of(const Count& count, double confidence = kConfidence);
/// The one-sided upper bound: with no hit in n trials about 3 / n.
double upper_bound_of(const Count& count, double confidence = kConfidence);

/// The chance of more than `threshold` events in `trials` independent ones of this rate.
double chance_of_more(std::uint64_t threshold, std::uint64_t trials, double rate);

}  // namespace eq::eval
