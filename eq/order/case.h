// One case of the order log, from its filing on: what has happened to it so far.
#pragma once

#include <optional>

#include "eq/order/act.h"

namespace eq::order {

class OrderBook;

enum class Stage : std::uint8_t {
  draft = 1, filed, clarification, judicially_approved, custodian_approved, logged, active, intent, extracted, delivered,
  closed, refused, withdrawn, expired, emergency, lapsed, review,
};
std::string_view to_text(Stage s);

struct Case {
  crypto::Digest filing{};
  std::string authority;
  std::uint64_t filed = 0;                 // index of the entry; so are the others
  Stage stage = Stage::filed;
  std::optional<std::uint32_t> order;      // its number, once granted
  std::optional<std::uint64_t> confirmed, cleared, flagged, reviewed, resumed, stopped, closed, answered, deleted;
  std::optional<std::uint64_t> questioned;  // by the service: an answer that says "unclear"
  std::optional<std::uint64_t> preserved, kept, extended, destroyed;  // asked for; begun; extended; over
  Ground ground = Ground::none;            // of the refusal, objection or flag
  Month notice_due;                        // once granted
  /// Until the agency's clarification or another answer of the service.
  bool waits_for_clarification() const { return questioned && answered == questioned; }
  bool keeping() const { return kept && !destroyed && !stopped && stage != Stage::closed; }
};

/// Whether the log leaves this act open for the case; the transition table.  ORD-R24 or a rule of its own.
Decision<void> open_for(const Case& c, Act act, const OrderBook& book, const Profile& profile);
/// Of a postponement besides: signed before the notice was due, for a later month, within the longest delay.  ORD-R29.
Decision<void> check_postponement(const Case& c, const ActEntry& entry, const OrderBook& book, const Profile& profile);
/// What the act makes of the case.  The caller checked open_for().
void apply(Case& c, const ActEntry& entry, std::uint64_t index);

}  // namespace eq::order
