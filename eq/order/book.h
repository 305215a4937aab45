// The order log read as a book: which orders stand, which are in force on a day, what was opened.
// spec/order.md section 6.  Used by the court to build W, by custodians and auditors to check it,
// and by the service, which appends nothing that the book would not take.
//
// Reading cannot fail.  An entry that breaks a rule is void: it has no effect of any kind, is
// remembered with the rule that it breaks, and the log goes on.  So whoever may write into the log
// can stop nobody who reads it.
#pragma once

#include <map>
#include <set>

#include "eq/base/executor.h"
#include "eq/order/answer.h"
#include "eq/order/case.h"
#include "eq/order/genuine.h"
#include "eq/order/succession.h"
#include "eq/order/tally.h"
#include "eq/tlog/fresh.h"

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
    std::uint16_t custodian = 0;
    std::size_t nth = 0;  // of its order and day, from 1
  };
  /// An entry without effect.
  struct Void {
    std::uint64_t index = 0;
    Refusal why;
  };

  /// The book of a log without entries.  @param founding  the realm as its constitution has it;
  /// realm() adds whom the log names
  explicit OrderBook(Authorities founding) : realm_(std::move(founding)) {}

  /// A whole log.  @param executor  threads for the signatures; the book is the same without.
  /// Promises ORD-6, ORD-24.
  static OrderBook read(const tlog::ReplayedLog& log, const Authorities& founding,
                        Executor* executor = nullptr);

  /// Whether the log's next entry may be this one; entries of other rooms always may.  Signatures
  /// and form, a number of its own (ORD-R10), room on each day (ORD-R11), each order after its
  /// filing (ORD-R12) and about its account (ORD-R14), intents for orders in force (ORD-R16), one
  /// receipt of each custodian for an order and day that is not over (ORD-R19), acts where they are
  /// open (ORD-R24), complete answers (ORD-R30), counts right behind their intent (ORD-R33),
  /// successions (ORD-R35).  No effect.
  Decision<void> would_take(View entry) const;
  /// The log's next entries: each takes effect if would_take() allows it, and is void otherwise.
  void enter(std::span<const View> entries, Executor* executor = nullptr);
  /// How many entries were read.
  std::uint64_t size() const { return size_; }

  /// With everyone in office as far as this log tells.
  const Authorities& realm() const { return realm_; }
  const std::vector<Order>& orders() const { return orders_; }
  const std::vector<Intent>& intents() const { return intents_; }
  const std::vector<Receipt>& receipts() const { return receipts_; }
  /// The lowest that is above each that an order has.  Zero: there is none.
  std::uint32_t next_number() const {
    return by_number_.empty() ? 1 : by_number_.rbegin()->first + 1;
  }

  /// nullptr if nothing was filed under that id.
  const Case* find_case(const crypto::Digest& filing) const;
  const Case* case_of(std::uint32_t number) const;
  const std::map<crypto::Digest, Case>& cases() const { return cases_; }
  const std::vector<Void>& voids() const { return voids_; }

  /// Content orders in force on `day` among the log's first `size` entries, in its sequence; none
  /// that was stopped or closed there.
  std::vector<const Order*> active_on(Day day, std::uint64_t size) const;
  /// The first of these days on which as many orders are in force as a day has places (k); nothing
  /// if there is room on each, or if orders of this category take none.
  std::optional<Day> full_day(DataCategory category, Day first, Day last) const;
  /// nullptr if there is no such order.
  const Order* find(std::uint32_t number) const;
  const Intent* intent_at(std::uint64_t index) const;
  /// Of these custodians, in the log's sequence.
  std::vector<const Receipt*> receipts_of(std::uint32_t order, Day day) const;
  /// The receipt with which enough custodians had let go: from then on the day is open.  nullptr
  /// before.
  const Receipt* opened_by(std::uint32_t order, Day day) const;
  const TallyEntry* tally_of(std::uint64_t intent_index) const;

 private:
  class Rules;    // what is taken, given all before it
  class Effects;  // what a taken entry does
  Case& mutable_case(std::uint32_t number) { return cases_.at(find(number)->terms.filing); }

  std::uint64_t size_ = 0;
  Authorities realm_;
  std::vector<Order> orders_;
  std::vector<Intent> intents_;  // in the log's sequence
  std::vector<Receipt> receipts_;
  // places in receipts_, of intended days
  std::map<std::pair<std::uint32_t, Day>, std::vector<std::size_t>> receipts_at_;
  std::map<std::uint64_t, TallyEntry> tallies_;         // by index of the intent
  std::map<std::uint32_t, std::size_t> by_number_;      // places in orders_
  std::map<Day, std::vector<std::size_t>> covered_by_;  // the same, of content orders, ascending
  std::map<crypto::Digest, Case> cases_;
  std::set<crypto::Digest> acts_;  // each act's entry: one that was signed once counts once
  std::vector<Void> voids_;        // in the log's sequence
};

/// The book of the order log as it is now: the only one from which anything is permitted
/// (eq/tlog/fresh.h).
class FreshBook : public OrderBook {
 public:
  static FreshBook read(const tlog::FreshLog& log, const Authorities& founding,
                        Executor* executor = nullptr) {
    return FreshBook(OrderBook::read(log, founding, executor), log.present());
  }
  /// When the log was read.
  const tlog::Present& present() const { return present_; }

 private:
  FreshBook(OrderBook book, tlog::Present present)
      : OrderBook(std::move(book)), present_(present) {}
  tlog::Present present_;
};

}  // namespace eq::order
