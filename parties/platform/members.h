// Who is in a conversation, kept in memory beside the rows that say it.  Only a commit changes who
// is in it, and with it the epoch: what was read at an epoch holds while the conversation is at it,
// unless a member's account was erased.
// Internal to this party.
#pragma once

#include <map>
#include <memory>

#include "eq/base/id.h"
#include "parties/platform/store.h"

namespace eq::platform {

class Members {
 public:
  using List = std::shared_ptr<const std::vector<AccountId>>;  // sorted

  /// Of a conversation that is at this epoch.  Before a step changes who is in it.
  Result<List> of(const Store& store, const ConversationId& conv, std::uint64_t epoch);
  /// Somebody was erased who was in it, and no epoch says so.
  void forget(const ConversationId& conv);
  /// From the rows.
  static Result<List> read(const Store& store, const ConversationId& conv);

 private:
  struct Known {
    std::uint64_t epoch;
    List list;
  };
  std::map<ConversationId, Known> known_;
  std::size_t size_ = 0;  // members, all together
};

}  // namespace eq::platform
