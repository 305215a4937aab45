#include "eq/order/book.h"

#include <algorithm>

#include "eq/order/genuine.h"

namespace eq::order {

/// What each entry does to the book, given all before it.
class OrderBook::Reading {
 public:
  using Fault = std::optional<Refusal>;
  Reading(OrderBook& book, const Authorities& realm) : book_(book), realm_(realm) {}

  Fault take(std::uint64_t index, Genuine entry) {
    return std::visit([&](auto& e) { return take_one(index, std::move(e)); }, entry);
  }

 private:
  Fault take_one(std::uint64_t, std::monostate) { return std::nullopt; }
  Fault take_one(std::uint64_t index, OrderTerms terms);
  Fault take_one(std::uint64_t index, SignedIntent intent);
  Fault take_one(std::uint64_t index, ReceiptTerms terms);
  Fault take_one(std::uint64_t index, ActEntry act);
  Fault take_one(std::uint64_t index, AnswerEntry answer);
  Fault take_one(std::uint64_t index, TallyEntry tally);
  void enter(std::uint64_t index, OrderTerms terms);

  OrderBook& book_;
  const Authorities& realm_;
};

Result<OrderBook, BookFault> OrderBook::read(const tlog::ReplayedLog& log, const Authorities& founding, Executor* executor) {
  constexpr std::uint64_t kBlock = 4096;  // entries held decoded at a time
  OrderBook book;
  book.realm_ = TRY(follow(log, founding));
  const Authorities& realm = book.realm_;
  Reading reading(book, realm);
  for (std::uint64_t from = 0; from < log.size(); from += kBlock) {
    std::vector<std::optional<Decision<Genuine>>> checked(std::min(kBlock, log.size() - from));
    run_all(executor, checked.size(), [&](std::size_t i) { checked[i] = check_by_itself(log.entry(from + i), from + i, realm); });
    for (std::size_t i = 0; i < checked.size(); ++i) {
      Decision<Genuine>& entry = *checked[i];
      auto fault = entry.ok() ? reading.take(from + i, std::move(*entry)) : entry.error();
      if (fault) return BookFault{from + i, std::move(*fault)};
    }
  }
  return book;
}

std::optional<Refusal> OrderBook::Reading::take_one(std::uint64_t index, OrderTerms terms) {
  if (terms.number != book_.next_number()) {
    return refuse(Rule::numbering,
                  "Expected " + std::to_string(book_.next_number()) + ", found " + std::to_string(terms.number) + ".");
  }
  const auto it = book_.cases_.find(terms.filing);
  if (it == book_.cases_.end() || it->second.authority != terms.authority) return refuse(Rule::logged, "The order was never filed.");
  Case& c = it->second;
  if (c.order) return realm_.profile.refuse(Rule::stage, "The case has its order already.");
  if (c.stage == Stage::filed) {
    c.stage = terms.basis == Basis::emergency ? Stage::emergency : Stage::logged;
  } else {  // withdrawn or questioned meanwhile: it takes its number and has no effect
    book_.voids_.push_back({index, realm_.profile.refuse(Rule::stage, "The case was " + std::string(to_text(c.stage)) + ".")});
    c.stage = Stage::withdrawn;
    c.stopped = index;
  }
  c.order = terms.number;
  c.notice_due = terms.disclosure.month;
  enter(index, std::move(terms));
  return std::nullopt;
}

void OrderBook::Reading::enter(std::uint64_t index, OrderTerms terms) {
  if (terms.category == DataCategory::content) {
    const std::uint32_t after_first = terms.last.n - terms.first.n;  // verify_order() has bounded it
    for (std::uint32_t d = 0; d <= after_first; ++d) book_.covered_by_[terms.first + d].push_back(terms.number);
  }
  book_.orders_.push_back({index, std::move(terms)});
}

std::optional<Refusal> OrderBook::Reading::take_one(std::uint64_t index, SignedIntent intent) {
  const IntentEntry& e = intent.entry;
  const Order* order = book_.find(e.order);
  if (order == nullptr || !order->terms.active_on(e.epoch)) {
    return refuse(Rule::intent, "No order in force on " + eq::to_text(e.epoch) + " has number " + std::to_string(e.order) + ".");
  }
  if (intent.agency != order->terms.authority) return refuse(Rule::intent, "The signature is not the agency's.");
  Case& c = book_.mutable_case(e.order);
  if (c.stopped || c.stage == Stage::closed) {  // the agency may not have seen it yet: no fault, and no effect
    book_.voids_.push_back({index, realm_.profile.refuse(Rule::stage, "The order had ended.")});
    return std::nullopt;
  }
  if (c.stage != Stage::emergency || c.confirmed) c.stage = Stage::intent;
  book_.intents_.push_back({index, std::move(intent.entry)});
  return std::nullopt;
}

std::optional<Refusal> OrderBook::Reading::take_one(std::uint64_t index, ReceiptTerms terms) {
  const Intent* intent = book_.intent_at(terms.intent_index);
  if (intent == nullptr || intent->entry.order != terms.order || intent->entry.epoch != terms.epoch) {
    return refuse(Rule::intent, "The receipt names no such intent.");
  }
  if (const Receipt* before = book_.receipt_of(terms.intent_index)) {
    // Two custodians may log the same receipt at the same time; a different one is another opening.
    if (!(before->terms == terms)) return refuse(Rule::one_extraction);
    return std::nullopt;
  }
  Case& c = book_.mutable_case(terms.order);
  if (c.stage == Stage::intent) c.stage = Stage::extracted;
  book_.receipt_at_.emplace(terms.intent_index, book_.receipts_.size());
  book_.receipts_.push_back({index, std::move(terms)});
  return std::nullopt;
}

std::optional<Refusal> OrderBook::Reading::take_one(std::uint64_t index, ActEntry e) {
  const auto it = book_.cases_.find(e.filing);
  if (e.act == Act::filed && it == book_.cases_.end()) {
    Case c;
    c.filing = e.filing;
    c.authority = std::move(e.name);
    c.filed = index;
    book_.cases_.emplace(e.filing, std::move(c));
    return std::nullopt;
  }
  Decision<void> open = it == book_.cases_.end() ? realm_.profile.refuse(Rule::logged, "The log has no such filing.")
                                                 : open_for(it->second, e.act, book_, realm_.profile);
  if (open.ok() && e.actor == Actor::agency && e.name != it->second.authority) {
    open = realm_.profile.refuse(Rule::agency, "Another agency's case.");
  }
  if (open.ok() && e.act == Act::postpone) open = check_postponement(it->second, e, book_, realm_.profile);
  if (open.ok()) apply(it->second, e, index);
  else book_.voids_.push_back({index, open.error()});
  return std::nullopt;
}

std::optional<Refusal> OrderBook::Reading::take_one(std::uint64_t index, AnswerEntry e) {
  const Order* order = book_.find(e.order);
  if (order == nullptr) return refuse(Rule::answer, "There is no such order.");
  if (auto complete = check_items(order->terms, e.items, realm_.profile); !complete.ok()) return complete.error();
  Case& c = book_.mutable_case(e.order);
  c.answered = index;
  const bool asks = std::ranges::any_of(e.items, [](const Item& i) { return i.disposition == Disposition::unclear; });
  if (asks) c.questioned = index;
  return std::nullopt;
}

std::optional<Refusal> OrderBook::Reading::take_one(std::uint64_t index, TallyEntry e) {
  if (index != e.intent_index + 1) return refuse(Rule::tally, "It does not stand right behind its intent.");
  const Intent* intent = book_.intent_at(e.intent_index);  // none if it came after the order's end
  if (intent != nullptr && intent->entry.epoch != e.day) return refuse(Rule::tally, "It counts another day than the intent's.");
  book_.tallies_.emplace(e.intent_index, e);
  return std::nullopt;
}

const Case* OrderBook::find_case(const crypto::Digest& filing) const {
  const auto it = cases_.find(filing);
  return it == cases_.end() ? nullptr : &it->second;
}

const Case* OrderBook::case_of(std::uint32_t number) const {
  const Order* o = find(number);
  return o == nullptr ? nullptr : find_case(o->terms.filing);
}

std::vector<const OrderBook::Order*> OrderBook::active_on(Day day, std::uint64_t size) const {
  std::vector<const Order*> out;
  const auto covered = covered_by_.find(day);
  if (covered == covered_by_.end()) return out;
  for (const std::uint32_t number : covered->second) {
    const Order& o = orders_[number - 1];
    if (o.index >= size) break;  // numbers ascend with the log
    const auto& stopped = cases_.at(o.terms.filing).stopped;
    if (!stopped || *stopped >= size) out.push_back(&o);
  }
  return out;
}

const OrderBook::Order* OrderBook::find(std::uint32_t number) const {
  return number >= 1 && number <= orders_.size() ? &orders_[number - 1] : nullptr;
}

const OrderBook::Intent* OrderBook::intent_at(std::uint64_t index) const {
  const auto it = std::ranges::lower_bound(intents_, index, {}, &Intent::index);
  return it != intents_.end() && it->index == index ? &*it : nullptr;
}

const OrderBook::Receipt* OrderBook::receipt_of(std::uint64_t intent_index) const {
  const auto it = receipt_at_.find(intent_index);
  return it == receipt_at_.end() ? nullptr : &receipts_[it->second];
}

const TallyEntry* OrderBook::tally_of(std::uint64_t intent_index) const {
  const auto it = tallies_.find(intent_index);
  return it == tallies_.end() ? nullptr : &it->second;
}

}  // namespace eq::order
