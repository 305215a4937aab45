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

Outcome<crypto::Digest> filing_of(const State& state, std::uint32_t number) {
  const auto it = state.granted.find(number);
  if (it == state.granted.end())
    return order::stop(Err::missing,
                       "There is no order no. " + std::to_string(number) +
                           " here; `equipoise court inbox` shows those that there are");
  return it->second.file.terms.filing;
}

}  // namespace

Outcome<const order::Case*> case_here(const State& state, const order::OrderBook& book,
                                      std::uint32_t number) {
  const order::Case* c = book.find_case(TRY(filing_of(state, number)));
  if (c != nullptr && c->order && *c->order != number)
    return order::stop(Rule::numbering,
                       "The log has this filing's order as no. " + std::to_string(*c->order) + ".");
  return c;
}

namespace {

/// The order's day keys, waiting requests and preservation key.  Without its d nobody opens the
/// envelopes of an account and day again.
void destroy_keys(State& state, Environment& environment, std::uint32_t number) {
  state.preservations.erase(number);
  for (auto& [day, prepared] : state.days)
    std::erase_if(prepared.keys, [&](const DayKey& k) { return k.order == number; });
  std::erase_if(state.requests, [&](const wire::DayKeyRequest& r) { return r.order == number; });
  environment.keep();
}

Outcome<void> tell_to_delete(State& state, Environment& environment, std::uint32_t number,
                             const order::Refusal& why) {
  const wire::OrderStopped letter{number, why.id, why.sentence, why.source, why.remedy};
  const wire::Organisation* agency =
      environment.realm.agency_named(state.granted.at(number).file.terms.authority);
  return or_stop(wire::post(clerk(state, environment), *agency, wire::LetterKind::order_stopped,
                            encode(letter)),
                 "Telling the agency");
}

/// The order has ended, and what was kept under it ends with it.
Outcome<void> say_destroyed(State& state, Environment& environment, const JudgeKey& judge,
                            std::uint32_t number) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = orders.book.case_of(number);
  if (c != nullptr && c->kept && !c->destroyed)
    TRY(destroy_preservations(state, environment, judge, number));
  return {};
}

