// Straus's method: the doublings are shared by all terms, and each scalar is written with few
// non-zero odd digits (width-5 NAF), which a table of eight multiples serves.
#include <algorithm>
#include <vector>

#include "eq/crypto/edwards.h"

namespace eq::crypto::edwards {
namespace {

constexpr std::size_t kDigits = 256;

/// x = sum of d[i] * 2^i, each d[i] zero or odd with |d[i]| < 16, and of five neighbours at most
/// one non-zero.
std::array<std::int8_t, kDigits> naf5(const Array<32>& x) {
  std::array<std::int8_t, kDigits> d{};
  const auto bits = [&](std::size_t at, unsigned mask) {
    const unsigned low = x[at / 8], high = at / 8 + 1 < x.size() ? x[at / 8 + 1] : 0u;
    return static_cast<int>((low | high << 8) >> at % 8 & mask);
  };
  int carry = 0;
  for (std::size_t i = 0; i < kDigits;) {
    if (((bits(i, 1) + carry) & 1) == 0) {
      ++i;  // the carry stays: 0 with carry 0, or 1 with carry 1
      continue;
    }
    int window = bits(i, 31) + carry;
    carry = window >= 16 ? 1 : 0;
    if (carry) window -= 32;
    d[i] = static_cast<std::int8_t>(window);
    i += 5;
  }
  EQ_ASSERT(carry == 0);  // scalars are below 2^253
  return d;
}

struct Term {
  std::array<std::int8_t, kDigits> digits;
  std::array<Cached, 8> odd;  // 1, 3, .. 15 times the point
};

Term prepare(const Array<32>& x, Extended multiple) {
  Term t;
  t.digits = naf5(x);
  const Cached doubled = cache(extended(twice(projective(multiple))));
  t.odd[0] = cache(multiple);
  for (std::size_t i = 1; i < t.odd.size(); ++i) {
    multiple = extended(add(multiple, doubled));
    t.odd[i] = cache(multiple);
  }
  return t;
}

}  // namespace

Extended sum_of_products_var(std::span<const Array<32>> scalars, std::span<const Extended> points) {
  EQ_ASSERT(scalars.size() == points.size());
  std::vector<Term> terms;
  terms.reserve(scalars.size());
  for (std::size_t i = 0; i < scalars.size(); ++i) terms.push_back(prepare(scalars[i], points[i]));
  std::size_t top = kDigits;
  const auto all_zero = [&](std::size_t bit) {
    return std::all_of(terms.begin(), terms.end(),
                       [bit](const Term& t) { return t.digits[bit] == 0; });
  };
  while (top > 0 && all_zero(top - 1)) --top;
  Completed sum;
  for (std::size_t bit = top; bit-- > 0;) {
    sum = twice(projective(sum));
    for (const Term& t : terms) {
      const int d = t.digits[bit];
      if (d > 0) sum = add(extended(sum), t.odd[static_cast<std::size_t>(d / 2)]);
      if (d < 0) sum = subtract(extended(sum), t.odd[static_cast<std::size_t>(-d / 2)]);
    }
  }
  return extended(sum);
}

}  // namespace eq::crypto::edwards
