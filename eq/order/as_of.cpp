#include "eq/order/as_of.h"

#include <algorithm>

#include "eq/order/case_words.h"

namespace eq::order {
namespace {

/// Whether an entry names this order or its case.  Tallies name their intent.
class Names {
 public:
  explicit Names(const OrderTerms& terms) : terms_(terms) {}

  bool operator()(View entry, std::uint64_t index) {
    switch (entry.empty() ? 0 : entry[0]) {
      case OrderEntry::kLogTag:
        return is<OrderEntry>(entry, [&](const auto& e) {
          return e.terms.filing == terms_.filing || e.terms.number == terms_.number;
        });
      case ActEntry::kLogTag:
        return is<ActEntry>(entry, [&](const auto& e) { return e.filing == terms_.filing; });
      case ReceiptEntry::kLogTag:
        return is<ReceiptEntry>(entry,
                                [&](const auto& e) { return e.terms.order == terms_.number; });
      case AnswerEntry::kLogTag:
        return is<AnswerEntry>(entry, [&](const auto& e) { return e.order == terms_.number; });
      case TallyEntry::kLogTag:
        return is<TallyEntry>(entry,
                              [&](const auto& e) { return intents_.contains(e.intent_index); });
      case IntentEntry::kLogTag:
        if (!is<IntentEntry>(entry, [&](const auto& e) { return e.order == terms_.number; }))
          return false;
        intents_.insert(index);
        return true;
      default: return false;
    }
  }

 private:
  template <class T, class Which>
  static bool is(View entry, Which which) {
    const auto e = tlog::parse_entry<T>(entry);
    return e.ok() && which(*e);
  }
  const OrderTerms& terms_;
  std::set<std::uint64_t> intents_;
};

WitnessedTimes times_of(const Case& c, tlog::NotAfter asked, const SeenBy& seen) {
  const auto of = [&](const std::optional<std::uint64_t>& act) {
    return act ? std::optional(seen.at(*act)) : std::nullopt;
  };
  return {asked, of(c.confirmed), of(c.kept), of(c.extended)};
}

/// Of a day: what holds each of its intents; nullopt if one stands, and the day was let go while it
/// might be.
std::optional<Refusal> against_day(const OrderBook& book, const OrderBook::Order& order, Day day,
                                   const SeenBy& seen, const tlog::Present& then) {
  const Case& c = *book.case_of(order.terms.number);
  std::optional<Refusal> why = refuse(Rule::intent, "Nobody asked for " + eq::to_text(day) + ".");
  for (const OrderBook::Intent& i : book.intents()) {
    if (i.entry.order != order.terms.number || i.entry.epoch != day) continue;
    const WitnessedTimes times = times_of(c, seen.at(i.index), seen);
    why = held(order.terms, c, times, then, book.realm().profile);
    const auto* receipt = book.opened_by(order.terms.number, day);
    const Time end = releasable_until(order.terms, c, times);
    if (!why && receipt != nullptr && !seen.at(receipt->index).by(end + tlog::kFreshness_ms))
      why = refuse(Rule::time_over,
                   eq::to_text(day) + " was let go later than " + eq::to_text(end) + ".");
    if (!why) break;
  }
  return why;
}

std::optional<Refusal> against(const OrderBook& book, const OrderBook::Order& order,
                               const std::set<Day>& opened, const SeenBy& seen,
                               const tlog::Present& then) {
  const Case& c = *book.case_of(order.terms.number);
  const Profile& p = book.realm().profile;
  // After its close nothing more is let go; what was let go before is not touched by it.
  if (c.stage != Stage::closed) {
    if (auto over = ended(c, p)) return over;
  }
  // Within its hour it opens; but what an emergency opened is worth no more than the judge's word
  // that comes after.
  if (order.terms.basis == Basis::emergency && !c.confirmed)
    return p.refuse(Rule::unconfirmed, "No judge has confirmed it; that had to come by " +
                                           eq::to_text(order.terms.confirm_by) + ".");
  // Where nothing was opened yet: as if it were asked for at that moment.
  if (opened.empty())
    return held(order.terms, c, times_of(c, tlog::NotAfter(then.own()), seen), then, p);
  for (const Day day : opened) {
    if (auto why = against_day(book, order, day, seen, then)) return why;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::uint64_t> entries_of(const tlog::ReplayedLog& log, const OrderBook& book,
                                      const OrderBook::Order& order) {
  std::set<std::uint64_t> out;
  for (const Custodians& c : std::span(book.realm().custodians).subspan(1))
    out.insert(c.known_from);
  Names names(order.terms);
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    if (names(log.entry(i), i)) out.insert(i);
  }
  return {out.begin(), out.end()};
}

CaseAsOf case_as_of(const tlog::ReplayedLog& log, const OrderBook& book,
                    const OrderBook::Order& order, const Application& decided_on,
                    const std::set<Day>& opened, const SeenBy& seen) {
  const auto entries = entries_of(log, book, order);
  EQ_ASSERT(std::ranges::all_of(entries, [&](std::uint64_t i) { return seen.contains(i); }));
  const Time at = log.checkpoint().newest_at().earliest();
  // a witness's own time is never stale to itself
  const auto then = tlog::Present::at(log.checkpoint(), at).take();
  CaseAsOf out{log.size(),
               at,
               stage_now(*book.case_of(order.terms.number), book, at),
               against(book, order, opened, seen, then),
               {}};
  out.words = case_in_words(log, book, order, decided_on, entries, seen, out);
  return out;
}

}  // namespace eq::order
