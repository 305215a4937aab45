#include "eq/wire/safety_number.h"

#include <algorithm>

#include "eq/crypto/hash.h"

namespace eq::wire {

std::string safety_number(const AccountId& one, const AccountId& other) {
  const auto& [first, second] = std::minmax(one, other);
  const auto hash = crypto::sha512({view("eqp-safety-number-v1"), first.bytes, second.bytes});
  constexpr std::size_t kGroups = 12, kBytes = 5, kDigits = 5;
  std::string out;
  for (std::size_t g = 0; g < kGroups; ++g) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kBytes; ++i) value = value << 8 | hash[g * kBytes + i];
    const std::string digits = std::to_string(value % 100'000);
    if (g > 0) out += ' ';
    out += std::string(kDigits - digits.size(), '0') + digits;
  }
  return out;
}

}  // namespace eq::wire
