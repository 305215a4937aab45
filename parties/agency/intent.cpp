// The intent to open a day.
#include <algorithm>

#include "eq/order/extract.h"
#include "eq/order/life.h"
#include "parties/agency/reading.h"

namespace eq::agency {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

namespace {

constexpr std::uint64_t kHeld_ms = order::kAnswerableDays * kDay_ms;

/// An order that was public after the day's object was made is not in it: an intent would be asked
/// about for ever, and open nothing.
Outcome<void> check_held(const LoggedDay& logged, std::uint32_t number, Day day) {
  const auto& held = logged.entry->terms.orders;
  if (std::ranges::find(held, number) != held.end()) return {};
  order::Refusal r = order::refuse(
      Rule::active, "The object of " + to_text(day) + " was made before order no. " +
                        std::to_string(number) + " was public, and does not hold it.");
  r.remedy = "Nothing of that day can be opened by anybody. Open the order's other days.";
  return order::Stop{std::move(r), Err::refused, {}};
}

/// Its intent was counted while the service still held the day, and the day was not fetched then:
/// unless it is kept, its count is of what is gone.
bool came_too_late(const Opening& o, const tlog::ReplayedLog& orders, Day day, Time now) {
  const Time held_until = start_of(day) + kHeld_ms;
  if (o.extracted || now < held_until || o.intent_index >= orders.size()) return false;
  const auto intent = orders.logged<order::IntentEntry>(o.intent_index);
  return intent.ok() && intent->value().at < held_until;
}

}  // namespace

Outcome<std::uint64_t> declare_intent(State& state, Environment& environment, std::uint32_t number,
                                      Day day) {
  const Filing* filing = TRY(granted(state, number));
  const auto orders = TRY(read_orders(state, environment));
  const auto in_force = TRY(active(orders, *filing, day));
  // What was stamped later than the intent would not be counted.
  TRY(or_stop(order::DayOver::check(day, orders.log.present())));
  const auto known = state.openings.find({number, day});
  if (known != state.openings.end() &&
      !came_too_late(known->second, orders.log, day, environment.now)) {
    // Logged before: only ask the court again.
    const wire::DayKeyRequest again{number, day, known->second.intent_index};
    TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                           LetterKind::opening_request, encode(again)),
                "Asking the court"));
    return known->second.intent_index;
  }
  TRY(check_held(TRY(read_day(state, environment, day)), number, day));
  const auto intent =
      order::make_intent(in_force, state.signing, environment.now, environment.realm.name);
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(intent), {}};
  const auto at = TRY(log_entry(state, environment, request, "Logging the intent"));
  Opening opening;
  opening.intent_index = at.index;
  state.openings.insert_or_assign(OrderDay{number, day}, std::move(opening));
  environment.keep();
  const wire::DayKeyRequest ask_court{number, day, at.index};
  TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                         LetterKind::opening_request, encode(ask_court)),
              "Asking the court"));
  return at.index;
}

}  // namespace eq::agency
