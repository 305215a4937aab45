#include "apps/matching/role.h"

namespace eq::matching {

std::string_view to_text(Role role) {
  switch (role) {
    case Role::hasher: return "hasher";
    case Role::matcher: return "matcher";
    case Role::hotline: return "hotline";
  }
  return "nobody";
}

std::optional<Role> role_from(std::string_view word) {
  for (const Role r : {Role::hasher, Role::matcher, Role::hotline})
    if (word == to_text(r)) return r;
  return std::nullopt;
}

bool may(Role role, Right right) { return static_cast<int>(role) >= static_cast<int>(right); }

std::string_view role_for(Right right) {
  return right == Right::anybody ? "nobody" : to_text(static_cast<Role>(right));
}

}  // namespace eq::matching
