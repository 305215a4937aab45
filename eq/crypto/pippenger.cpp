// Pippenger's method: in each window of the scalars, terms of equal digits are first added up in a
// bucket, and then each bucket is weighed with its digit.
#include <optional>
#include <vector>

#include "eq/crypto/edwards.h"

namespace eq::crypto::edwards {
namespace {

constexpr std::size_t kBits = 253;  // scalars are below 2^253

/// Bits at..at+n-1 of x, n up to 16; beyond the end they are zero.
unsigned bits(const Array<32>& x, std::size_t at, std::size_t n) {
  unsigned out = 0;
  for (std::size_t byte = at / 8, i = 0; i < 3 && byte + i < 32; ++i)
    out |= unsigned{x[byte + i]} << (8 * i);
  return out >> at % 8 & ((1u << n) - 1);
}

/// Bits per window for n terms: each window costs n additions and two for each of its 2^(width-1)
/// buckets.
std::size_t window_width(std::size_t n) {
  std::size_t best = 4;
  const auto cost = [n](std::size_t w) {
    return (kBits / w + 1) * (n + (std::size_t{3} << (w - 1)));
  };
  for (std::size_t w = 5; w <= 14; ++w) {
    if (cost(w) < cost(best)) best = w;
  }
  return best;
}

/// digits[w][i]: x_i = sum of digits[w][i] * 2^(w*width), each at most 2^(width-1) in size.
std::vector<std::vector<std::int16_t>> signed_windows(std::span<const Array<32>> scalars,
                                                      std::size_t width) {
  std::vector<std::vector<std::int16_t>> digits(kBits / width + 1,
                                                std::vector<std::int16_t>(scalars.size()));
  for (std::size_t i = 0; i < scalars.size(); ++i) {
    int carry = 0;
    for (std::size_t w = 0; w < digits.size(); ++w) {
      int digit = static_cast<int>(bits(scalars[i], w * width, width)) + carry;
      carry = digit > 1 << (width - 1) ? 1 : 0;
      if (carry) digit -= 1 << width;
      digits[w][i] = static_cast<std::int16_t>(digit);
    }
  }
  return digits;
}

/// Sum of i * bucket[i-1].
Extended weighed(std::span<const std::optional<Extended>> buckets) {
  Extended running, sum;
  for (std::size_t i = buckets.size(); i-- > 0;) {
    if (buckets[i]) running = extended(add(running, cache(*buckets[i])));
    sum = extended(add(sum, cache(running)));
  }
  return sum;
}

}  // namespace

Extended sum_of_many_products_var(std::span<const Array<32>> scalars,
                                  std::span<const CachedAffine* const> points) {
  EQ_ASSERT(scalars.size() == points.size());
  const std::size_t width = window_width(scalars.size());
  const auto digits = signed_windows(scalars, width);
  std::vector<std::optional<Extended>> buckets(std::size_t{1} << (width - 1));
  Extended sum;
  for (std::size_t window = digits.size(); window-- > 0;) {
    for (std::size_t i = 0; i < width; ++i) sum = extended(twice(projective(sum)));
    std::fill(buckets.begin(), buckets.end(), std::nullopt);
    for (std::size_t i = 0; i < scalars.size(); ++i) {
      const int d = digits[window][i];
      if (d == 0) continue;
      const CachedAffine& p = *points[i];
      auto& bucket = buckets[static_cast<std::size_t>(d < 0 ? -d : d) - 1];
      if (!bucket)
        bucket = extended(d < 0 ? negative(p) : p);
      else
        bucket = extended(d < 0 ? subtract(*bucket, p) : add(*bucket, p));
    }
    sum = extended(add(sum, cache(weighed(buckets))));
  }
  return sum;
}

}  // namespace eq::crypto::edwards
