// Internal to this party: counting a day's envelopes before we know whose are asked for.
#pragma once

#include <map>

#include "eq/order/tally.h"
#include "parties/platform/step.h"

namespace eq::platform {

/// A day as it was when it was counted.  Once it is over an order's day has one count, whichever
/// intent asks, and whether it was kept before the intent or after: so what is kept opens under
/// any of them.
class DayTally {
 public:
  /// A pass over all subscriptions and all envelopes kept.
  /// @param order  its number: the counts of another order have other salts
  static Result<DayTally, wire::Code> count(const Step& step, std::uint32_t order,
                                            const TallyRow& row);

  crypto::Digest root() const { return tree_.root(); }
  /// What is handed over for an account: all envelopes of its conversations, and that they are all.
  wire::EnvelopesOfDay of(const AccountId& account) const;

 private:
  order::KeyedTree tree_;
  std::map<AccountId, order::AccountCount> accounts_;
  std::map<ConversationId, order::ConversationCount> counts_;
  std::map<ConversationId, std::vector<wire::EnvelopeRecord>> records_;
};

/// Append the count to the order log, right behind the intent.  Of a day that is preserved it is
/// the count made when the day was sealed.
Result<void, wire::Code> log_tally(Step& step, std::uint64_t intent_index,
                                   const order::IntentEntry& intent);

// Shared by ordered access within and after the seven days.

/// Only the agency, and only after its intent for that day is an entry that the witness has seen.
Result<order::IntentEntry, wire::Code> check_intent(Step&, const Sender&, std::uint64_t index,
                                                    Day day);
/// The account is the one that the logged order names.  @return the order
Result<order::OrderTerms, wire::Code> check_account(Step&, std::uint32_t number,
                                                    const AccountId& account, View blind);
/// For the answer to the order; the first asking counts.
Result<void, wire::Code> count_produced(Step&, const order::OrderTerms& terms, Day day,
                                        std::uint32_t envelopes);
/// Where members find a message: Err::malformed if it is none.
Result<wire::Locator> locator_of(View message);

}  // namespace eq::platform
