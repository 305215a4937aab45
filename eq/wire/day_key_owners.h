// Whose day keys count in a realm: the moderator issues tokens, the service stamps.
#pragma once

#include "eq/franking/read_day_keys.h"
#include "eq/wire/realm.h"

namespace eq::wire {

inline franking::DayKeyOwners day_key_owners(const Realm& realm) {
  return {realm.moderator.signing, realm.stamp_key};
}

}  // namespace eq::wire
