// Reading the order log entry by entry: what the next entry may be, given all before it, and what
// it then does.
#include <algorithm>

#include "eq/order/life.h"

namespace eq::order {

/// Each says whether an entry that is genuine by itself may stand next.  Nothing changes here.
class OrderBook::Rules {
 public:
  explicit Rules(const OrderBook& book) : book_(book), profile_(book.realm_.profile) {}

  Decision<void> operator()(std::monostate) const { return {}; }
  // all of it is in verify_succession()
  Decision<void> operator()(const Custodians&) const { return {}; }
  Decision<void> operator()(const OrderTerms& terms) const;
  Decision<void> operator()(const SignedIntent& intent) const;
  Decision<void> operator()(const ReceiptEntry& receipt) const;
  Decision<void> operator()(const SignedAct& act) const;
  Decision<void> operator()(const AnswerEntry& answer) const;
  Decision<void> operator()(const TallyEntry& tally) const;

 private:
  const OrderBook& book_;
  const Profile& profile_;
};

Decision<void> OrderBook::Rules::operator()(const OrderTerms& terms) const {
  // In whatever sequence they come: one that is kept back holds up no other.
  if (terms.number == 0 || book_.find(terms.number) != nullptr)
    return refuse(Rule::numbering, "No. " + std::to_string(terms.number) + " is another order's.");
  const Case* c = book_.find_case(terms.filing);
  if (c == nullptr || c->authority != terms.authority)
    return refuse(Rule::logged, "The order was never filed.");
  if (c->commitment != terms.commitment.bytes())
    return refuse(Rule::opening, "The agency filed that case about another account.");
  if (c->order) return profile_.refuse(Rule::stage, "The case has its order already.");
  if (c->stage != Stage::filed)
    return profile_.refuse(Rule::stage, "The case was " + std::string(to_text(c->stage)) + ".");
  // One order more, and no object of that day could be made, nor of any later one, for days stand
  // in sequence.
  if (const auto full = book_.full_day(terms.category, terms.first, terms.last))
    return no_room(*full, book_.realm_.k);
  return {};
}

Decision<void> OrderBook::Rules::operator()(const SignedIntent& intent) const {
  const IntentEntry& e = intent.entry;
  const Order* order = book_.find(e.order);
  if (order == nullptr || !order->terms.active_on(e.epoch)) {
    return refuse(Rule::intent, "No order in force on " + eq::to_text(e.epoch) + " has number " +
                                    std::to_string(e.order) + ".");
  }
  if (intent.agency != order->terms.authority)
    return refuse(Rule::intent, "The signature is not the agency's.");
  if (auto over = ended(*book_.case_of(e.order), profile_)) return std::move(*over);
  return {};
}

Decision<void> OrderBook::Rules::operator()(const ReceiptEntry& receipt) const {
  const ReceiptTerms& t = receipt.terms;
  if (!book_.receipts_at_.contains({t.order, t.epoch}))
    return refuse(Rule::intent, "No intent asked for that day of the order.");
  if (auto over = ended(*book_.case_of(t.order), profile_)) return std::move(*over);
  for (const Receipt* r : book_.receipts_of(t.order, t.epoch)) {
    if (r->custodian == receipt.custodian.index) return refuse(Rule::one_extraction);
  }
  return {};
}

Decision<void> OrderBook::Rules::operator()(const SignedAct& act) const {
  const ActEntry& e = act.entry;
  const Case* c = book_.find_case(e.filing);
  if (c == nullptr && e.act == Act::filed) return {};
  if (c == nullptr) return profile_.refuse(Rule::logged, "The log has no such filing.");
  auto open = open_for(*c, e.act, act.signer, book_, profile_);
  if (!open.ok()) return open;
  // Without this, whoever logs could lift a second flag with the judge's lifting of the first.
  if (book_.acts_.contains(act.id))
    return profile_.refuse(Rule::stage, "This very act stands in the log already.");
  if (e.actor == Actor::agency && e.name != c->authority)
    return profile_.refuse(Rule::agency, "Another agency's case.");
  if (e.actor == Actor::custodian) {
    const OrderTerms& t = book_.find(*c->order)->terms;  // flag and review are open for orders only
    const CustodianKey* own = book_.realm_.serving(t.first, t.last, book_.size_, act.signer);
    if (own == nullptr || own->index != e.custodian) {
      return profile_.refuse(Rule::custodians,
                             "That custodian is in office on no day of the order.");
    }
  }
  return c->order ? check_details(*c, e, book_, profile_) : Decision<void>();
}

Decision<void> OrderBook::Rules::operator()(const AnswerEntry& e) const {
  const Order* order = book_.find(e.order);
  if (order == nullptr) return refuse(Rule::answer, "There is no such order.");
  const Case& answered = *book_.case_of(e.order);
  // or it could take back what the case has come to
  if (auto over = ended(answered, profile_)) return std::move(*over);
  return check_items(order->terms, e.items, profile_);
}

Decision<void> OrderBook::Rules::operator()(const TallyEntry& e) const {
  if (book_.size_ != e.intent_index + 1)
    return refuse(Rule::tally, "It does not stand right behind its intent.");
  // none if that is void: then nobody asks for the count
  const Intent* intent = book_.intent_at(e.intent_index);
  if (intent != nullptr && intent->entry.epoch != e.day)
    return refuse(Rule::tally, "It counts another day than the intent's.");
  return {};
}

/// Each makes an entry that Rules allowed part of the book.
class OrderBook::Effects {
 public:
  explicit Effects(OrderBook& book) : book_(book), index_(book.size_) {}

