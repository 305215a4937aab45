#include "journeys/adversary/office_life.h"

#include "eq/wire/authorities.h"
#include "eq/wire/waiting.h"
#include "journeys/adversary/evidence.h"
#include "journeys/adversary/log_oracle.h"
#include "journeys/offices.h"

namespace eq::adversary {
namespace {

constexpr std::size_t kAtOnce = 4;  // decisions of one office in one round
/// Days in one ceremony, so that a world is cheap.
constexpr std::uint32_t kDealtAtOnce = 8;

/// A thing is let go at a time when something stands in the log against it: the bound of an old
/// view is an hour.
void may_go(World& world, std::uint32_t number, Day day, const char* who) {
  const auto it = world.truth.orders.find(number);
  const auto fail = [&](const char* why) { world.fail("release", std::string(who) + ": " + why); };
  if (it == world.truth.orders.end() || !it->second.logged)
    return fail("for no order that there is");
  const Truth::Order& o = it->second;
  const auto& law = world.town.realm.profile;
  if (!(o.first <= day && day <= o.last))
    fail("for a day that the order does not cover");
  else if (world.town.now < order::end_of(day))
    fail("before the day is over");
  else if (o.held && world.must_be_seen(*o.held))
    fail("although the log held or stopped the order long before");
  else if (o.emergency && !o.confirmed &&
           law.confirm_by(*o.logged) + world.stale_ms() < world.town.now)
    fail("under an emergency that nobody confirmed in its hours");
  else if (o.foreign && !o.cleared && world.town.now + world.stale_ms() < o.object_by)
    fail("under an order from abroad whose window is open");
}

/// A custodian consents to what a judge granted as it stands, and to nothing else.
void may_consent(World& world, const order::OrderFile& file) {
  if (const char* how = beyond_the_law(world, file.terms))
    world.fail("order", std::string("what a custodian consents to ") + how);
  // Two days of the window are for the custodians' consents.
  if (file.terms.basis == order::Basis::foreign &&
      file.terms.object_by + 2 * kDay_ms <
          world.town.now + world.town.realm.profile.objection_hours * kHour_ms)
    world.fail("order", "what a custodian consents to has a window shorter than the law's");
  if (world.held.has(Seat::court)) return;
  const auto at = world.town.court->granted.find(file.terms.number);
  if (at == world.town.court->granted.end() || encode(at->second.file.terms) != encode(file.terms))
    world.fail("order", "a custodian consents to what no judge granted");
}

/// A court grants nothing beyond the law, and nothing that is too late to be made into a day.
void may_grant(World& world, const order::OrderTerms& t) {
  if (world.held.has(Seat::court)) return;
  if (const char* how = beyond_the_law(world, t))
    world.fail("order", std::string("what a court grants ") + how);
  if (start_of(t.first) < world.town.now)
    world.fail("order", "a court grants an order for a day that has begun");
}

void court_decides(World& world) {
  auto h = world.environment(kCourt);
  court::State& s = *world.town.court;
  (void)court::collect(s, h);
  for (std::size_t i = 0; i < kAtOnce && !s.applications.empty(); ++i) {
    const auto asked = s.applications[0].id();  // against a rule, it waits until it is declined
    const auto approved = court::approve(s, h, world.town.judge, asked);
    if (approved.ok()) {
      note_order(world, s.granted.at(approved->number).file);
      may_grant(world, s.granted.at(approved->number).file.terms);
    } else if (wire::find_waiting(s.applications, asked) != nullptr &&
               !court::decline(s, h, world.town.judge, asked, order::Ground::unnecessary,
                               "not necessary")
                    .ok())
      break;
  }
}

void court_acts(World& world) {
  auto h = world.environment(kCourt);
  court::State& s = *world.town.court;
  (void)court::collect(s, h);
  for (auto& [number, granted] : s.granted)
    if (!granted.log_index) (void)court::publish_order(s, h, number);
  for (auto& [day, prepared] : s.days)
    if (!prepared.published && world.town.now < start_of(day) - order::kLead_ms)
      world.tally.days += court::publish_day(s, h, day).ok();
  world.look_at_the_log();
  const auto released = court::release_keys(s, h);
  if (!released.ok()) return;
  for (const auto& r : *released) {
    if (r.refusal) continue;
    ++world.tally.released;
    if (!world.held.has(Seat::court)) may_go(world, r.order, r.day, "the court's key");
  }
}

void look_at_signed_day(World& world, const custodian::SignedDay& day) {
  for (const std::uint32_t number : day.orders) {
    const auto o = world.truth.orders.find(number);
    if (o == world.truth.orders.end())
      world.fail("day", "a custodian signs a day with an order that no judge granted");
    else if (o->second.stopped && world.must_be_seen(*o->second.stopped))
      world.fail("day", "a custodian signs a day with an order that was stopped long before");
  }
}

void check_opened(World& world, std::uint32_t number, Day day, const agency::Opened& opened) {
  const auto o = world.truth.orders.find(number);
  for (const auto& m : opened.messages) {
    ++world.tally.opened;
    if (o == world.truth.orders.end() || m.sender != o->second.account)
      world.fail("opening", "a message of somebody whom the order does not name opens");
    else if (day_of(m.stamp.time) != day && day_of(m.stamp.time) != day + 1)
      world.fail("opening", "a message of another day opens");
  }
}

void agency_works(World& world, Desk desk) {
  auto h = world.environment(desk.line);
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
    if (!opened.ok()) continue;
    check_opened(world, at.order, at.day, *opened);
    if (desk.line == kAgency && !opened->messages.empty())
      keep_package(world, desk.state, at.order);
  }
}

void deal_days(World& world, Day first) {
  auto h = world.environment(kCourt);
  court::State& s = *world.town.court;
  Day last = first + (kDealtAtOnce - 1);
  if (world.change && first < *world.change && *world.change <= last)
    last = Day{world.change->n - 1};
  if (!court::call_dealers(s, h, {first, last}).ok()) return;
  for (int round = 0; round < 5 && !s.dealt.contains(first); ++round) {
    for (std::size_t i = 0; i < world.town.custodians.size(); ++i) custodian_works(world, i);
    h.now = world.town.now;
    (void)court::collect(s, h);
    (void)court::carry_dealings(s, h, court::Silent::left_out);
  }
}

}  // namespace

