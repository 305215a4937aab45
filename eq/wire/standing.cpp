#include "eq/wire/standing.h"

namespace eq::wire {
namespace {

/// By when the witness had seen entry `index`, which is a T.
template <class T>
order::Outcome<tlog::NotAfter> seen_by(Transport& server, const Realm& realm,
                                       const tlog::ReplayedLog& log, std::uint64_t index) {
  const auto logged = first_logged<T>(server, realm, LogName::orders, log, index);
  if (!logged.ok())
    return order::stop(logged.error(),
                       "Finding out when entry " + std::to_string(index) + " was witnessed");
  return logged->seen_by();
}

}  // namespace

order::Outcome<order::Standing> standing(Transport& server, const Realm& realm,
                                         const OrdersRead& orders, std::uint64_t intent_index) {
  const auto* intent = orders.book.intent_at(intent_index);
  if (intent == nullptr)
    return order::stop(order::Rule::intent,
                       "It is not in the log, or the order had ended before it.");
  const order::Case& c = *orders.book.case_of(intent->entry.order);
  order::WitnessedTimes times{
      TRY(seen_by<order::IntentEntry>(server, realm, orders.log, intent_index)), {}, {}, {}};
  for (const auto& [act, time] :
       {std::pair(c.confirmed, &times.confirmed), std::pair(c.kept, &times.kept),
        std::pair(c.extended, &times.extended)})
    if (act) *time = TRY(seen_by<order::ActEntry>(server, realm, orders.log, *act));
  return order::or_stop(
      order::Standing::under(orders.book, intent_index, times, orders.book.realm()));
}

}  // namespace eq::wire
