#include "parties/court/days.h"

#include <algorithm>

#include "eq/order/authorities.h"
#include "eq/wire/log_reader.h"
#include "parties/court/consents.h"
#include "parties/court/reading.h"

namespace eq::court {
namespace {

constexpr std::uint32_t kDealtAhead = 3;  // days for which custodians should have dealt

std::vector<std::uint32_t> covering(const order::OrderBook& book, Day day) {
  std::vector<std::uint32_t> out;
  for (const auto* o : book.active_on(day, order::kWholeLog)) out.push_back(o->terms.number);
  return out;
}

bool is_being_dealt(const State& state, Day day) {
  return std::ranges::any_of(state.ceremonies, [&](const RunningCeremony& running) {
    return running.gathering.days.holds(day);
  });
}

/// What an open day needs next; nothing if that is not due yet.
std::optional<DayNeeds> next_step(const State& state, DayDue& due, const order::Authorities& realm,
                                  Day today) {
  const auto prepared = state.days.find(due.day);
  if (prepared != state.days.end()) {
    due.signed_by = consented(prepared->second, realm).size();
    const auto threshold = realm.custodians_on(due.day, order::kWholeLog).threshold;
    return due.signed_by < threshold ? DayNeeds::signatures : DayNeeds::publishing;
  }
  if (!state.dealt.contains(due.day))
    return is_being_dealt(state, due.day) ? DayNeeds::carrying : DayNeeds::dealing;
  if (due.day > today + 1) return std::nullopt;
  return DayNeeds::preparing;
}

/// The last day that anything is due for.
Day last_due(const order::OrderBook& book, Day today, Time now) {
  Day last = today + kDealtAhead;
  for (const auto& o : book.orders()) {
    const order::Case& c = *book.case_of(o.terms.number);
    if (o.terms.category != order::DataCategory::content || c.stopped || c.closed) continue;
    if (order::end_of(o.terms.last) > now) last = std::max(last, o.terms.last);
  }
  return last;
}

}  // namespace

Outcome<std::optional<tlog::FreshLog>> read_days(State& state, Environment& environment) {
  auto log = wire::read_fresh_log(environment.server, environment.realm, wire::LogName::epochs,
                                  state.epochs_seen, environment.now);
  if (log.ok()) return std::optional(std::move(log).take());
  if (log.error().err == Err::missing && !state.epochs_seen) return std::optional<tlog::FreshLog>();
  return order::stop(log.error().err, "Reading the epoch log");
}

Outcome<Day> first_open_day(State& state, Environment& environment) {
  const auto log = TRY(read_days(state, environment));
  return environment.realm.e_0 + static_cast<std::uint32_t>(log ? log->size() : 0);
}

std::vector<DayDue> days_due(const State& state, const order::OrderBook& book, Day open, Time now) {
  const Day today = day_of(now), last = last_due(book, today, now);
  std::vector<DayDue> out;
  for (Day day = open; day <= last; day = day + 1) {
    DayDue due{day,
               DayTime::ahead,
               DayNeeds::dealing,
               start_of(day) - order::kLead_ms,
               covering(book, day),
               0};
    if (due.by <= now) due.time = DayTime::missed;
    if (day > today + kDealtAhead && due.orders.empty()) continue;
    // on its way into what the witness has seen
    if (const auto known = state.days.find(day);
        known != state.days.end() && known->second.published)
      continue;
    const auto needs = next_step(state, due, book.realm(), today);
    if (!needs) continue;
    due.needs = *needs;
    out.push_back(std::move(due));
  }
  return out;
}

}  // namespace eq::court
