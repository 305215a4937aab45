// The service's count of a day's envelopes.  Order log, kind 8, directly behind each intent.
// spec/order.md section 12.
//
// The service commits to all conversations and accounts before it is told whose day is asked for:
// the order names nobody in public.  What it then hands over must be all that it committed to.
#pragma once

#include "eq/order/day_count.h"
#include "eq/order/entry.h"

namespace eq::order {

struct TallyEntry {
  static constexpr std::uint8_t kLogTag = 8;
  std::uint64_t intent_index = 0;
  Day day;
  Time at;                       // what was stamped before counts
  crypto::Digest root{};         // of a KeyedTree
  crypto::Signature provider{};  // over "eqp-tally-v1", the fields above
  EQ_FIELDS(intent_index, day, at, root, provider)
};

TallyEntry sign_tally(TallyEntry unsigned_entry, const crypto::SigningKey& provider,
                      std::string_view realm);
/// Signed by the realm's provider, or ORD-R33.
Decision<void> verify_tally(const TallyEntry& entry, const Authorities& realm);

/// The envelope records handed over, by conversation, are all that the tally holds for this
/// account, or ORD-R33 with the numbers that differ.
Decision<void> check_all_there(const TallyEntry& tally, const AccountId& account,
                               const DayCount& shown,
                               const std::map<ConversationId, std::vector<Bytes>>& records);

}  // namespace eq::order