/// An act that ends the order: logged, keys destroyed.  If the log has it already, only the rest is
/// done.
template <Act A>
Outcome<std::uint64_t> end_by(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number, order::Stage ends_in,
                              Ground ground = Ground::none) {
  const auto filing = TRY(filing_of(state, number));
  const auto orders = TRY(orders_for<A>(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  std::uint64_t index = 0;
  if (c != nullptr && c->stopped && c->stage == ends_in)
    index = *c->stopped;
  else
    index = TRY(act<A>(state, environment, judge, orders, filing, {.ground = ground}));
  destroy_keys(state, environment, number);
  TRY(say_destroyed(state, environment, judge, number));
  return index;
}

/// The same, and the agency is told.
template <Act A>
Outcome<std::uint64_t> stop_order(State& state, Environment& environment, const JudgeKey& judge,
                                  std::uint32_t number, order::Stage ends_in, Ground ground,
                                  Rule rule) {
  const std::uint64_t index = TRY(end_by<A>(state, environment, judge, number, ends_in, ground));
  TRY(tell_to_delete(
      state, environment, number,
      environment.realm.profile.refuse(
          rule,
          ground == Ground::none ? "" : "Ground: " + std::string(order::to_text(ground)) + ".")));
  return index;
}

template <Act A>
Outcome<std::uint64_t> act_on(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number, const Saying& saying = {}) {
  const auto orders = TRY(orders_for<A>(state, environment));
  TRY(case_here(state, orders.book, number));
  return act<A>(state, environment, judge, orders, TRY(filing_of(state, number)), saying);
}

}  // namespace

Outcome<std::uint64_t> confirm(State& state, Environment& environment, const JudgeKey& judge,
                               std::uint32_t number) {
  const auto filing = TRY(filing_of(state, number));
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  if (c == nullptr || !c->order) return order::stop(Rule::logged, "The order is not in the log.");
  const order::OrderTerms& terms = orders.book.find(number)->terms;
  const Time by = terms.confirm_by;
  if (terms.basis == order::Basis::emergency && orders.book.present().passed(by))
    return order::Stop{environment.realm.profile.refuse(
                           Rule::unconfirmed, "It had to be confirmed by " + to_text(by) + "."),
                       Err::refused,
                       {}};
  return act<Act::confirm>(state, environment, judge, orders, filing);
}

Outcome<std::uint64_t> lapse(State& state, Environment& environment, const JudgeKey& judge,
                             std::uint32_t number) {
  return stop_order<Act::lapse>(state, environment, judge, number, order::Stage::lapsed,
                                Ground::none, Rule::unconfirmed);
}
Outcome<std::uint64_t> object(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number, Ground ground) {
  return stop_order<Act::object>(state, environment, judge, number, order::Stage::refused, ground,
                                 Rule::objection);
}
Outcome<std::uint64_t> end_early(State& state, Environment& environment, const JudgeKey& judge,
                                 std::uint32_t number) {
  return end_by<Act::withdraw>(state, environment, judge, number, order::Stage::withdrawn);
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
Outcome<Time> window_anew(Environment& environment, const wire::OrdersRead& orders,
                          std::uint32_t number, const order::Doubt& review) {
  const auto reviewed = TRY(
      or_stop(wire::first_logged<order::ActEntry>(environment.server, environment.realm,
                                                  wire::LogName::orders, orders.log, review.index),
              "Finding out when the review was witnessed"));
  return order::window_anew(orders.book.find(number)->terms, *orders.book.case_of(number),
                            reviewed.seen_by(), environment.now, environment.realm.profile);
}

/// The agency is told, again if need be, of what the log has.
Outcome<void> tell_agency(State& state, Environment& environment, std::uint32_t number,
                          std::string_view words) {
  const order::OrderTerms& t = state.granted.at(number).file.terms;
  const wire::Organisation* agency = environment.realm.agency_named(t.authority);
  return or_stop(wire::post(clerk(state, environment), *agency, wire::LetterKind::order_question,
                            encode(wire::OrderWords{t.filing, std::string(words)})),
                 "Telling the agency");
}
}  // namespace

Outcome<std::uint64_t> review(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number) {
  const auto filing = TRY(filing_of(state, number));
  const auto orders = TRY(look_at_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  std::optional<std::uint64_t> index;  // ours, logged before
  if (c != nullptr && !c->stopped) {
    const auto ours = std::ranges::find(c->reviews, judge.verify_key(), &order::Doubt::by);
    if (ours != c->reviews.end()) index = ours->index;
  }
  if (!index)
    index = TRY(act<Act::review>(state, environment, judge, orders, filing,
                                 {.ground = Ground::third_country, .words = kUnderReview}));
  TRY(tell_agency(state, environment, number, kUnderReview));
  return *index;
}

namespace {
/// What the agency is told, and the log has the digest of.
std::string resumed_words(Time until) {
  return std::string(kResumed) +
         (until == Time{} ? "" : " It may be objected to until " + to_text(until) + ".");
}

/// A review that stands, and the window that its end opens.
struct Ending {
  order::Doubt review;
  Time until;
};
Outcome<Ending> ending_of(Environment& environment, const wire::OrdersRead& orders,
                          std::uint32_t number, const order::Case* c,
                          std::optional<std::uint64_t> review) {
  if (c == nullptr || !c->order) return order::stop(Rule::logged, "The order is not in the log.");
  const order::Doubt on = TRY(chosen(c->reviews, review, environment.realm.profile));
  return Ending{on, TRY(window_anew(environment, orders, number, on))};
}

/// The resumption is in the log, and may have been cut short there.
bool has_resumed(const order::Case* c) {
  return c != nullptr && !c->stopped && !c->reviewed() && c->resumed;
}
}  // namespace

Outcome<Time> window_after(State& state, Environment& environment, std::uint32_t number,
                           std::optional<std::uint64_t> review) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  if (has_resumed(c)) return c->window_until;
  return TRY(ending_of(environment, orders, number, c, review)).until;
}

Outcome<Resumed> resume(State& state, Environment& environment, const JudgeKey& judge,
                        std::uint32_t number, std::optional<std::uint64_t> review) {
  const auto filing = TRY(filing_of(state, number));
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  if (has_resumed(c)) {  // only the agency is told
    TRY(tell_agency(state, environment, number, resumed_words(c->window_until)));
    return Resumed{*c->resumed, c->window_until};
  }
  const Ending ending = TRY(ending_of(environment, orders, number, c, review));
  const std::string words = resumed_words(ending.until);
  const std::uint64_t index =
      TRY(act<Act::resume>(state, environment, judge, orders, filing,
                           {.words = words, .until = ending.until, .about = ending.review.id}));
  TRY(tell_agency(state, environment, number, words));
  return Resumed{index, ending.until};
}
Outcome<std::uint64_t> reject(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number) {
  return stop_order<Act::reject>(state, environment, judge, number, order::Stage::refused,
                                 Ground::third_country, Rule::conflict);
}

Outcome<std::uint64_t> clear(State& state, Environment& environment, const JudgeKey& judge,
                             std::uint32_t number) {
  return act_on<Act::clear>(state, environment, judge, number);
}
Outcome<std::uint64_t> flag(State& state, Environment& environment, const JudgeKey& judge,
                            std::uint32_t number, Ground ground) {
  return act_on<Act::flag>(state, environment, judge, number, {.ground = ground});
}
Outcome<std::uint64_t> lift(State& state, Environment& environment, const JudgeKey& judge,
                            std::uint32_t number, std::optional<std::uint64_t> flag) {
  const auto filing = TRY(filing_of(state, number));
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  if (c == nullptr) return order::stop(Rule::logged, "The order is not in the log.");
  const order::Doubt on = TRY(chosen(c->flags, flag, environment.realm.profile));
  return act<Act::lift>(state, environment, judge, orders, filing, {.about = on.id});
}
Outcome<std::uint64_t> close(State& state, Environment& environment, const JudgeKey& judge,
                             std::uint32_t number) {
  const auto filing = TRY(filing_of(state, number));
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  // logged before, cut short then
  if (c != nullptr && c->stage == order::Stage::closed && c->kept && !c->destroyed) {
    return TRY(destroy_preservations(state, environment, judge, number)).front().log_index;
  }
  const std::uint64_t index = TRY(act<Act::close>(state, environment, judge, orders, filing));
  TRY(say_destroyed(state, environment, judge, number));
  return index;
}
Outcome<std::uint64_t> postpone(State& state, Environment& environment, const JudgeKey& judge,
                                std::uint32_t number, order::Month until) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  if (c != nullptr && order::month_of(day_of(environment.now)) >= c->notice_moved_to())
    return order::Stop{environment.realm.profile.refuse(Rule::postponement, "The notice is due."),
                       Err::refused,
                       {}};
  return act<Act::postpone>(state, environment, judge, orders, TRY(filing_of(state, number)),
                            {.month = until});
}

}  // namespace eq::court
