#include "eq/order/book.h"

namespace eq::order {

Result<OrderBook, BookFault> OrderBook::read(const tlog::ReplayedLog& log, const Authorities& realm) {
  OrderBook book;
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    const Bytes& entry = log.entry(i);
    const auto fault = [&](Refusal r) { return BookFault{i, std::move(r)}; };
    const std::uint8_t kind = entry.empty() ? 0 : entry[0];
    if (kind == OrderEntry::kLogTag) {
      const auto e = tlog::parse_entry<OrderEntry>(entry);
      if (!e.ok()) return fault(refuse(Rule::judge, "The entry is not an order in the one form there is."));
      auto terms = verify_order(*e, realm);
      if (!terms.ok()) return fault(terms.error());
      if (terms->number != book.next_number()) {
        return fault(refuse(Rule::numbering, "Expected " + std::to_string(book.next_number()) + ", found " +
                                                 std::to_string(terms->number) + "."));
      }
      book.orders_.push_back({i, std::move(*terms)});
    } else if (kind == IntentEntry::kLogTag) {
      const auto e = tlog::parse_entry<IntentEntry>(entry);
      if (!e.ok()) return fault(refuse(Rule::intent, "The entry is not an intent in the one form there is."));
      auto intent = verify_intent(*e, realm);
      if (!intent.ok()) return fault(intent.error());
      const Order* order = book.find(intent->order);
      if (order == nullptr || !order->terms.active_on(intent->epoch)) {
        return fault(refuse(Rule::intent, "No order in force on " + eq::to_text(intent->epoch) + " has number " +
                                              std::to_string(intent->order) + "."));
      }
      book.intents_.push_back({i, std::move(*intent)});
    } else if (kind == ReceiptEntry::kLogTag) {
      const auto e = tlog::parse_entry<ReceiptEntry>(entry);
      if (!e.ok()) return fault(refuse(Rule::custodians, "The entry is not a receipt in the one form there is."));
      auto terms = verify_receipt(*e, realm);
      if (!terms.ok()) return fault(terms.error());
      const Intent* intent = book.intent_at(terms->intent_index);
      if (intent == nullptr || intent->entry.order != terms->order || intent->entry.epoch != terms->epoch) {
        return fault(refuse(Rule::intent, "The receipt names no such intent."));
      }
      if (const Receipt* before = book.receipt_of(terms->intent_index)) {
        // Two custodians may log the same receipt at the same time; a different one is another opening.
        if (!(before->terms == *terms)) return fault(refuse(Rule::one_extraction));
        continue;
      }
      book.receipts_.push_back({i, std::move(*terms)});
    }
  }
  return book;
}

std::vector<const OrderBook::Order*> OrderBook::active_on(Day day, std::uint64_t size) const {
  std::vector<const Order*> out;
  for (const Order& o : orders_) {
    if (o.index < size && o.terms.active_on(day)) out.push_back(&o);
  }
  return out;
}

const OrderBook::Order* OrderBook::find(std::uint32_t number) const {
  return number >= 1 && number <= orders_.size() ? &orders_[number - 1] : nullptr;
}

const OrderBook::Intent* OrderBook::intent_at(std::uint64_t index) const {
  for (const Intent& i : intents_) {
    if (i.index == index) return &i;
  }
  return nullptr;
}

const OrderBook::Receipt* OrderBook::receipt_of(std::uint64_t intent_index) const {
  for (const Receipt& r : receipts_) {
    if (r.terms.intent_index == intent_index) return &r;
  }
  return nullptr;
}

}  // namespace eq::order
