// Internal to this party: reading the order log, and the desk's clerk.
#pragma once

#include "eq/order/life.h"
#include "eq/wire/desk.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/orders_reader.h"
#include "parties/court/court.h"

namespace eq::court {

/// The order log as it is now.
Outcome<wire::OrdersRead> read_orders(State& state, Environment& environment);
/// As the server shows it, for acts that only stop something.
Outcome<wire::OrdersShown> look_at_orders(State& state, Environment& environment);
/// What the act needs of the two.
template <order::Act A>
auto orders_for(State& state, Environment& environment) {
  if constexpr (order::lets_go_on(A))
    return read_orders(state, environment);
  else
    return look_at_orders(state, environment);
}

/// What the log has of the filing that we granted under this number; null if nothing.  What it has
/// under another number is another order, and nothing is done to it in the name of this one.
Outcome<const order::Case*> case_here(const State& state, const order::OrderBook& book,
                                      std::uint32_t number);

/// Whether an order can still come into the objects of its days: none of them is public yet.
/// ORD-R4, with the first day that is open.
Outcome<void> check_days_open(State& state, Environment& environment, order::DataCategory category,
                              Day first);

/// The epoch log as it is now; nothing before its first entry, when it has no checkpoint either.
Outcome<std::optional<tlog::FreshLog>> read_days(State& state, Environment& environment);

/// What opens the sealed records of a day: only while the preservation lasts.  Nothing if none is
/// kept.
Outcome<std::optional<Array<32>>> day_secret_of(State& state, Environment& environment,
                                                const wire::OrdersRead& orders,
                                                std::uint32_t number, Day day);

/// What an act says besides its kind.
struct Saying {
  order::Ground ground = order::Ground::none;
  order::Month month{};
  std::string_view words{};  // written to those concerned; the log holds their digest
  Time until{};
  crypto::Digest about{};
};
/// Do an act that the log leaves open for the case: sign it and append it.  @return its index.
/// @param orders  the log as it was read to decide on the act (orders_for)
template <order::Act A, class Orders>
Outcome<std::uint64_t> act(State& state, Environment& environment, const JudgeKey& judge,
                           const Orders& orders, const crypto::Digest& filing,
                           const Saying& saying = {}) {
  const auto open = TRY(order::or_stop(
      order::Open<A>::check(orders.book, filing, judge.verify_key(), orders.book.realm())));
  const auto detail = saying.words.empty() ? crypto::Digest{} : crypto::sha256(view(saying.words));
  const auto entry = open.by_court(judge.signing(), environment.realm.name, environment.now,
                                   saying.ground, saying.month, detail, saying.until, saying.about);
  if (const auto own = order::verify_act(entry, order::kWholeLog, orders.book.realm()); !own.ok())
    return order::Stop{own.error(), Err::refused, {}};
  if (open.of().order)
    TRY(order::or_stop(
        order::check_details(open.of(), entry, orders.book, environment.realm.profile)));
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  return TRY(order::or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                                      environment.now, environment.rng, request),
                            "Logging the act"))
      .index;
}

}  // namespace eq::court
