#include "parties/agency/reading.h"

#include "eq/order/life.h"
#include "eq/wire/log_reader.h"

namespace eq::agency {
using order::or_stop;
using order::Rule;

Outcome<wire::OrdersRead> read_orders(State& state, Environment& environment) {
  return wire::read_orders(environment.server, environment.realm, state.orders_seen,
                           environment.now);
}

Outcome<Filing*> granted(State& state, std::uint32_t number) {
  for (Filing& f : state.filings) {
    if (f.granted && f.granted->number == number) return &f;
  }
  std::string waits;
  for (const Filing& f : state.filings)
    if (!f.granted && f.refusals.empty())
      waits += (waits.empty() ? " What waits: application " : ", ") +
               hex(View(f.application.id()).first(4));
  return order::stop(Err::missing, "The court has not told us of an order no. " +
                                       std::to_string(number) + "." + waits +
                                       (waits.empty() ? "" : "."));
}

Outcome<order::Active> active(const wire::OrdersRead& orders, const Filing& f, Day day) {
  if (f.granted->log_index >= orders.log.size())
    return order::stop(Err::unavailable, "The order is not witnessed yet.");
  const auto entry = orders.log.logged<order::OrderEntry>(f.granted->log_index);
  if (!entry.ok()) return order::stop(Rule::logged, "The log has no such order.");
  const order::Opening opening{f.application.scope.account, f.granted->blind};
  return or_stop(order::Active::on(*entry, opening, day, orders.book.realm()));
}

Outcome<LoggedDay> read_day(State& state, Environment& environment, Day day) {
  const auto epochs =
      wire::read_fresh_log(environment.server, environment.realm, wire::LogName::epochs,
                           state.epochs_seen, environment.now);
  if (!epochs.ok())
    return order::stop(epochs.error().err,
                       "The epoch log does not check out: " + epochs.error().what);
  const auto orders = TRY(read_orders(state, environment));
  auto read = wire::read_day(environment.server, environment.realm, *epochs, orders, day);
  if (!read.ok() && read.error() == Err::unavailable)
    return order::stop(read.error(), "Fetching the day's object");
  if (!read.ok()) {
    auto none =
        order::refuse(Rule::epoch_object, "The day has no logged object that is acceptable.");
    none.remedy = "Ask the court whether " + to_text(day) +
                  " was published in time; of a day without an object nothing can be opened.";
    return order::Stop{std::move(none), Err::refused, {}};
  }
  return LoggedDay{std::move(*read), orders.book.realm().custodians_on(day, order::kWholeLog)};
}

Outcome<wire::Appended> log_entry(State& state, Environment& environment,
                                  const wire::LogAppend& request, std::string_view what) {
  const auto at = wire::ask(environment.server, clerk(state, environment).caller(), environment.now,
                            environment.rng, request);
  if (!at.ok() && (at.error() == Err::stale || at.error() == Err::refused)) {
    TRY(or_stop(TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen))
                    .book.would_take(request.entry)));
  }
  return or_stop(at, what);
}

}  // namespace eq::agency
