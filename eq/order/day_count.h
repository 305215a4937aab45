// What the service says of a day with the envelopes it hands over: leaves of the tree to which it
// committed (tally.h).
#pragma once

#include "eq/base/id.h"
#include "eq/order/keyed_tree.h"

namespace eq::order {

// Salts keep others from guessing what stands beside a path.

struct ConversationCount {
  ConversationId conv;
  Array<32> salt{};
  std::uint32_t count = 0;     // envelopes of the day
  crypto::Digest envelopes{};  // records_root() over their records, by time
  Place place;
  EQ_FIELDS(conv, salt, count, envelopes, place)
};
struct AccountCount {
  Array<32> salt{};
  // to which its mailbox was subscribed in the day, ascending
  std::vector<ConversationId> conversations;
  Place place;  // where nothing stands if there are none
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

}  // namespace eq::order
