#include "parties/auditor/small_counts.h"

#include <algorithm>
#include <optional>

namespace eq::auditor {
namespace {

constexpr std::uint64_t kUnbounded = std::uint64_t{1} << 62;

/// What a reader knows of a number.
struct Bounds {
  std::uint64_t low = 0, high = kUnbounded;
  bool operator==(const Bounds&) const = default;
};

Bounds published(std::uint64_t n, Shown s) {
  if (s == Shown::exact) return {n, n};
  return s == Shown::small ? Bounds{1, kSmallBelow - 1} : Bounds{};
}

std::uint64_t capped(std::uint64_t n) { return std::min(n, kUnbounded); }
std::uint64_t minus(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : 0; }

/// Narrow by one sum.
void narrow(std::vector<Bounds>& b, const Sum& sum) {
  std::uint64_t low = 0, high = 0;
  for (const auto p : sum.parts) {
    low = capped(low + b[p].low);
    high = capped(high + b[p].high);
  }
  Bounds& t = b[sum.total];
  t = {std::max(t.low, low), std::min(t.high, high)};
  for (const auto p : sum.parts) {
    const std::uint64_t others_low = minus(low, b[p].low);
    if (t.high < kUnbounded) b[p].high = std::min(b[p].high, minus(t.high, others_low));
    std::uint64_t others_high = 0;
    for (const auto q : sum.parts)
      if (q != p) others_high = capped(others_high + b[q].high);
    if (others_high < kUnbounded) b[p].low = std::max(b[p].low, minus(t.low, others_high));
  }
}

/// Everything that follows from what is shown.
std::vector<Bounds> what_a_reader_knows(std::span<const std::uint64_t> numbers,
                                        std::span<const Sum> sums,
                                        const std::vector<Shown>& shown) {
  std::vector<Bounds> b;
  for (std::size_t i = 0; i < numbers.size(); ++i) b.push_back(published(numbers[i], shown[i]));
  for (std::vector<Bounds> before; before != b;) {
    before = b;
    for (const auto& s : sums) narrow(b, s);
  }
  return b;
}

/// Something exact that stands in a sum with `i`: the total if it can be, else the largest part.
std::optional<std::size_t> neighbour(std::size_t i, std::span<const std::uint64_t> numbers,
                                     std::span<const Sum> sums, const std::vector<Shown>& shown) {
  std::optional<std::size_t> best;
  for (const auto& s : sums) {
    const bool concerned =
        s.total == i || std::find(s.parts.begin(), s.parts.end(), i) != s.parts.end();
    if (!concerned) continue;
    if (s.total != i && shown[s.total] == Shown::exact) return s.total;
    for (const auto p : s.parts)
      if (p != i && shown[p] == Shown::exact && (!best || numbers[p] > numbers[*best])) best = p;
  }
  return best;
}

}  // namespace

std::vector<Shown> protect(std::span<const std::uint64_t> numbers, std::span<const Sum> sums) {
  std::vector<Shown> shown;
  for (const auto n : numbers)
    shown.push_back(n >= 1 && n < kSmallBelow ? Shown::small : Shown::exact);
  for (;;) {
    const auto known = what_a_reader_knows(numbers, sums, shown);
    std::optional<std::size_t> withhold;
    bool given_away = false;
    for (std::size_t i = 0; i < numbers.size() && !withhold; ++i) {
      if (shown[i] != Shown::small || known[i].low != known[i].high) continue;
      given_away = true;
      withhold = neighbour(i, numbers, sums, shown);
    }
    if (!given_away) return shown;
    if (!withhold) {  // narrowed from further away: withhold the first that is still exact
      const auto it = std::find(shown.begin(), shown.end(), Shown::exact);
      if (it == shown.end()) {  // then not even the kind of number is said
        std::replace(shown.begin(), shown.end(), Shown::small, Shown::withheld);
        return shown;
      }
      withhold = static_cast<std::size_t>(it - shown.begin());
    }
    shown[*withhold] = Shown::withheld;
  }
}

}  // namespace eq::auditor
