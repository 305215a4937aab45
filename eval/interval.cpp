#include "eval/interval.h"

#include <boost/math/special_functions/beta.hpp>

namespace eq::eval {

Interval interval_of(const Count& c, double confidence) {
  if (c.trials == 0) return {};
  const double tail = (1 - confidence) / 2, hits = static_cast<double>(c.hits),
               misses = static_cast<double>(c.trials - c.hits);
  return {c.hits == 0 ? 0 : boost::math::ibeta_inv(hits, misses + 1, tail),
          c.hits == c.trials ? 1 : boost::math::ibetac_inv(hits + 1, misses, tail)};
}

double upper_bound_of(const Count& c, double confidence) {
  if (c.hits == c.trials) return 1;
  return boost::math::ibetac_inv(static_cast<double>(c.hits) + 1,
                                 static_cast<double>(c.trials - c.hits), 1 - confidence);
}

double chance_of_more(std::uint64_t threshold, std::uint64_t trials, double rate) {
  if (threshold >= trials || rate <= 0) return 0;
  if (rate >= 1) return 1;
  return boost::math::ibeta(static_cast<double>(threshold) + 1,
                            static_cast<double>(trials - threshold), rate);
}

}  // namespace eq::eval
