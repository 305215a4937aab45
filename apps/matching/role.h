// Who may ask for what.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace eq::matching {

enum class Role : std::uint8_t { hasher = 1, matcher = 2, hotline = 3 };
std::string_view to_text(Role role);
std::optional<Role> role_from(std::string_view word);

enum class Right : std::uint8_t {
  anybody,  // no token needed
  hash,     // hash and compare what one brings oneself
  look_up,  // ask whether it is in a bank, and how the index is
  curate,   // see and change banks, import lists, read the audit trail
};
/// A hotline may look up and hash, a matcher may hash, a hasher nothing else.
bool may(Role role, Right right);
/// The least role that may, as a word.
std::string_view role_for(Right right);

}  // namespace eq::matching