void note_order(World& world, const order::OrderFile& file) {
  Truth::Order o;
  o.account = file.application.scope.account;
  o.first = file.terms.first, o.last = file.terms.last;
  o.filing = file.terms.filing;
  o.emergency = file.terms.basis == order::Basis::emergency;
  o.foreign = file.terms.basis == order::Basis::foreign;
  o.object_by = file.terms.object_by;
  o.notice = file.terms.disclosure.month;
  world.truth.orders.insert_or_assign(file.terms.number, o);
  ++world.tally.orders;
}

Desk desk_of(World& world, const Truth::Order& o) {
  return o.foreign ? Desk{world.abroad.desk, kForeign} : Desk{*world.town.agency, kAgency};
}

bool apply(World& world, const AccountId& account, Day first, Day last, bool emergency) {
  auto h = world.environment(kAgency);
  const auto form = emergency ? journeys::emergency_form(account, first, last)
                              : journeys::form(account, first, last);
  return agency::file(*world.town.agency, h, form).ok();
}

bool apply_from_abroad(World& world, const AccountId& account, Day first, Day last,
                       bool emergency) {
  auto h = world.environment(kForeign);
  auto form = journeys::form(account, first, last);
  if (emergency) form.urgency = "emergency", form.threat = "a life is at stake";
  if (!agency::file(world.abroad.desk, h, form).ok()) return false;
  order::Application a = world.abroad.desk.filings.back().application;
  a.issues.push_back(
      order::issue(a, order::IssuerKind::judge, world.abroad.court, world.abroad.judge));
  return agency::submit(world.abroad.desk, h, a).ok();
}

