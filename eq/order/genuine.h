// What an entry of the order log says by itself, its signatures checked.  What that comes to is for
// the book, which reads entries in sequence; this part needs no sequence but who is in office, so
// it can be shared among threads.
#pragma once

#include <variant>

#include "eq/order/act.h"
#include "eq/order/answer.h"
#include "eq/order/succession.h"
#include "eq/order/tally.h"

namespace eq::order {

/// An intent and the agency that signed it.
struct SignedIntent {
  IntentEntry entry;
  std::string agency;
};

/// An act, the key that signed it, and the SHA-256 of its entry.
struct SignedAct {
  ActEntry entry;
  crypto::VerifyKey signer;
  crypto::Digest id{};
};

/// std::monostate: an entry of another room's kind.  Custodians: a succession.
using Genuine = std::variant<std::monostate, OrderTerms, SignedIntent, ReceiptEntry, SignedAct,
                             AnswerEntry, TallyEntry, Custodians>;

/// The refusals of verify_order(), verify_intent() (by none of the realm's agencies),
/// verify_receipt(), verify_act(), verify_provider(), verify_tally() and verify_succession(), and
/// of an entry that is not in the one form of its kind.
/// @param realm  with everyone whom the log before `index` puts into office
Decision<Genuine> check_by_itself(View entry, std::uint64_t index, const Authorities& realm);

}  // namespace eq::order
