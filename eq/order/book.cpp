#include "eq/order/book.h"

namespace eq::order {

Result<OrderBook, BookFault> OrderBook::read(const tlog::ReplayedLog& log, const Authorities& realm) {
  OrderBook book;
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    const Bytes& entry = log.entry(i);
    std::optional<Refusal> fault;
    switch (entry.empty() ? 0 : entry[0]) {
      case OrderEntry::kLogTag: fault = book.take_order(i, entry, realm); break;
      case IntentEntry::kLogTag: fault = book.take_intent(i, entry, realm); break;
      case ReceiptEntry::kLogTag: fault = book.take_receipt(i, entry, realm); break;
      case ActEntry::kLogTag: fault = book.take_act(i, entry, realm); break;
      case AnswerEntry::kLogTag: fault = book.take_answer(i, entry, realm); break;
      default: break;
    }
    if (fault) return BookFault{i, std::move(*fault)};
  }
  return book;
}

std::optional<Refusal> OrderBook::take_order(std::uint64_t index, View entry, const Authorities& realm) {
  const auto e = tlog::parse_entry<OrderEntry>(entry);
  if (!e.ok()) return refuse(Rule::judge, "The entry is not an order in the one form there is.");
  auto terms = verify_order(*e, realm);
  if (!terms.ok()) return terms.error();
  if (terms->number != next_number()) {
    return refuse(Rule::numbering, "Expected " + std::to_string(next_number()) + ", found " + std::to_string(terms->number) + ".");
  }
  const auto it = cases_.find(terms->filing);
  if (it == cases_.end() || it->second.authority != terms->authority) return refuse(Rule::logged, "The order was never filed.");
  Case& c = it->second;
  if (c.order) return realm.profile.refuse(Rule::stage, "The case has its order already.");
  if (c.stage == Stage::filed) {
    c.stage = terms->basis == Basis::emergency ? Stage::emergency : Stage::logged;
  } else {  // withdrawn or questioned meanwhile: it takes its number and has no effect
    voids_.push_back({index, realm.profile.refuse(Rule::stage, "The case was " + std::string(to_text(c.stage)) + ".")});
    c.stage = Stage::withdrawn;
    c.stopped = index;
  }
  c.order = terms->number;
  c.notice_due = terms->disclosure.month;
  orders_.push_back({index, std::move(*terms)});
  return std::nullopt;
}

std::optional<Refusal> OrderBook::take_intent(std::uint64_t index, View entry, const Authorities& realm) {
  const auto e = tlog::parse_entry<IntentEntry>(entry);
  if (!e.ok()) return refuse(Rule::intent, "The entry is not an intent in the one form there is.");
  const Order* order = find(e->order);
  if (order == nullptr || !order->terms.active_on(e->epoch)) {
    return refuse(Rule::intent, "No order in force on " + eq::to_text(e->epoch) + " has number " + std::to_string(e->order) + ".");
  }
  auto intent = verify_intent(*e, order->terms.authority, realm);
  if (!intent.ok()) return intent.error();
  Case& c = mutable_case(e->order);
  if (c.stopped || c.stage == Stage::closed) {  // the agency may not have seen it yet: no fault, and no effect
    voids_.push_back({index, realm.profile.refuse(Rule::stage, "The order had ended.")});
    return std::nullopt;
  }
  if (c.stage != Stage::emergency || c.confirmed) c.stage = Stage::intent;
  intents_.push_back({index, std::move(*intent)});
  return std::nullopt;
}

std::optional<Refusal> OrderBook::take_receipt(std::uint64_t index, View entry, const Authorities& realm) {
  const auto e = tlog::parse_entry<ReceiptEntry>(entry);
  if (!e.ok()) return refuse(Rule::custodians, "The entry is not a receipt in the one form there is.");
  auto terms = verify_receipt(*e, realm);
  if (!terms.ok()) return terms.error();
  const Intent* intent = intent_at(terms->intent_index);
  if (intent == nullptr || intent->entry.order != terms->order || intent->entry.epoch != terms->epoch) {
    return refuse(Rule::intent, "The receipt names no such intent.");
  }
  if (const Receipt* before = receipt_of(terms->intent_index)) {
    // Two custodians may log the same receipt at the same time; a different one is another opening.
    if (!(before->terms == *terms)) return refuse(Rule::one_extraction);
    return std::nullopt;
  }
  Case& c = mutable_case(terms->order);
  if (c.stage == Stage::intent) c.stage = Stage::extracted;
  receipts_.push_back({index, std::move(*terms)});
  return std::nullopt;
}

std::optional<Refusal> OrderBook::take_act(std::uint64_t index, View entry, const Authorities& realm) {
  const auto e = tlog::parse_entry<ActEntry>(entry);
  if (!e.ok()) return refuse(Rule::stage, "The entry is not an act in the one form there is.");
  if (auto genuine = verify_act(*e, realm); !genuine.ok()) return genuine.error();
  const auto it = cases_.find(e->filing);
  if (e->act == Act::filed && it == cases_.end()) {
    Case c;
    c.filing = e->filing;
    c.authority = e->name;
    c.filed = index;
    cases_.emplace(e->filing, std::move(c));
    return std::nullopt;
  }
  Decision<void> open = it == cases_.end() ? realm.profile.refuse(Rule::logged, "The log has no such filing.")
                                           : open_for(it->second, e->act, *this, realm.profile);
  if (open.ok() && e->actor == Actor::agency && e->name != it->second.authority) open = realm.profile.refuse(Rule::agency, "Another agency's case.");
  if (open.ok() && e->act == Act::postpone) open = check_postponement(it->second, *e, *this, realm.profile);
  if (open.ok()) apply(it->second, *e, index);
  else voids_.push_back({index, open.error()});
  return std::nullopt;
}

std::optional<Refusal> OrderBook::take_answer(std::uint64_t index, View entry, const Authorities& realm) {
  const auto e = tlog::parse_entry<AnswerEntry>(entry);
  if (!e.ok()) return refuse(Rule::answer, "The entry is not an answer in the one form there is.");
  const Order* order = find(e->order);
  if (order == nullptr) return refuse(Rule::answer, "There is no such order.");
  if (auto genuine = verify_answer(*e, order->terms, realm); !genuine.ok()) return genuine.error();
  mutable_case(e->order).answered = index;
  return std::nullopt;
}

Case& OrderBook::mutable_case(std::uint32_t number) { return cases_.at(orders_.at(number - 1).terms.filing); }

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
  for (const Order& o : orders_) {
    if (o.index >= size || !o.terms.active_on(day) || o.terms.category != DataCategory::content) continue;
    const auto& stopped = cases_.at(o.terms.filing).stopped;
    if (!stopped || *stopped >= size) out.push_back(&o);
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
