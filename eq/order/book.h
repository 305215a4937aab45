// The order log read as a book: which orders stand, which are in force on a day, what was opened.
// spec/order.md section 6.  Used by the court to build W, by custodians and auditors to check it.
#pragma once

#include <map>

#include "eq/base/executor.h"
#include "eq/order/answer.h"
#include "eq/order/case.h"
#include "eq/order/succession.h"
#include "eq/order/tally.h"
#include "eq/tlog/log.h"

namespace eq::order {

class OrderBook {
 public:
  struct Order {
    std::uint64_t index = 0;
    OrderTerms terms;
  };
  struct Intent {
    std::uint64_t index = 0;
    IntentEntry entry;
  };
  struct Receipt {
    std::uint64_t index = 0;
    ReceiptTerms terms;
  };
  /// A genuine act or intent that was not open when it came: it has no effect.
  struct Void {
    std::uint64_t index = 0;
    Refusal why;
  };

  /// Read entry after entry; those of other kinds are passed over.  Signatures, consecutive numbers
  /// (ORD-R10), durations, each order after its filing (ORD-R12), intents for orders in force (ORD-R16), one receipt for
  /// one intent (ORD-R19; the same one twice counts once), complete answers (ORD-R30), counts right behind their intent
  /// (ORD-R33), successions (ORD-R35).
  /// @param founding  the realm as its constitution has it; realm() adds whom the log names
  /// @param executor  threads for the signatures; the book and the first fault are the same without
  static Result<OrderBook, BookFault> read(const tlog::ReplayedLog& log, const Authorities& founding,
                                           Executor* executor = nullptr);

  /// With everyone in office as far as this log tells.
  const Authorities& realm() const { return realm_; }
  const std::vector<Order>& orders() const { return orders_; }
  const std::vector<Intent>& intents() const { return intents_; }
  const std::vector<Receipt>& receipts() const { return receipts_; }
  std::uint32_t next_number() const { return static_cast<std::uint32_t>(orders_.size()) + 1; }

  /// nullptr if nothing was filed under that id.
  const Case* find_case(const crypto::Digest& filing) const;
  const Case* case_of(std::uint32_t number) const;
  const std::map<crypto::Digest, Case>& cases() const { return cases_; }
  const std::vector<Void>& voids() const { return voids_; }

  /// Content orders in force on `day` among the log's first `size` entries, by number; none that was stopped there.
  std::vector<const Order*> active_on(Day day, std::uint64_t size) const;
  /// nullptr if there is no such order.
  const Order* find(std::uint32_t number) const;
  const Intent* intent_at(std::uint64_t index) const;
  const Receipt* receipt_of(std::uint64_t intent_index) const;
  const TallyEntry* tally_of(std::uint64_t intent_index) const;

 private:
  class Reading;
  Case& mutable_case(std::uint32_t number) { return cases_.at(orders_.at(number - 1).terms.filing); }

  Authorities realm_;
  std::vector<Order> orders_;
  std::vector<Intent> intents_;                          // in the log's sequence
  std::vector<Receipt> receipts_;
  std::map<std::uint64_t, std::size_t> receipt_at_;      // index of an intent -> place in receipts_
  std::map<std::uint64_t, TallyEntry> tallies_;          // by index of the intent
  std::map<Day, std::vector<std::uint32_t>> covered_by_;  // numbers of content orders, ascending
  std::map<crypto::Digest, Case> cases_;
  std::vector<Void> voids_;
};

}  // namespace eq::order
