// The order log read as a book: which orders stand, which are in force on a day, what was opened.
// spec/order.md section 6.  Used by the court to build W, by custodians and auditors to check it.
#pragma once

#include <map>

#include "eq/order/entry.h"
#include "eq/tlog/log.h"

namespace eq::order {

/// Where the book's rules are broken, for auditors.
struct BookFault {
  std::uint64_t index = 0;  // the entry
  Refusal refusal;
};

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

  /// Read entry after entry; those of other kinds are passed over.  Signatures, consecutive numbers
  /// (ORD-R10), durations, intents for orders in force (ORD-R16), one receipt for one intent
  /// (ORD-R19; the same one twice counts once).
  static Result<OrderBook, BookFault> read(const tlog::ReplayedLog& log, const Authorities& realm);

  const std::vector<Order>& orders() const { return orders_; }
  const std::vector<Intent>& intents() const { return intents_; }
  const std::vector<Receipt>& receipts() const { return receipts_; }
  std::uint32_t next_number() const { return static_cast<std::uint32_t>(orders_.size()) + 1; }

  /// Orders in force on `day` among the log's first `size` entries, by number.
  std::vector<const Order*> active_on(Day day, std::uint64_t size) const;
  /// nullptr if there is no such order.
  const Order* find(std::uint32_t number) const;
  const Intent* intent_at(std::uint64_t index) const;
  const Receipt* receipt_of(std::uint64_t intent_index) const;

 private:
  std::vector<Order> orders_;
  std::vector<Intent> intents_;
  std::vector<Receipt> receipts_;
};

}  // namespace eq::order
