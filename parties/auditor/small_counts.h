// Publishing counts without giving small ones away: one to four are shown as "<5", and where totals
// would still give one away, totals or other parts are withheld too.  spec/audit.md, statistics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace eq::auditor {

inline constexpr std::uint64_t kSmallBelow = 5;

enum class Shown {
  exact,
  small,     // 1 to 4, shown as "<5"
  withheld,  // not shown, so that nothing small can be computed
};

/// numbers[total] is the sum of the parts, and everybody knows it.
struct Sum {
  std::size_t total = 0;
  std::vector<std::size_t> parts;
};

/// How each number is shown, so that no reader who knows the sums can narrow a small one down to
/// one value by bounds. Promises AUD-10.
std::vector<Shown> protect(std::span<const std::uint64_t> numbers, std::span<const Sum> sums);

}  // namespace eq::auditor
