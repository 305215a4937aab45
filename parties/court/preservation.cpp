// Preservation: the court holds the key to what the service keeps, lets day secrets go one by one,
// and destroys the key at the end.  spec/order.md section 13; docs/adr/0019.
#include "eq/order/preservation.h"
#include "eq/wire/ask.h"
#include "eq/wire/log_reader.h"
#include "parties/court/court.h"
#include "parties/court/reading.h"

namespace eq::court {
using order::Act;
using order::or_stop;
using order::Rule;

Outcome<std::uint64_t> keep(State& state, Environment& environment, const JudgeKey& judge,
                            std::uint32_t number) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  if (c == nullptr || !c->order) return order::stop(Rule::logged, "The order is not in the log.");
  // logged before; the service may not know yet
  if (c->kept && state.preservations.contains(number)) return *c->kept;
  const auto open = TRY(or_stop(order::Open<Act::keep>::check(
      orders.book, c->filing, judge.verify_key(), orders.book.realm())));
  if (!state.preservations.contains(number)) {
    state.preservations.emplace(number,
                                crypto::hpke_generate(crypto::Kem::dhkem_x25519, environment.rng));
    environment.keep();  // a key that is logged must not be lost
  }
  order::PreservationKey key{};
  std::copy_n(state.preservations.at(number).public_key.begin(), key.size(), key.begin());
  const auto entry = open.by_court(
      judge.signing(), environment.realm.name, environment.now, order::Ground::none, {}, key,
      order::longest_keeping(orders.book.find(number)->terms.last, environment.realm.profile,
                             environment.now));
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  return TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                               environment.now, environment.rng, request),
                     "Logging the preservation key"))
      .index;
}

Outcome<Time> begin_keeping(State& state, Environment& environment, std::uint32_t number) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  if (c == nullptr || !c->keeping())
    return order::stop(Rule::preservation, "It is not being kept.");
  const order::OrderFile& file = state.granted.at(number).file;
  const wire::PreservationBegin request{number, *c->kept, file.application.scope.account,
                                        file.blind};
  TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(), environment.now,
                        environment.rng, request),
              "Telling the server whose it is"));
  return c->keeping_ends();
}

Outcome<std::uint64_t> extend(State& state, Environment& environment, const JudgeKey& judge,
                              std::uint32_t number) {
  const auto orders = TRY(read_orders(state, environment));
  const order::Case* c = TRY(case_here(state, orders.book, number));
  if (c == nullptr || !c->order) return order::stop(Rule::logged, "The order is not in the log.");
  if (c->kept && c->keeping_ends() <= environment.now)
    return order::stop(Rule::preservation, "It is over.");
  const Time until = order::longest_extension(*c, environment.realm.profile);
  return act<Act::extend>(state, environment, judge, orders, c->filing, {.until = until});
}

Outcome<std::optional<Array<32>>> day_secret_of(State& state, Environment& environment,
                                                const wire::OrdersRead& orders,
                                                std::uint32_t number, Day day) {
  const order::Case* c = orders.book.case_of(number);
  const auto key = state.preservations.find(number);
  if (c == nullptr || !c->keeping() || key == state.preservations.end())
    return std::optional<Array<32>>();
  if (orders.book.present().passed(c->keeping_ends()))
    return order::stop(Rule::preservation, "The preservation is over.");
  const auto sealed =
      wire::ask(environment.server, clerk(state, environment).caller(), environment.now,
                environment.rng, wire::PreservationSecret{number, day});
  // within the seven days, or not kept
  if (!sealed.ok() && sealed.error() == Err::missing) return std::optional<Array<32>>();
  if (!sealed.ok()) return order::stop(sealed.error(), "Asking the server for what it sealed");
  const auto opened = TRY(or_stop(order::DaySecret::open(number, day, key->second, sealed->secret),
                                  "Opening what the server sealed"));
  return std::optional(
      to_array<32>(opened.secret().reveal("released to the agency under a logged intent")).take());
}

Outcome<std::vector<Destroyed>> destroy_preservations(State& state, Environment& environment,
                                                      const JudgeKey& judge,
                                                      std::optional<std::uint32_t> number) {
  const auto orders = TRY(read_orders(state, environment));
  std::vector<Destroyed> out;
  for (const auto& o : orders.book.orders()) {
    const order::Case& c = *orders.book.case_of(o.terms.number);
    if (!c.kept || c.destroyed || (number && *number != o.terms.number)) continue;
    const bool over = !c.keeping() || c.keeping_ends() <= environment.now;
    if (!over && !number) continue;
    // Destroyed first: the act must be true when it is logged.  Again after a crash, it destroys
    // nothing more.
    state.preservations.erase(o.terms.number);
    environment.keep();
    const auto index = TRY(act<Act::destroy>(state, environment, judge, orders, c.filing));
    out.push_back({o.terms.number, index});
  }
  if (number && out.empty())
    return order::stop(Rule::preservation,
                       "There is no preservation of order no. " + std::to_string(*number) + ".");
  return out;
}

}  // namespace eq::court
