// The service's count of a day's envelopes.  Order log, kind 8, directly behind each intent.  spec/order.md section 12.
//
// The service commits to all conversations and accounts before it is told whose day is asked for: the order names nobody
// in public.  What it then hands over must be all that it committed to.
#pragma once

#include "eq/base/id.h"
#include "eq/order/entry.h"
#include "eq/order/keyed_tree.h"

namespace eq::order {

struct TallyEntry {
  static constexpr std::uint8_t kLogTag = 8;
  std::uint64_t intent_index = 0;
  Day day;
  Time at;                        // what was stamped before counts
  crypto::Digest root{};          // of a KeyedTree
  crypto::Signature provider{};   // over "eqp-tally-v1", the fields above
  EQ_FIELDS(intent_index, day, at, root, provider)
};

TallyEntry sign_tally(TallyEntry unsigned_entry, const crypto::SigningKey& provider, std::string_view realm);
/// Signed by the realm's provider, or ORD-R33.
Decision<void> verify_tally(const TallyEntry& entry, const Authorities& realm);

// Leaves of the tree.  Salts keep others from guessing what stands beside a path.

struct ConversationCount {
  ConversationId conv;
  Array<32> salt{};
  std::uint32_t count = 0;      // envelopes of the day
  crypto::Digest envelopes{};   // records_root() over their records, by time
  Place place;
  EQ_FIELDS(conv, salt, count, envelopes, place)
};
struct AccountCount {
  Array<32> salt{};
  std::vector<ConversationId> conversations;  // to which its mailbox was subscribed in the day, ascending
  Place place;                                // where nothing stands if there are none
  EQ_FIELDS(salt, conversations, place)
};
/// What goes with the envelopes handed over.
struct DayCount {
  AccountCount account;
  std::vector<ConversationCount> conversations;  // as the account's list has them
  EQ_FIELDS(account, conversations)
};

crypto::Digest place_of(const AccountId& account);
crypto::Digest place_of(const ConversationId& conv);
crypto::Digest value_of(const AccountCount& a);
crypto::Digest value_of(const ConversationCount& c);
/// RFC 6962 root.
crypto::Digest records_root(std::span<const Bytes> records);

/// The envelope records handed over, by conversation, are all that the tally holds for this account, or ORD-R33 with the
/// numbers that differ.
Decision<void> check_all_there(const TallyEntry& tally, const AccountId& account, const DayCount& shown,
                               const std::map<ConversationId, std::vector<Bytes>>& records);

}  // namespace eq::order
