// The provider's answer to an order, item by item.  Order log, kind 7.  spec/order.md section 11;
// the statuses are those of the EU's Annex III.
//
// "We hold nothing" is a complete, signed answer.  There is no other shape for an answer than one
// disposition for each item asked, so none can be left out in silence.
#pragma once

#include "eq/order/entry.h"

namespace eq::order {

enum class Disposition : std::uint8_t { produced = 1, refused = 2, not_held = 3, unclear = 4 };
constexpr bool is_valid(Disposition d) {
  return d >= Disposition::produced && d <= Disposition::unclear;
}
std::string_view to_text(Disposition d);

/// One item of an order: its category on one of its days.
struct Item {
  Day day;
  Disposition disposition = Disposition::not_held;
  Ground ground = Ground::none;  // refused and unclear say why
  std::uint32_t bucket = 0;      // produced: how many pieces at most, rounded up to a power of two
  auto operator<=>(const Item&) const = default;
  EQ_FIELDS(day, disposition, ground, bucket)
};

struct AnswerEntry {
  static constexpr std::uint8_t kLogTag = 7;
  std::uint32_t order = 0;
  Time at;
  std::vector<Item> items;       // one for each day of the order, in sequence
  crypto::Signature provider{};  // over "eqp-answer-v1", the fields above
  EQ_FIELDS(order, at, items, provider)
};

/// Complete and consistent for these terms, or ORD-R30.
Decision<void> check_items(const OrderTerms& terms, std::span<const Item> items,
                           const Profile& profile);

/// Sign a complete answer; ORD-R30 for any other.
Decision<AnswerEntry> answer(const OrderTerms& terms, std::vector<Item> items,
                             const crypto::SigningKey& provider, Time now,
                             const Authorities& realm);
/// Signed by the realm's provider, or ORD-R30.
Decision<void> verify_provider(const AnswerEntry& entry, const Authorities& realm);
/// Complete for these terms, and the provider's.  ORD-R30.
Decision<void> verify_answer(const AnswerEntry& entry, const OrderTerms& terms,
                             const Authorities& realm);

}  // namespace eq::order
