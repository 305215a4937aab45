// What a case had come to at one head of the order log: for a court, or an auditor, who looks
// back.  spec/evidence.md section 5
//
// The rules are the book's and Standing's (book.h, life.h), read as of that head; nothing is
// permitted by what is said here.
#pragma once

#include <map>
#include <set>

#include "eq/order/application.h"
#include "eq/order/life.h"

namespace eq::order {

/// What keeps everything of an order back that has not ended: a review (ORD-R34), a flag (R28), a
/// question of the service (R36), an emergency that was not confirmed in time (R25), the window of
/// an order from abroad (R26).
std::optional<Refusal> held(const OrderTerms& terms, const Case& c, const WitnessedTimes& times,
                            const tlog::Present& then, const Profile& profile);

/// Every entry of the log that names the order or its case, void ones too, and every succession:
/// indices, ascending.
std::vector<std::uint64_t> entries_of(const tlog::ReplayedLog& log, const OrderBook& book,
                                      const OrderBook::Order& order);

/// By when the witness had seen an entry of the log, by its index.
using SeenBy = std::map<std::uint64_t, tlog::NotAfter>;

struct CaseAsOf {
  std::uint64_t entries = 0;  // of the log
  Time at;                    // when a witness vouched that it had no more
  Stage stage = Stage::filed;
  /// By which rule nobody should rest on what was opened: the order was stopped, something holds
  /// it, or it is an emergency that no judge has confirmed.  nullopt if it stands, or was carried
  /// out and closed.
  std::optional<Refusal> against;
  std::string words;  // who decided, who agreed, the stage, whether it stands, and entry by entry
};

/// @param decided_on  what the order commits to (application_digest())
/// @param opened      the days of which something was opened
/// @param seen        holds each of entries_of(), asserted
/// Promises ORD-33.
CaseAsOf case_as_of(const tlog::ReplayedLog& log, const OrderBook& book,
                    const OrderBook::Order& order, const Application& decided_on,
                    const std::set<Day>& opened, const SeenBy& seen);

}  // namespace eq::order
