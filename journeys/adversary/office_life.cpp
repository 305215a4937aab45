#include "journeys/adversary/office_life.h"

#include "eq/wire/authorities.h"
#include "journeys/adversary/log_oracle.h"
#include "journeys/offices.h"

namespace eq::adversary {
namespace {

constexpr std::size_t kAtOnce = 4;  // decisions of one office in one round
/// Days in one ceremony, so that a world is cheap.
constexpr std::uint32_t kDealtAtOnce = 8;

/// A thing is let go at a time when something stands in the log against it: the bound of an old
/// view is an hour.
void may_go(World& w, std::uint32_t number, Day day, const char* who) {
  const auto it = w.truth.orders.find(number);
  const auto fail = [&](const char* why) { w.fail("release", std::string(who) + ": " + why); };
  if (it == w.truth.orders.end() || !it->second.logged) return fail("for no order that there is");
  const Truth::Order& o = it->second;
  const auto& law = w.town.realm.profile;
  if (!(o.first <= day && day <= o.last))
    fail("for a day that the order does not cover");
  else if (w.town.now < order::end_of(day))
    fail("before the day is over");
  else if (o.held && w.must_be_seen(*o.held))
    fail("although the log held or stopped the order long before");
  else if (o.emergency && !o.confirmed && law.confirm_by(*o.logged) + w.stale_ms() < w.town.now)
    fail("under an emergency that nobody confirmed in its hours");
  else if (o.foreign && !o.cleared && w.town.now + w.stale_ms() < o.object_by)
    fail("under an order from abroad whose window is open");
}

/// A custodian consents to what a judge granted as it stands, and to nothing else.
void may_consent(World& w, const order::OrderFile& file) {
  if (const char* how = beyond_the_law(w, file.terms))
    w.fail("order", std::string("what a custodian consents to ") + how);
  // Two days of the window are for the custodians' consents.
  if (file.terms.basis == order::Basis::foreign &&
      file.terms.object_by + 2 * kDay_ms <
          w.town.now + w.town.realm.profile.objection_hours * kHour_ms)
    w.fail("order", "what a custodian consents to has a window shorter than the law's");
  if (w.held.has(Seat::court)) return;
  const auto at = w.town.court->granted.find(file.terms.number);
  if (at == w.town.court->granted.end() || encode(at->second.file.terms) != encode(file.terms))
    w.fail("order", "a custodian consents to what no judge granted");
}

/// A court grants nothing beyond the law, and nothing that is too late to be made into a day.
void may_grant(World& w, const order::OrderTerms& t) {
  if (w.held.has(Seat::court)) return;
  if (const char* how = beyond_the_law(w, t))
    w.fail("order", std::string("what a court grants ") + how);
  if (start_of(t.first) < w.town.now)
    w.fail("order", "a court grants an order for a day that has begun");
}

void court_decides(World& w) {
  auto h = w.hands(kCourt);
  court::State& s = *w.town.court;
  (void)court::collect(s, h);
  for (std::size_t i = 0; i < kAtOnce && !s.applications.empty(); ++i) {
    const auto approved = court::approve(s, h, 0);
    if (approved.ok()) {
      note_order(w, s.granted.at(approved->number).file);
      may_grant(w, s.granted.at(approved->number).file.terms);
    } else if (!court::decline(s, h, 0, order::Ground::unnecessary, "not necessary").ok())
      break;
  }
}

void court_acts(World& w) {
  auto h = w.hands(kCourt);
  court::State& s = *w.town.court;
  (void)court::collect(s, h);
  for (auto& [number, granted] : s.granted)
    if (!granted.log_index) (void)court::publish_order(s, h, number);
  for (auto& [day, prepared] : s.days)
    if (!prepared.published && w.town.now < start_of(day) - order::kLead_ms)
      w.tally.days += court::publish_day(s, h, day).ok();
  w.look_at_the_log();
  const auto released = court::release_keys(s, h);
  if (!released.ok()) return;
  for (const auto& r : *released) {
    if (r.refusal) continue;
    ++w.tally.released;
    if (!w.held.has(Seat::court)) may_go(w, r.order, r.day, "the court's key");
  }
}

void look_at_signed_day(World& w, const custodian::SignedDay& day) {
  for (const std::uint32_t number : day.orders) {
    const auto o = w.truth.orders.find(number);
    if (o == w.truth.orders.end())
      w.fail("day", "a custodian signs a day with an order that no judge granted");
    else if (o->second.stopped && w.must_be_seen(*o->second.stopped))
      w.fail("day", "a custodian signs a day with an order that was stopped long before");
  }
}

void check_opened(World& w, std::uint32_t number, Day day, const agency::Opened& opened) {
  const auto o = w.truth.orders.find(number);
  for (const auto& m : opened.messages) {
    ++w.tally.opened;
    if (o == w.truth.orders.end() || m.sender != o->second.account)
      w.fail("opening", "a message of somebody whom the order does not name opens");
    else if (day_of(m.stamp.time) != day && day_of(m.stamp.time) != day + 1)
      w.fail("opening", "a message of another day opens");
  }
}

void agency_works(World& w, Desk desk) {
  auto h = w.hands(desk.line);
  (void)agency::collect(desk.state, h);
  std::vector<agency::OrderDay> asked;
  for (const auto& [at, opening] : desk.state.openings) asked.push_back(at);
  for (const auto& at : asked) {
    auto& opening = desk.state.openings.at(at);
    if (!opening.court || !opening.messages.empty()) continue;
    if (opening.releases.empty() && !agency::extract(desk.state, h, at.order, at.day, {}).ok())
      continue;
    if (opening.releases.size() < 2) continue;
    const auto opened = agency::open(desk.state, h, at.order, at.day);
    if (opened.ok()) check_opened(w, at.order, at.day, *opened);
  }
}

void deal_days(World& w, Day first) {
  auto h = w.hands(kCourt);
  court::State& s = *w.town.court;
  Day last = first + (kDealtAtOnce - 1);
  if (w.change && first < *w.change && *w.change <= last) last = Day{w.change->n - 1};
  if (!court::call_dealers(s, h, {first, last}).ok()) return;
  for (int round = 0; round < 5 && !s.dealt.contains(first); ++round) {
    for (std::size_t i = 0; i < w.town.custodians.size(); ++i) custodian_works(w, i);
    h.now = w.town.now;
    (void)court::collect(s, h);
    (void)court::carry_dealings(s, h, court::Silent::left_out);
  }
}

}  // namespace

void note_order(World& w, const order::OrderFile& file) {
  Truth::Order o;
  o.account = file.application.scope.account;
  o.first = file.terms.first, o.last = file.terms.last;
  o.filing = file.terms.filing;
  o.emergency = file.terms.basis == order::Basis::emergency;
  o.foreign = file.terms.basis == order::Basis::foreign;
  o.object_by = file.terms.object_by;
  o.notice = file.terms.disclosure.month;
  w.truth.orders.insert_or_assign(file.terms.number, o);
  ++w.tally.orders;
}

Desk desk_of(World& w, const Truth::Order& o) {
  return o.foreign ? Desk{w.abroad.desk, kForeign} : Desk{*w.town.agency, kAgency};
}

bool apply(World& w, const AccountId& account, Day first, Day last, bool emergency) {
  auto h = w.hands(kAgency);
  const auto form = emergency ? journeys::emergency_form(account, first, last)
                              : journeys::form(account, first, last);
  return agency::file(*w.town.agency, h, form).ok();
}

bool apply_from_abroad(World& w, const AccountId& account, Day first, Day last, bool emergency) {
  auto h = w.hands(kForeign);
  auto form = journeys::form(account, first, last);
  if (emergency) form.urgency = "emergency", form.threat = "a life is at stake";
  if (!agency::file(w.abroad.desk, h, form).ok()) return false;
  order::Application a = w.abroad.desk.filings.back().application;
  a.issues.push_back(order::issue(a, order::IssuerKind::judge, w.abroad.court, w.abroad.judge));
  return agency::submit(w.abroad.desk, h, a).ok();
}

void custodian_works(World& w, std::size_t i) {
  auto h = w.hands(kCustodians + i);
  custodian::State& c = w.town.custodians[i];
  const bool honest = w.honest_custodian(i);
  (void)custodian::collect(c, h);
  w.meanwhile(h);
  for (std::size_t n = 0; n < kAtOnce && !c.orders.empty(); ++n) {
    const order::OrderFile file = c.orders[0].file;
    const auto decided = custodian::approve(c, h, 0);
    if (!decided.ok()) break;
    if (honest && !decided->refusal && !decided->settled) may_consent(w, file);
  }
  for (std::size_t n = 0; n < kAtOnce && !c.epochs.empty(); ++n) {
    const crypto::Digest wid = c.epochs[0].proposal.terms.wid;
    const auto day = custodian::sign_epoch(c, h, 0);
    if (!day.ok()) break;
    if (!honest || day->refusal) continue;
    look_at_signed_day(w, *day);
    if (w.truth.false_objects.contains(wid))
      w.fail("day",
             "a custodian signs a day whose object has other accounts in it than the log's orders");
  }
  w.meanwhile(h);
  w.look_at_the_log();
  std::size_t waiting = 0;
  for (std::size_t n = 0; n < kAtOnce && waiting < c.releases.size(); ++n) {
    const AccountId account = c.releases[waiting].request.opening.account;
    const auto given = custodian::release(c, h, waiting);
    if (!given.ok()) break;
    if (given->request == custodian::Request::kept) ++waiting;
    if (given->refusal || !honest) continue;
    w.look_at_the_log();
    may_go(w, given->order, given->day, "a custodian's scalar");
    if (w.truth.orders.contains(given->order) && w.truth.orders.at(given->order).account != account)
      w.fail("release", "a custodian's scalar: for another account than the order's");
  }
  (void)custodian::work_on_dealings(c, h);
}

void work_at_desks(World& w) {
  court_decides(w);
  w.meanwhile();
  for (std::size_t i = 0; i < w.town.custodians.size(); ++i) custodian_works(w, i);
  w.meanwhile();
  court_acts(w);
  w.meanwhile();
  agency_works(w, {*w.town.agency, kAgency});
  if (!w.abroad.desk.filings.empty()) agency_works(w, {w.abroad.desk, kForeign});
}

namespace {

bool publish_day(World& w, Day d) {
  court::State& s = *w.town.court;
  if (!s.dealt.contains(d)) deal_days(w, d);
  auto h = w.hands(kCourt);
  (void)court::prepare_day(s, h, d);
  w.meanwhile(h);
  for (std::size_t i = 0; i < w.town.custodians.size(); ++i) custodian_works(w, i);
  h.now = w.town.now;
  (void)court::collect(s, h);
  const bool published = court::publish_day(s, h, d).ok();
  w.tally.days += published;
  return published;
}

}  // namespace

void publish_days(World& w, Day up_to) {
  for (Day d = w.town.first_day(); d <= up_to; d = d + 1) {
    const auto known = w.town.court->days.find(d);
    if (known != w.town.court->days.end() && known->second.published) continue;
    if (publish_day(w, d)) continue;
    // Custodians do not sign what an act has overtaken: then once more, without delay.
    auto others = std::exchange(w.between, nullptr);
    const bool published = publish_day(w, d);
    w.between = std::move(others);
    if (!published) return;
  }
}

void let_time_pass(World& w, std::uint64_t ms) {
  const Day tomorrow = day_of(w.town.now) + 1;
  w.in_haste = true;
  if (w.town.now + ms >= start_of(tomorrow) - order::kLead_ms) publish_days(w, tomorrow);
  w.in_haste = false;
  w.town.advance(ms);
}

bool in_the_object(const World& w, std::uint32_t number, Day day) {
  const auto made = w.town.court->days.find(day);
  if (made == w.town.court->days.end() || !made->second.published) return false;
  const auto& orders = made->second.proposal.terms.orders;
  return std::find(orders.begin(), orders.end(), number) != orders.end();
}

bool ask_to_open(World& w, std::uint32_t number, Day day) {
  const Desk desk = desk_of(w, w.truth.orders.at(number));
  auto h = w.hands(desk.line);
  return agency::declare_intent(desk.state, h, number, day).ok();
}

void ask_for_what_is_over(World& w, Again again) {
  for (const auto& [number, o] : w.truth.orders) {
    if (!o.logged) continue;
    const auto& openings = desk_of(w, o).state.openings;
    for (Day day = o.first; day <= o.last && order::end_of(day) < w.town.now; day = day + 1) {
      const auto at = openings.find({number, day});
      if (!in_the_object(w, number, day)) continue;
      if (at == openings.end() || (again == Again::yes && at->second.messages.empty()))
        (void)ask_to_open(w, number, day);
    }
  }
}

}  // namespace eq::adversary
