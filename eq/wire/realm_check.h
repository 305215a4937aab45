// Whether a realm is a complete constitution, and what it lacks.
#pragma once

#include "eq/wire/realm.h"

namespace eq::wire {

enum class RealmFault : std::uint8_t {
  name,         // none, or longer than 255 bytes
  logs,         // a log or the witness has no name, or two logs have one
  key_twice,    // one key for two, or none
  office,       // moderator, court or agency has no name
  custodians,   // not numbered 1..n in order, or one has no name
  hotline,      // no name, no jurisdiction of two letters, or no kind of list
  threshold,    // not 2 <= t and n = 2t - 1
  shares,       // the custodians' points are not shares of the realm's two keys
  identity,     // a key that opens everything to everybody
  size,         // not 1 <= k <= k_cap
  profile,      // it makes no sense
  issuer,       // neither a prosecutor nor a minister, or without a name
  foreign,      // another realm's agency or court without a name, or of this realm
  agency_twice  // two agencies of one name
};
/// One sentence for people.
std::string_view to_text(RealmFault fault);

/// The first fault that is found.  Promises WIR-6.
Result<void, RealmFault> check(const Realm& realm);

}  // namespace eq::wire