  void operator()(std::monostate) {}
  void operator()(Custodians next) { book_.realm_.custodians.push_back(std::move(next)); }
  void operator()(OrderTerms terms);
  void operator()(SignedIntent intent);
  void operator()(ReceiptEntry receipt);
  void operator()(SignedAct act);
  void operator()(AnswerEntry answer);
  void operator()(TallyEntry tally) { book_.tallies_.emplace(tally.intent_index, tally); }

 private:
  OrderBook& book_;
  std::uint64_t index_;
};

void OrderBook::Effects::operator()(OrderTerms terms) {
  Case& c = book_.cases_.at(terms.filing);
  c.stage = terms.basis == Basis::emergency ? Stage::emergency : Stage::logged;
  c.order = terms.number;
  c.notice_due = terms.disclosure.month;
  if (terms.category == DataCategory::content) {
    // verify_order() has bounded it
    const std::uint32_t after_first = terms.last.n - terms.first.n;
    for (std::uint32_t d = 0; d <= after_first; ++d)
      book_.covered_by_[terms.first + d].push_back(book_.orders_.size());
  }
  book_.by_number_.emplace(terms.number, book_.orders_.size());
  book_.orders_.push_back({index_, std::move(terms)});
}

void OrderBook::Effects::operator()(SignedIntent intent) {
  Case& c = book_.mutable_case(intent.entry.order);
  if (c.stage != Stage::emergency || c.confirmed) c.stage = Stage::intent;
  // from now on there may be receipts
  book_.receipts_at_[{intent.entry.order, intent.entry.epoch}];
  book_.intents_.push_back({index_, std::move(intent.entry)});
}

void OrderBook::Effects::operator()(ReceiptEntry receipt) {
  auto& of_day = book_.receipts_at_.at({receipt.terms.order, receipt.terms.epoch});
  of_day.push_back(book_.receipts_.size());
  book_.receipts_.push_back({index_, receipt.terms, receipt.custodian.index, of_day.size()});
  Case& c = book_.mutable_case(receipt.terms.order);
  const bool open = book_.opened_by(receipt.terms.order, receipt.terms.epoch) != nullptr;
  if (open && c.stage == Stage::intent) c.stage = Stage::extracted;
}

void OrderBook::Effects::operator()(SignedAct act) {
  book_.acts_.insert(act.id);
  const auto known = book_.cases_.find(act.entry.filing);
  if (known != book_.cases_.end())
    return apply(known->second, act.entry, act.signer, act.id, index_);
  Case c;
  c.filing = act.entry.filing;
  c.authority = std::move(act.entry.name);
  c.commitment = act.entry.detail;
  c.filed = index_;
  book_.cases_.emplace(c.filing, std::move(c));
}

void OrderBook::Effects::operator()(AnswerEntry e) {
  Case& c = book_.mutable_case(e.order);
  c.answered = index_;
  const bool asks = std::ranges::any_of(
      e.items, [](const Item& i) { return i.disposition == Disposition::unclear; });
  if (asks) c.questioned = index_;
}

Decision<void> OrderBook::would_take(View entry) const {
  const Genuine genuine = TRY(check_by_itself(entry, size_, realm_));
  return std::visit(Rules(*this), genuine);
}

void OrderBook::enter(std::span<const View> entries, Executor* executor) {
  constexpr std::size_t kBlock = 4096;  // entries held decoded at a time
  for (; entries.size() > kBlock; entries = entries.subspan(kBlock))
    enter(entries.first(kBlock), executor);
  std::vector<std::optional<Decision<Genuine>>> checked(entries.size());
  // Who is in office comes first, since signatures are checked against it; nobody is yet for the
  // entries before (known_from).
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].empty() || entries[i][0] != SuccessionEntry::kLogTag) continue;
    checked[i] = check_by_itself(entries[i], size_ + i, realm_);
    if (!checked[i]->ok()) continue;
    Effects (*this)(std::get<Custodians>(std::move(checked[i]->value())));
    checked[i] = Genuine();
  }
  run_all(executor, entries.size(), [&](std::size_t i) {
    if (!checked[i]) checked[i] = check_by_itself(entries[i], size_ + i, realm_);
  });
  for (auto& entry : checked) {
    Decision<void> allowed =
        entry->ok() ? std::visit(Rules(*this), entry->value()) : Decision<void>(entry->error());
    if (allowed.ok())
      std::visit([&](auto&& e) { Effects (*this)(std::move(e)); }, entry->value());
    else
      voids_.push_back({size_, allowed.error()});
    ++size_;
  }
}

}  // namespace eq::order
