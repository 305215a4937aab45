#include "parties/court/days.h"

#include <algorithm>

#include "eq/order/authorities.h"
#include "parties/court/consents.h"

namespace eq::court {
namespace {

constexpr std::uint32_t kDealtAhead = 3;  // days for which custodians should have dealt

std::vector<std::uint32_t> covering(const order::OrderBook& book, Day day) {
  std::vector<std::uint32_t> out;
  for (const auto* o : book.active_on(day, order::kWholeLog)) out.push_back(o->terms.number);
  return out;
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
  if (!state.dealt.contains(due.day)) return DayNeeds::dealing;
  if (due.day > today + 1) return std::nullopt;
  return DayNeeds::preparing;
}

}  // namespace

std::vector<DayDue> days_due(const State& state, const order::OrderBook& book, Time now) {
  const Day today = day_of(now);
  Day first = today, last = today + kDealtAhead;
  for (const auto& o : book.orders()) {
    const order::Case& c = *book.case_of(o.terms.number);
    if (o.terms.category != order::DataCategory::content || c.stopped || c.closed) continue;
    if (order::end_of(o.terms.last) <= now) continue;
    first = std::min(first, o.terms.first);
    last = std::max(last, o.terms.last);
  }
  std::vector<DayDue> out;
  for (Day day = std::max(first, book.realm().e_0); day <= last; day = day + 1) {
    const auto known = state.days.find(day);
    if (known != state.days.end() && known->second.published) continue;
    DayDue due{day, DayNeeds::lost, start_of(day) - order::kLead_ms, covering(book, day), 0};
    const bool is_late = due.by <= now;
    if (is_late && due.orders.empty() && day != today) continue;
    if (day > today + kDealtAhead && due.orders.empty()) continue;
    if (!is_late) {
      const auto needs = next_step(state, due, book.realm(), today);
      if (!needs) continue;
      due.needs = *needs;
    }
    out.push_back(std::move(due));
  }
  return out;
}

}  // namespace eq::court
