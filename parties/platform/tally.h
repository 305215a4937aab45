// Internal to this party: counting a day's envelopes before we know whose are asked for.
#pragma once

#include <map>

#include "eq/order/tally.h"
#include "parties/platform/step.h"

namespace eq::platform {

/// A day as it was when an intent was logged.
class DayTally {
 public:
  /// A pass over all subscriptions and all envelopes kept.
  static Answer<DayTally> count(const Step& step, std::uint64_t intent_index, const TallyRow& row);

  crypto::Digest root() const { return tree_.root(); }
  /// What is handed over for an account: all envelopes of its conversations, and that they are all.
  wire::EnvelopesOfDay of(const AccountId& account) const;

 private:
  order::KeyedTree tree_;
  std::map<AccountId, order::AccountCount> accounts_;
  std::map<ConversationId, order::ConversationCount> counts_;
  std::map<ConversationId, std::vector<wire::EnvelopeRecord>> records_;
};

/// Append the count to the order log, right behind the intent.
Answer<void> log_tally(Step& step, std::uint64_t intent_index, Day day);

}  // namespace eq::platform
