// What a custodian may say about an order that is in the log, in the log.
#include <algorithm>

#include "parties/custodian/custodian.h"
#include "parties/custodian/reading.h"

namespace eq::custodian {
using order::Act;
using order::or_stop;
using order::Rule;

namespace {

template <Act A>
Outcome<std::uint64_t> act(State& state, Environment& environment, std::uint32_t number,
                           order::Ground ground) {
  // These only stop something: an old view may be shown exactly so that they are not done.
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const order::Case* c = orders.book.case_of(number);
  if (c == nullptr) {
    const bool waits = std::ranges::any_of(
        state.orders, [&](const AskedOrder& asked) { return asked.file.terms.number == number; });
    order::Refusal unknown =
        order::refuse(Rule::logged, "The log has no order no. " + std::to_string(number) +
                                        (waits ? ", for it is not public yet." : "."));
    unknown.remedy = waits ? "Decline it, with your reason, instead of flagging it."
                           : "See `equipoise order life` for the orders that there are.";
    return order::Stop{std::move(unknown), Err::refused, {}};
  }
  const auto open = TRY(or_stop(order::Open<A>::check(
      orders.book, c->filing, state.signing.verify_key(), orders.book.realm())));
  const auto& terms = orders.book.find(number)->terms;
  const auto* ours = orders.book.realm().serving(terms.first, terms.last, order::kWholeLog,
                                                 state.signing.verify_key());
  if (ours == nullptr)
    return order::stop(Rule::custodians, "We are in office on no day of this order.");
  const auto entry = open.by_custodian(ours->index, state.signing, environment.realm.name,
                                       environment.now, ground);
  // the ground may not fit
  TRY(or_stop(order::verify_act(entry, order::kWholeLog, orders.book.realm())));
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  return TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                               environment.now, environment.rng, request),
                     "Logging the act"))
      .index;
}

}  // namespace

Outcome<std::uint64_t> flag(State& state, Environment& environment, std::uint32_t number,
                            order::Ground ground) {
  return act<Act::flag>(state, environment, number, ground);
}
Outcome<std::uint64_t> review(State& state, Environment& environment, std::uint32_t number) {
  return act<Act::review>(state, environment, number, order::Ground::third_country);
}

}  // namespace eq::custodian
