// What two people read to each other to know that each has the other's keys.  spec/wire.md section
// 4.
#pragma once

#include <string>

#include "eq/base/id.h"

namespace eq::wire {

/// Twelve groups of five digits with a blank between.
inline constexpr std::size_t kSafetyNumberLength = 12 * 5 + 11;
/// The same in either order.  An account's identifier is a hash of its key: whoever wants to stand
/// between two people needs one with the same digits, 2^199 tries away.
std::string safety_number(const AccountId& one, const AccountId& other);

}  // namespace eq::wire
