#include "eq/wire/standing.h"

namespace eq::wire {
namespace {

/// When the witness first saw entry `index`, which is a T.
template <class T>
order::Outcome<Time> seen_at(Transport& server, const Realm& realm, const tlog::ReplayedLog& log, std::uint64_t index) {
  const auto logged = first_logged<T>(server, realm, LogName::orders, log, index);
  if (!logged.ok()) return order::stop(logged.error(), "Finding out when entry " + std::to_string(index) + " was witnessed");
  return logged->witnessed_at();
}

}  // namespace

order::Outcome<order::Standing> standing(Transport& server, const Realm& realm, const tlog::ReplayedLog& log,
                                         const order::OrderBook& book, std::uint64_t intent_index, Time now) {
  const auto* intent = book.intent_at(intent_index);
  if (intent == nullptr) return order::stop(order::Rule::intent, "It is not in the log, or the order had ended before it.");
  order::WitnessedTimes times;
  times.granted = TRY(seen_at<order::OrderEntry>(server, realm, log, book.find(intent->entry.order)->index));
  times.asked = TRY(seen_at<order::IntentEntry>(server, realm, log, intent_index));
  const order::Case& c = *book.case_of(intent->entry.order);
  if (c.confirmed) times.confirmed = TRY(seen_at<order::ActEntry>(server, realm, log, *c.confirmed));
  if (c.resumed) times.resumed = TRY(seen_at<order::ActEntry>(server, realm, log, *c.resumed));
  return order::or_stop(order::Standing::under(book, intent_index, times, now, book.realm()));
}

}  // namespace eq::wire
