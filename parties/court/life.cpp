// What becomes of an order after it was logged.  The act is in the log before it has an effect
// here; an effect that was cut short is made up for when the act is done again, for erasing twice
// erases once.
#include <algorithm>

#include "eq/wire/log_reader.h"
#include "parties/court/court.h"
#include "parties/court/reading.h"

namespace eq::court {
using order::Act;
using order::Ground;
using order::or_stop;
using order::Rule;

namespace {

Outcome<crypto::Digest> filing_of(const State& s, std::uint32_t number) {
  const auto it = s.granted.find(number);
  if (it == s.granted.end())
    return order::stop(Err::missing, "There is no order no. " + std::to_string(number) + " here.");
  return it->second.file.terms.filing;
}

/// What the log has of the filing that we granted under this number; null if nothing.  What it has
/// under another number is another order, and nothing is done to it in the name of this one.
Outcome<const order::Case*> case_here(const State& s, const order::OrderBook& book,
                                      std::uint32_t number) {
  const order::Case* c = book.find_case(TRY(filing_of(s, number)));
  if (c != nullptr && c->order && *c->order != number)
    return order::stop(Rule::numbering,
                       "The log has this filing's order as no. " + std::to_string(*c->order) + ".");
  return c;
}

/// The order's day keys, waiting requests and preservation key.  Without its d nobody opens the
/// envelopes of an account and day again.
void destroy_keys(State& s, Hands& h, std::uint32_t number) {
  s.preservations.erase(number);
  for (auto& [day, prepared] : s.days)
    std::erase_if(prepared.keys, [&](const DayKey& k) { return k.order == number; });
  std::erase_if(s.requests, [&](const wire::DayKeyRequest& r) { return r.order == number; });
  h.keep();
}

Outcome<void> tell_to_delete(State& s, Hands& h, std::uint32_t number, const order::Refusal& why) {
  const wire::OrderStopped letter{number, why.id, why.sentence, why.source, why.remedy};
  const wire::Organisation* agency =
      h.realm.agency_named(s.granted.at(number).file.terms.authority);
  return or_stop(wire::post(clerk(s, h), *agency, wire::LetterKind::order_stopped, encode(letter)),
                 "Telling the agency");
}

/// The order has ended, and what was kept under it ends with it.
Outcome<void> say_destroyed(State& s, Hands& h, std::uint32_t number) {
  const auto orders = TRY(read_orders(s, h));
  const order::Case* c = orders.book.case_of(number);
  if (c != nullptr && c->kept && !c->destroyed) TRY(destroy_preservations(s, h, number));
  return {};
}

/// An act that ends the order: logged, keys destroyed.  If the log has it already, only the rest is
/// done.
template <Act A>
Outcome<std::uint64_t> end_by(State& s, Hands& h, std::uint32_t number, order::Stage ends_in,
                              Ground ground = Ground::none) {
  const auto filing = TRY(filing_of(s, number));
  const auto orders = TRY(orders_for<A>(s, h));
  const order::Case* c = TRY(case_here(s, orders.book, number));
  std::uint64_t index = 0;
  if (c != nullptr && c->stopped && c->stage == ends_in)
    index = *c->stopped;
  else
    index = TRY(act<A>(s, h, filing, ground));
  destroy_keys(s, h, number);
  TRY(say_destroyed(s, h, number));
  return index;
}

/// The same, and the agency is told.
template <Act A>
Outcome<std::uint64_t> stop_order(State& s, Hands& h, std::uint32_t number, order::Stage ends_in,
                                  Ground ground, Rule rule) {
  const std::uint64_t index = TRY(end_by<A>(s, h, number, ends_in, ground));
  TRY(tell_to_delete(
      s, h, number,
      h.realm.profile.refuse(rule, ground == Ground::none
                                       ? ""
                                       : "Ground: " + std::string(order::to_text(ground)) + ".")));
  return index;
}

template <Act A>
Outcome<std::uint64_t> act_on(State& s, Hands& h, std::uint32_t number,
                              Ground ground = Ground::none, order::Month month = {}) {
  TRY(case_here(s, TRY(orders_for<A>(s, h)).book, number));
  return act<A>(s, h, TRY(filing_of(s, number)), ground, month);
}

}  // namespace

Outcome<std::uint64_t> confirm(State& s, Hands& h, std::uint32_t number) {
  const auto filing = TRY(filing_of(s, number));
  const auto orders = TRY(read_orders(s, h));
  const auto* order = orders.book.find(number);
  if (order == nullptr) return order::stop(Rule::logged, "The order is not in the log.");
  const Time by = order->terms.confirm_by;
  if (order->terms.basis == order::Basis::emergency && orders.book.present().passed(by))
    return order::Stop{
        h.realm.profile.refuse(Rule::unconfirmed, "It had to be confirmed by " + to_text(by) + "."),
        Err::refused,
        {}};
  return act<Act::confirm>(s, h, filing);
}

Outcome<std::uint64_t> lapse(State& s, Hands& h, std::uint32_t number) {
  return stop_order<Act::lapse>(s, h, number, order::Stage::lapsed, Ground::none,
                                Rule::unconfirmed);
}
Outcome<std::uint64_t> object(State& s, Hands& h, std::uint32_t number, Ground ground) {
  return stop_order<Act::object>(s, h, number, order::Stage::refused, ground, Rule::objection);
}
Outcome<std::uint64_t> end_early(State& s, Hands& h, std::uint32_t number) {
  return end_by<Act::withdraw>(s, h, number, order::Stage::withdrawn);
}

namespace {
constexpr std::string_view kUnderReview =
    "Another country's law may forbid this. The order is under review; nothing is released until the judge has decided.";
constexpr std::string_view kResumed =
    "The review is over. The order goes on unless something else holds it.";

/// The one that is meant, of those that stand.
Outcome<order::Doubt> chosen(const std::vector<order::Doubt>& standing,
                             std::optional<std::uint64_t> index, const order::Profile& profile) {
  std::string entries;
  for (const order::Doubt& d : standing) {
    if (index == d.index || (!index && standing.size() == 1)) return d;
    entries += (entries.empty() ? "" : ", ") + std::to_string(d.index);
  }
  auto r = profile.refuse(Rule::stage, standing.empty() ? "None stands."
                                                        : "Those that stand are the entries " +
                                                              entries + " of the order log.");
  if (!standing.empty()) r.remedy = "Say on which one is decided.";
  return order::Stop{std::move(r), Err::refused, {}};
}

/// What the resumption says of the window for objections.
Outcome<Time> window_anew(Hands& h, const wire::OrdersRead& orders, std::uint32_t number,
                          const order::Doubt& review) {
  const auto reviewed =
      TRY(or_stop(wire::first_logged<order::ActEntry>(h.server, h.realm, wire::LogName::orders,
                                                      orders.log, review.index),
                  "Finding out when the review was witnessed"));
  return order::window_anew(orders.book.find(number)->terms, *orders.book.case_of(number),
                            reviewed.seen_by(), h.now, h.realm.profile);
}

/// The agency is told, again if need be, of what the log has.
Outcome<void> tell_agency(State& s, Hands& h, std::uint32_t number, std::string_view words) {
  const order::OrderTerms& t = s.granted.at(number).file.terms;
  const wire::Organisation* agency = h.realm.agency_named(t.authority);
  return or_stop(wire::post(clerk(s, h), *agency, wire::LetterKind::order_question,
                            encode(wire::OrderWords{t.filing, std::string(words)})),
                 "Telling the agency");
}
}  // namespace

Outcome<std::uint64_t> review(State& s, Hands& h, std::uint32_t number) {
  const auto filing = TRY(filing_of(s, number));
  const auto orders = TRY(look_at_orders(s, h));
  const order::Case* c = TRY(case_here(s, orders.book, number));
  std::optional<std::uint64_t> index;  // ours, logged before
  if (c != nullptr && !c->stopped) {
    const auto ours = std::ranges::find(c->reviews, s.signing.verify_key(), &order::Doubt::by);
    if (ours != c->reviews.end()) index = ours->index;
  }
  if (!index) index = TRY(act<Act::review>(s, h, filing, Ground::third_country, {}, kUnderReview));
  TRY(tell_agency(s, h, number, kUnderReview));
  return *index;
}
Outcome<std::uint64_t> resume(State& s, Hands& h, std::uint32_t number,
                              std::optional<std::uint64_t> review) {
  const auto filing = TRY(filing_of(s, number));
  const auto orders = TRY(read_orders(s, h));
  const order::Case* c = TRY(case_here(s, orders.book, number));
  // Logged before, and cut short then: only the agency is told.
  if (c != nullptr && !c->stopped && !c->reviewed() && c->resumed) {
    TRY(tell_agency(s, h, number, kResumed));
    return *c->resumed;
  }
  if (c == nullptr || !c->order) return order::stop(Rule::logged, "The order is not in the log.");
  const order::Doubt on = TRY(chosen(c->reviews, review, h.realm.profile));
  const Time until = TRY(window_anew(h, orders, number, on));
  const std::string words =
      std::string(kResumed) +
      (until == Time{} ? "" : " It may be objected to until " + to_text(until) + ".");
  const std::uint64_t index =
      TRY(act<Act::resume>(s, h, filing, Ground::none, {}, words, until, on.id));
  TRY(tell_agency(s, h, number, words));
  return index;
}
Outcome<std::uint64_t> reject(State& s, Hands& h, std::uint32_t number) {
  return stop_order<Act::reject>(s, h, number, order::Stage::refused, Ground::third_country,
                                 Rule::conflict);
}

Outcome<std::uint64_t> clear(State& s, Hands& h, std::uint32_t number) {
  return act_on<Act::clear>(s, h, number);
}
Outcome<std::uint64_t> flag(State& s, Hands& h, std::uint32_t number, Ground ground) {
  return act_on<Act::flag>(s, h, number, ground);
}
Outcome<std::uint64_t> lift(State& s, Hands& h, std::uint32_t number,
                            std::optional<std::uint64_t> flag) {
  const auto filing = TRY(filing_of(s, number));
  const auto orders = TRY(read_orders(s, h));
  const order::Case* c = TRY(case_here(s, orders.book, number));
  if (c == nullptr) return order::stop(Rule::logged, "The order is not in the log.");
  const order::Doubt on = TRY(chosen(c->flags, flag, h.realm.profile));
  return act<Act::lift>(s, h, filing, Ground::none, {}, {}, {}, on.id);
}
Outcome<std::uint64_t> close(State& s, Hands& h, std::uint32_t number) {
  const auto filing = TRY(filing_of(s, number));
  const auto orders = TRY(read_orders(s, h));
  const order::Case* c = TRY(case_here(s, orders.book, number));
  // logged before, cut short then
  if (c != nullptr && c->stage == order::Stage::closed && c->kept && !c->destroyed) {
    return TRY(destroy_preservations(s, h, number)).front().log_index;
  }
  const std::uint64_t index = TRY(act<Act::close>(s, h, filing));
  TRY(say_destroyed(s, h, number));
  return index;
}
Outcome<std::uint64_t> postpone(State& s, Hands& h, std::uint32_t number, order::Month until) {
  const auto orders = TRY(read_orders(s, h));
  const order::Case* c = orders.book.case_of(number);
  if (c != nullptr && order::month_of(day_of(h.now)) >= c->notice_moved_to())
    return order::Stop{
        h.realm.profile.refuse(Rule::postponement, "The notice is due."), Err::refused, {}};
  return act_on<Act::postpone>(s, h, number, Ground::none, until);
}

}  // namespace eq::court
