// What the platform keeps in memory beside the store, and could find out anew at any time.  It
// holds for finished steps: if the owner loses some, it goes with them.  Internal to this party.
#pragma once

#include "eq/franking/day_key.h"
#include "parties/platform/keys.h"
#include "parties/platform/members.h"
#include "parties/platform/news.h"

namespace eq::platform {

/// The key that stamps a day: derived once, not for every message.
class StampKey {
 public:
  const crypto::SigningKey& of(const Keys& keys, Day day) {
    if (!key_ || day_ != day)
      key_ = franking::derive_day_key(keys.stamp_master, franking::Role::delivery, day_ = day);
    return *key_;
  }

 private:
  Day day_{};
  std::optional<crypto::SigningKey> key_;
};

struct Remembered {
  Members members;
  News news;
  StampKey stamp_key;
};

}  // namespace eq::platform
