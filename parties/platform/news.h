// In which conversations an account may have something that not all its devices have acknowledged,
// kept in memory so that a fetch looks at those and at no others.
//
// A conversation in which nothing waits for an account is quiet for it.  When something is written
// there, it opens for all for whom it was quiet, once: each opening was prepared by a fetch, so a
// message costs what those who looked since the one before have paid for, and no row at all.
// What is kept here says too much rather than too little: what a step opened stays open when the
// step is undone.  Of an account that is not known the rows say it.  Internal to this party.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "eq/base/id.h"

namespace eq::platform {

class News {
 public:
  /// Where to look for what lies behind what was acknowledged; nullopt if only the rows know.
  std::optional<std::vector<ConversationId>> open(const AccountId& account,
                                                  std::uint64_t acknowledged);
  /// From now on it is known: these are all conversations that the account is or was in.
  void know(const AccountId& account, std::uint64_t acknowledged,
            const std::vector<ConversationId>& all);
  /// Nothing waits there before something is written.
  void quiet(const AccountId& account, const ConversationId& conv);
  /// Nothing waits there before the account comes into it again.
  void left(const AccountId& account, const ConversationId& conv);

  void written(const ConversationId& conv);
  void came(const AccountId& account, const ConversationId& conv);

 private:
  struct Reader {
    std::uint64_t acknowledged = 0;  // when it was last asked for
    std::set<ConversationId> open;
  };
  void forget_if_too_many();

  std::map<AccountId, Reader> readers_;
  std::map<ConversationId, std::set<AccountId>> quiet_;
  std::size_t size_ = 0;  // of all sets
};

}  // namespace eq::platform