void custodian_works(World& world, std::size_t i) {
  auto h = world.environment(kCustodians + i);
  custodian::State& c = world.town.custodians[i];
  const bool honest = world.honest_custodian(i);
  (void)custodian::collect(c, h);
  world.meanwhile(h);
  for (std::size_t n = 0; n < kAtOnce && !c.orders.empty(); ++n) {
    const order::OrderFile file = c.orders[0].file;
    const auto decided = custodian::approve(c, h, c.orders[0].id());
    if (!decided.ok()) break;
    if (honest && !decided->refusal && !decided->settled) may_consent(world, file);
  }
  for (std::size_t n = 0; n < kAtOnce && !c.epochs.empty(); ++n) {
    const crypto::Digest wid = c.epochs[0].proposal.terms.wid;
    const auto day = custodian::sign_epoch(c, h, c.epochs[0].id());
    if (!day.ok()) break;
    if (!honest || day->refusal || day->settled) continue;
    look_at_signed_day(world, *day);
    if (world.truth.false_objects.contains(wid))
      world.fail(
          "day",
          "a custodian signs a day whose object has other accounts in it than the log's orders");
  }
  world.meanwhile(h);
  world.look_at_the_log();
  std::size_t waiting = 0;
  for (std::size_t n = 0; n < kAtOnce && waiting < c.releases.size();) {
    const AccountId account = c.releases[waiting].request.opening.account;
    const auto given = custodian::release(c, h, c.releases[waiting].id());
    if (!given.ok()) break;
    if (given->request == custodian::Request::kept)
      ++waiting;
    else
      ++n;
    if (given->refusal || !honest) continue;
    world.look_at_the_log();
    may_go(world, given->order, given->day, "a custodian's scalar");
    if (world.truth.orders.contains(given->order) &&
        world.truth.orders.at(given->order).account != account)
      world.fail("release", "a custodian's scalar: for another account than the order's");
  }
  (void)custodian::work_on_dealings(c, h);
}

void work_at_desks(World& world) {
  court_decides(world);
  world.meanwhile();
  for (std::size_t i = 0; i < world.town.custodians.size(); ++i) custodian_works(world, i);
  world.meanwhile();
  court_acts(world);
  world.meanwhile();
  agency_works(world, {*world.town.agency, kAgency});
  if (!world.abroad.desk.filings.empty()) agency_works(world, {world.abroad.desk, kForeign});
}

namespace {

bool publish_day(World& world, Day d) {
  court::State& s = *world.town.court;
  if (!s.dealt.contains(d)) deal_days(world, d);
  auto h = world.environment(kCourt);
  (void)court::prepare_day(s, h, d);
  world.meanwhile(h);
  for (std::size_t i = 0; i < world.town.custodians.size(); ++i) custodian_works(world, i);
  h.now = world.town.now;
  (void)court::collect(s, h);
  const bool published = court::publish_day(s, h, d).ok();
  world.tally.days += published;
  return published;
}

}  // namespace

void publish_days(World& world, Day up_to) {
  for (Day d = world.town.first_day(); d <= up_to; d = d + 1) {
    const auto known = world.town.court->days.find(d);
    if (known != world.town.court->days.end() && known->second.published) continue;
    if (publish_day(world, d)) continue;
    // Custodians do not sign what an act has overtaken: then once more, without delay.
    auto others = std::exchange(world.between, nullptr);
    const bool published = publish_day(world, d);
    world.between = std::move(others);
    if (!published) return;
  }
}

void let_time_pass(World& world, std::uint64_t ms) {
  const Day tomorrow = day_of(world.town.now) + 1;
  world.in_haste = true;
  if (world.town.now + ms >= start_of(tomorrow) - order::kLead_ms) publish_days(world, tomorrow);
  world.in_haste = false;
  world.town.advance(ms);
}

bool in_the_object(const World& world, std::uint32_t number, Day day) {
  const auto made = world.town.court->days.find(day);
  if (made == world.town.court->days.end() || !made->second.published) return false;
  const auto& orders = made->second.proposal.terms.orders;
  return std::find(orders.begin(), orders.end(), number) != orders.end();
}

bool ask_to_open(World& world, std::uint32_t number, Day day) {
  const Desk desk = desk_of(world, world.truth.orders.at(number));
  auto h = world.environment(desk.line);
  return agency::declare_intent(desk.state, h, number, day).ok();
}

void ask_for_what_is_over(World& world, Again again) {
  for (const auto& [number, o] : world.truth.orders) {
    if (!o.logged) continue;
    const auto& openings = desk_of(world, o).state.openings;
    for (Day day = o.first; day <= o.last && order::end_of(day) < world.town.now; day = day + 1) {
      const auto at = openings.find({number, day});
      if (!in_the_object(world, number, day)) continue;
      if (at == openings.end() || (again == Again::yes && at->second.messages.empty()))
        (void)ask_to_open(world, number, day);
    }
  }
}

}  // namespace eq::adversary
