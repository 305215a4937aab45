#include "journeys/adversary/office_life.h"

#include "journeys/offices.h"

namespace eq::adversary {
namespace {

constexpr std::size_t kAtOnce = 4;  // decisions of one office in one round

/// A thing is let go at the time when something stands in the log against it: the bound of an old view is an hour.
constexpr std::uint64_t kStale_ms = kHour_ms + 10 * kMinute_ms;

void may_go(World& w, std::uint32_t number, Day day, const char* who) {
  const auto it = w.truth.orders.find(number);
  if (it == w.truth.orders.end()) return w.fail("release", std::string(who) + ": for no order that there is");
  const Truth::Order& o = it->second;
  if (!(o.first <= day && day <= o.last)) w.fail("release", std::string(who) + ": for a day that the order does not cover");
  else if (o.held && *o.held + kStale_ms < w.town.now) w.fail("release", std::string(who) + ": although the log held or stopped the order long before");
  else if (o.emergency && !o.confirmed && o.logged &&
           w.town.realm.profile.confirm_by(*o.logged) + kStale_ms < w.town.now)
    w.fail("release", std::string(who) + ": under an emergency that nobody confirmed in its hours");
}

void note_order(World& w, const order::OrderFile& file) {
  Truth::Order o;
  o.account = file.application.scope.account;
  o.first = file.terms.first, o.last = file.terms.last;
  o.emergency = file.terms.basis == order::Basis::emergency;
  w.truth.orders.emplace(file.terms.number, o);
  ++w.tally.orders;
}

void court_decides(World& w) {
  auto h = w.office<court::Hands>();
  court::State& s = *w.town.court;
  (void)court::collect(s, h);
  for (std::size_t i = 0; i < kAtOnce && !s.applications.empty(); ++i) {
    const auto approved = court::approve(s, h, 0);
    if (approved.ok()) note_order(w, s.granted.at(approved->number).file);
    else if (!court::decline(s, h, 0, order::Ground::unnecessary, "not necessary").ok()) break;
  }
}

void court_acts(World& w) {
  auto h = w.office<court::Hands>();
  court::State& s = *w.town.court;
  (void)court::collect(s, h);
  for (auto& [number, granted] : s.granted)
    if (!granted.log_index) (void)court::publish_order(s, h, number);
  for (auto& [day, prepared] : s.days)
    if (!prepared.published) w.tally.days += court::publish_day(s, h, day).ok();
  const auto released = court::release_keys(s, h);
  if (!released.ok()) return;
  for (const auto& r : *released) {
    if (r.refusal) continue;
    ++w.tally.released;
    if (!w.held.has(Seat::court)) may_go(w, r.order, r.day, "the court's key");
  }
}

void custodian_works(World& w, custodian::State& c, bool honest) {
  auto h = w.office<custodian::Hands>();
  (void)custodian::collect(c, h);
  for (std::size_t i = 0; i < kAtOnce && !c.orders.empty(); ++i)
    if (!custodian::approve(c, h, 0).ok()) break;
  for (std::size_t i = 0; i < kAtOnce && !c.epochs.empty(); ++i) {
    const auto day = custodian::sign_epoch(c, h, 0);
    if (!day.ok()) break;
    if (day->refusal || !honest) continue;
    for (const std::uint32_t number : day->orders) {
      const auto o = w.truth.orders.find(number);
      if (o != w.truth.orders.end() && o->second.stopped && *o->second.stopped + kStale_ms < w.town.now)
        w.fail("day", "a custodian signs a day with an order that was stopped long before");
    }
  }
  for (std::size_t i = 0; i < kAtOnce && !c.releases.empty(); ++i) {
    const auto given = custodian::release(c, h, 0);
    if (!given.ok()) break;
    if (given->refusal || !honest) continue;
    may_go(w, given->order, given->day, "a custodian's scalar");
    if (w.town.now < order::end_of(given->day)) w.fail("release", "a custodian's scalar: before the day is over");
  }
  (void)custodian::work_on_dealings(c, h);
}

void check_opened(World& w, std::uint32_t number, Day day, const agency::Opened& opened) {
  const auto o = w.truth.orders.find(number);
  for (const auto& m : opened.messages) {
    ++w.tally.opened;
    if (o == w.truth.orders.end() || m.sender != o->second.account) w.fail("opening", "a message of somebody whom the order does not name opens");
    else if (day_of(m.stamp.time) != day && day_of(m.stamp.time) != day + 1) w.fail("opening", "a message of another day opens");
  }
}

void agency_works(World& w) {
  auto h = w.office<agency::Hands>();
  agency::State& s = *w.town.agency;
  (void)agency::collect(s, h);
  std::vector<agency::OrderDay> asked;
  for (const auto& [at, opening] : s.openings) asked.push_back(at);
  for (const auto& at : asked) {
    (void)agency::extract(s, h, at.order, at.day, {});
    if (!s.openings.at(at).messages.empty()) continue;
    const auto opened = agency::open(s, h, at.order, at.day);
    if (opened.ok()) check_opened(w, at.order, at.day, *opened);
  }
}

}  // namespace

bool apply(World& w, std::size_t person, Day first, Day last, bool emergency) {
  auto h = w.office<agency::Hands>();
  const auto id = w.people[person]->id();
  const auto form = emergency ? journeys::emergency_form(id, first, last) : journeys::form(id, first, last);
  return agency::file(*w.town.agency, h, form).ok();
}

void work_at_desks(World& w) {
  court_decides(w);
  for (std::size_t i = 0; i < w.town.custodians.size(); ++i)
    custodian_works(w, w.town.custodians[i], i > 0 || !w.held.has(Seat::custodian));
  court_acts(w);
  agency_works(w);
}

/// Days in one ceremony, so that a world is cheap.
constexpr std::uint32_t kDealtAtOnce = 8;

/// Whoever does not answer is left out.
static void deal_days(World& w, Day first) {
  auto h = w.office<court::Hands>();
  court::State& s = *w.town.court;
  if (!court::call_dealers(s, h, {first, first + (kDealtAtOnce - 1)}).ok()) return;
  for (int round = 0; round < 5 && !s.dealt.contains(first); ++round) {
    for (std::size_t i = 0; i < w.town.custodians.size(); ++i)
      custodian_works(w, w.town.custodians[i], i > 0 || !w.held.has(Seat::custodian));
    (void)court::collect(s, h);
    (void)court::carry_dealings(s, h, court::Silent::left_out);
  }
}

void publish_days(World& w, Day up_to) {
  auto h = w.office<court::Hands>();
  court::State& s = *w.town.court;
  for (Day d = w.town.first_day(); d <= up_to; d = d + 1) {
    const auto known = s.days.find(d);
    if (known != s.days.end() && known->second.published) continue;
    if (!s.dealt.contains(d)) deal_days(w, d);
    (void)court::prepare_day(s, h, d);
    for (std::size_t i = 0; i < w.town.custodians.size(); ++i)
      custodian_works(w, w.town.custodians[i], i > 0 || !w.held.has(Seat::custodian));
    (void)court::collect(s, h);
    if (!court::publish_day(s, h, d).ok()) return;
    ++w.tally.days;
  }
}

bool ask_to_open(World& w, std::uint32_t order, Day day) {
  auto h = w.office<agency::Hands>();
  return agency::declare_intent(*w.town.agency, h, order, day).ok();
}

}  // namespace eq::adversary
