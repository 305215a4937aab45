// What a service's operator learns of its accounts and does about them: counts and dates, nothing
// that anybody wrote.  docs/operators/.
#pragma once

#include "eq/crypto/sign.h"

namespace eq::platform {

enum class Standing : std::uint8_t {
  suspended = 1,  // reads, and begins nothing
  erased = 2,     // for as long as ordered access reaches what it did
};
constexpr bool is_valid(Standing s) { return s == Standing::suspended || s == Standing::erased; }

/// What an operator does about an account.
enum class UserAct : std::uint8_t { suspend = 1, resume = 2, erase = 3 };
constexpr bool is_valid(UserAct a) { return a >= UserAct::suspend && a <= UserAct::erase; }

struct User {
  AccountId account;
  std::uint32_t devices = 0, key_packages = 0, conversations = 0;
  std::uint32_t waiting = 0;      // letters and Welcomes that it has not fetched
  std::optional<Time> oldest;     // of these
  std::optional<Time> suspended;  // since when
  EQ_FIELDS(account, devices, key_packages, conversations, waiting, oldest, suspended)
};
struct Users {
  std::vector<User> users;  // by account
  bool more = false;
  EQ_FIELDS(users, more)
};
inline constexpr std::size_t kUsersAtOnce = 100;

/// Invitations that are good and that nobody has used yet.
inline constexpr std::size_t kInvitationsMax = 10'000;
inline constexpr std::uint32_t kInvitationDaysMax = 366;

}  // namespace eq::platform
