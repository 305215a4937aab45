// Internal to this room: what an entry of the order log says by itself, its signatures checked.  What that comes to
// is for the book, which reads entries in sequence; this part needs no sequence, so it can be shared among threads.
#pragma once

#include <variant>

#include "eq/order/act.h"
#include "eq/order/answer.h"
#include "eq/order/tally.h"

namespace eq::order {

/// An intent and the agency that signed it.
struct SignedIntent {
  IntentEntry entry;
  std::string agency;
};

/// std::monostate: an entry of another room's kind.
using Genuine = std::variant<std::monostate, OrderTerms, SignedIntent, ReceiptTerms, ActEntry, AnswerEntry, TallyEntry>;

/// The refusals of verify_order(), verify_intent() (by none of the realm's agencies), verify_receipt(), verify_act(),
/// verify_provider() and verify_tally(), and of an entry that is not in the one form of its kind.
Decision<Genuine> check_by_itself(View entry, std::uint64_t index, const Authorities& realm);

}  // namespace eq::order
