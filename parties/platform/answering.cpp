#include "parties/platform/answering.h"

#include "eq/order/book.h"
#include "eq/wire/ask.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"

namespace eq::platform {
using order::Disposition;
using order::or_stop;
using order::Rule;

order::Decision<void> check_operator_answer(const order::OrderTerms& terms,
                                            std::span<const order::Item> items,
                                            const order::Profile& profile) {
  using enum order::DataCategory;
  const bool held = terms.category == content || terms.category == traffic;
  for (const order::Item& i : items) {
    if (i.disposition == Disposition::produced)
      return profile.refuse(Rule::answer, "What is handed over answers for itself.");
    if (i.disposition == Disposition::not_held && held)
      return profile.refuse(Rule::answer, "The service does hold such data.");
  }
  return {};
}

order::Outcome<std::uint64_t> answer_order(const Keys& keys, wire::Environment& environment,
                                           const OperatorAnswer& a) {
  const auto log = wire::read_log(environment.server, environment.realm, wire::LogName::orders);
  if (!log.ok())
    return order::stop(log.error().err, "The order log does not check out: " + log.error().what);
  const auto book = order::OrderBook::read(*log, wire::authorities(environment.realm));
  const auto* o = book.find(a.order);
  if (o == nullptr)
    return order::stop(Err::missing, "The log has no order no. " + std::to_string(a.order) +
                                         ". The server's public page shows those that it has.");
  std::vector<order::Item> items;
  for (Day day = o->terms.first; day <= o->terms.last; day = day + 1)
    items.push_back({day, a.disposition, a.ground, 0});
  TRY(or_stop(check_operator_answer(o->terms, items, environment.realm.profile)));
  const auto entry = TRY(or_stop(
      order::answer(o->terms, std::move(items), keys.stamp, environment.now, book.realm())));
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  return TRY(or_stop(wire::ask(environment.server, wire::Caller{keys.stamp, environment.realm.name},
                               environment.now, environment.rng, request),
                     "Logging the answer"))
      .index;
}

}  // namespace eq::platform
