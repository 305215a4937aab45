#include "eq/order/tally.h"

#include <algorithm>

#include "eq/tlog/merkle.h"

namespace eq::order {
namespace {

Bytes tally_message(const TallyEntry& e, std::string_view realm) {
  return signed_bytes("eqp-tally-v1", realm,
                      concat({be64(e.intent_index), be32(e.day.n), be64(e.at.ms), e.root}));
}

}  // namespace

TallyEntry sign_tally(TallyEntry e, const crypto::SigningKey& provider, std::string_view realm) {
  e.provider = provider.sign(tally_message(e, realm));
  return e;
}

Decision<void> verify_tally(const TallyEntry& e, const Authorities& realm) {
  if (crypto::verify(realm.provider, tally_message(e, realm.realm), e.provider)) return {};
  return refuse(Rule::tally, "It is not signed by the provider.");
}

crypto::Digest place_of(const AccountId& account) {
  return crypto::sha256(concat({view("eqp-place-v1 account"), account.bytes}));
}
crypto::Digest place_of(const ConversationId& conv) {
  return crypto::sha256(concat({view("eqp-place-v1 conversation"), conv.bytes}));
}

crypto::Digest value_of(const AccountCount& a) {
  return crypto::sha256(concat({view("eqp-tally-v1 account"), a.salt, encode(a.conversations)}));
}
crypto::Digest value_of(const ConversationCount& c) {
  return crypto::sha256(
      concat({view("eqp-tally-v1 conversation"), c.salt, be32(c.count), c.envelopes}));
}

crypto::Digest records_root(std::span<const Bytes> records) {
  tlog::Frontier tree;
  for (const Bytes& r : records) tree.append(tlog::leaf_hash(r));
  return tree.root();
}

Decision<void> check_all_there(const TallyEntry& tally, const AccountId& account,
                               const DayCount& shown,
                               const std::map<ConversationId, std::vector<Bytes>>& records) {
  const auto& listed = shown.account.conversations;
  const auto& a = shown.account;
  const Status as_counted = listed.empty()
                                ? verify_absent(tally.root, place_of(account), a.place)
                                : verify_held(tally.root, place_of(account), value_of(a), a.place);
  if (!as_counted.ok()) {
    return refuse(Rule::tally, "The account's conversations are not those it counted.");
  }
  if (!std::ranges::equal(listed, shown.conversations, {}, {}, &ConversationCount::conv)) {
    return refuse(Rule::tally, "Conversations counted: " + std::to_string(listed.size()) +
                                   ", shown: " + std::to_string(shown.conversations.size()) + ".");
  }
  for (const ConversationCount& c : shown.conversations) {
    if (!verify_held(tally.root, place_of(c.conv), value_of(c), c.place).ok()) {
      return refuse(Rule::tally, "A conversation's count is not the one it committed to.");
    }
    const auto given = records.find(c.conv);
    const std::span<const Bytes> there =
        given == records.end() ? std::span<const Bytes>() : given->second;
    if (there.size() != c.count || records_root(there) != c.envelopes) {
      return refuse(Rule::tally, "Envelopes counted in a conversation: " + std::to_string(c.count) +
                                     ", handed over: " + std::to_string(there.size()) +
                                     ", or others.");
    }
  }
  for (const auto& [conv, given] : records) {
    if (!std::ranges::binary_search(listed, conv))
      return refuse(Rule::tally, "Envelopes of a conversation that it did not count.");
  }
  return {};
}

}  // namespace eq::order
