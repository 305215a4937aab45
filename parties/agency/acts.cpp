// What the agency may do with a case or an order of its own, each an act in the log.
#include "eq/order/life.h"
#include "parties/agency/reading.h"

namespace eq::agency {
using order::or_stop;
using wire::LetterKind;

namespace {

template <order::Act A>
Outcome<std::uint64_t> act(State& state, Environment& environment, const crypto::Digest& filing,
                           std::string_view words = {}) {
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const auto open = TRY(or_stop(
      order::Open<A>::check(orders.book, filing, state.signing.verify_key(), orders.book.realm())));
  const auto detail = words.empty() ? crypto::Digest{} : crypto::sha256(view(words));
  const auto entry = open.by_agency(state.signing, environment.realm.name, environment.now, detail);
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  return TRY(log_entry(state, environment, request, "Logging the act")).index;
}

}  // namespace

Outcome<void> clarify(State& state, Environment& environment, const crypto::Digest& application,
                      const std::string& text) {
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const order::Case* c = orders.book.find_case(application);
  if (c != nullptr && c->stage != order::Stage::clarification && !c->waits_for_clarification())
    return order::stop(Err::refused, "Nothing is asked: it was answered, or the case has gone on.");
  TRY(act<order::Act::clarified>(state, environment, application, text));
  TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                         LetterKind::order_clarified, encode(wire::OrderWords{application, text})),
              "Answering the court"));
  for (Filing& f : state.filings)  // what is answered is asked no longer
    if (f.application.id() == application) f.questions.clear();
  environment.keep();
  return {};
}

Outcome<std::uint64_t> withdraw(State& state, Environment& environment,
                                const crypto::Digest& application) {
  return act<order::Act::withdraw>(state, environment, application);
}

Outcome<std::uint64_t> preserve(State& state, Environment& environment, std::uint32_t number) {
  const Filing* filing = TRY(granted(state, number));
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const order::Case* c = orders.book.find_case(filing->application.id());
  if (c != nullptr && c->preserved)
    return order::stop(Err::refused, c->kept
                                         ? "It was asked for already, and the court has it kept."
                                         : "It was asked for already; the court decides.");
  return act<order::Act::preserve>(state, environment, filing->application.id());
}

Outcome<std::uint64_t> acknowledge(State& state, Environment& environment, std::uint32_t number) {
  const Filing* filing = TRY(granted(state, number));
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const order::Case* c = orders.book.find_case(filing->application.id());
  if (c != nullptr && c->stage == order::Stage::delivered)
    return order::stop(Err::refused, "Delivery was acknowledged already.");
  return act<order::Act::delivered>(state, environment, filing->application.id());
}

Outcome<std::uint64_t> delete_received(State& state, Environment& environment,
                                       std::uint32_t number) {
  const Filing* filing = TRY(granted(state, number));
  // Deleted first: the certificate must be true when it is logged.  Again after a crash, it deletes
  // nothing more.
  std::erase_if(state.openings, [&](const auto& o) { return o.first.order == number; });
  environment.keep();
  return act<order::Act::deleted>(state, environment, filing->application.id());
}

}  // namespace eq::agency
