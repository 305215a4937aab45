#include "journeys/offices.h"

#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "parties/platform/step.h"

namespace eq::journeys {

order::OrderForm form(const AccountId& account, Day first, Day last) {
  return {account.hex(),
          to_text(first),
          to_text(last),
          "content",
          "PL-2026/1207",
          "fraud in an organised group",
          "art. 126m Sv",
          "two milder means were tried and failed",
          "one account, a few days, grave offence",
          "60"};
}

order::OrderForm emergency_form(const AccountId& account, Day first, Day last) {
  auto f = form(account, first, last);
  f.urgency = "emergency", f.issuer = "police", f.threat = "a life is at stake";
  return f;
}
void allow_emergencies(wire::Realm& realm) {
  realm.profile.categories[0].emergency = order::InEmergency::before_confirmation;
}

void file_order(Town& town, const order::OrderForm& form) {
  auto agency = town.office<agency::Environment>();
  must(agency::file(*town.agency, agency, form));
  auto court = town.office<court::Environment>();
  must(court::collect(*town.court, court));
}

std::uint32_t judge(Town& town) {
  auto environment = town.office<court::Environment>();
  return must(
             court::approve(*town.court, environment, town.judge, town.court->applications[0].id()))
      .number;
}

std::vector<custodian::Decided> decide_orders(Town& town, custodian::State& c) {
  auto environment = town.office<custodian::Environment>();
  must(custodian::collect(c, environment));
  std::vector<custodian::Decided> out;
  while (!c.orders.empty())
    out.push_back(must(custodian::approve(c, environment, c.orders[0].id())));
  return out;
}

std::uint32_t grant_order(Town& town, const order::OrderForm& form) {
  file_order(town, form);
  const std::uint32_t number = judge(town);
  for (auto& c : town.custodians)
    for (const auto& d : decide_orders(town, c)) EQ_ASSERT(!d.refusal);
  auto court = town.office<court::Environment>();
  must(court::collect(*town.court, court));
  must(court::publish_order(*town.court, court, number));
  auto agency = town.office<agency::Environment>();
  must(agency::collect(*town.agency, agency));
  return number;
}
std::uint32_t grant_order(Town& town, const AccountId& account, Day first, Day last) {
  return grant_order(town, form(account, first, last));
}

std::vector<custodian::SignedDay> sign_days(Town& town, custodian::State& c) {
  auto environment = town.office<custodian::Environment>();
  must(custodian::collect(c, environment));
  std::vector<custodian::SignedDay> out;
  while (!c.epochs.empty())
    out.push_back(must(custodian::sign_epoch(c, environment, c.epochs[0].id())));
  return out;
}

order::CustodianSignature sign_day_unchecked(const Town& town, const order::EpochTerms& terms,
                                             std::uint16_t number, const custodian::State& c) {
  return {number, c.signing.sign(order::epoch_message(terms, town.realm.name))};
}

void deal_days(Town& town, Day first, Day last) {
  auto court = town.office<court::Environment>();
  must(court::call_dealers(*town.court, court, {first, last}));
  for (bool over = false; !over;) {
    for (auto& c : town.custodians) {
      auto environment = town.office<custodian::Environment>();
      must(custodian::collect(c, environment));
      EQ_ASSERT(must(custodian::work_on_dealings(c, environment)).refused.empty());
    }
    must(court::collect(*town.court, court));
    for (const auto& step : must(court::carry_dealings(*town.court, court)))
      if (step.days == order::DealtDays{first, last}) over = step.over;
  }
}

void publish_day(Town& town, Day day) {
  if (!town.court->dealt.contains(day)) deal_days(town, day, day);
  auto court = town.office<court::Environment>();
  must(court::prepare_day(*town.court, court, day));
  for (auto& c : town.custodians)
    for (const auto& d : sign_days(town, c)) EQ_ASSERT(!d.refusal);
  must(court::collect(*town.court, court));
  must(court::publish_day(*town.court, court, day));
}

void publish_days_up_to(Town& town, Day day) {
  for (Day d = town.first_day(); d <= day; d = d + 1) {
    const auto known = town.court->days.find(d);
    if (known == town.court->days.end() || !known->second.published) publish_day(town, d);
  }
}

void wait_until_over(Town& town, Day day) {
  const Time over = order::end_of(day) + kMinute_ms;
  if (town.now < over) town.advance(over.ms - town.now.ms);
}

std::uint64_t declare_intent(Town& town, std::uint32_t order, Day day) {
  wait_until_over(town, day);
  auto agency = town.office<agency::Environment>();
  const auto index = must(agency::declare_intent(*town.agency, agency, order, day));
  auto court = town.office<court::Environment>();
  must(court::collect(*town.court, court));
  must(court::release_keys(*town.court, court));
  must(agency::collect(*town.agency, agency));
  return index;
}

std::vector<custodian::Released> release(Town& town, custodian::State& c) {
  auto environment = town.office<custodian::Environment>();
  must(custodian::collect(c, environment));
  std::vector<custodian::Released> out;
  while (!c.releases.empty()) {
    out.push_back(must(custodian::release(c, environment, c.releases[0].id())));
    // What is only held up would wait; a story asks again for what it still wants.
    if (out.back().request == custodian::Request::kept) c.releases.erase(c.releases.begin());
  }
  return out;
}

agency::Opened open_day(Town& town, std::uint32_t order, Day day) {
  declare_intent(town, order, day);
  auto agency = town.office<agency::Environment>();
  must(agency::extract(*town.agency, agency, order, day, {}));
  for (auto& c : town.custodians)
    for (const auto& r : release(town, c)) EQ_ASSERT(!r.refusal);
  must(agency::collect(*town.agency, agency));
  return must(agency::open(*town.agency, agency, order, day));
}

agency::CourtPart part_from_under_the_table(Town& town, const court::DayKey& key, Day day) {
  const auto& p = town.court->days.at(day).proposal;
  const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take();
  const auto realm = order::OrderBook::read(log, wire::authorities(town.realm)).realm();
  const auto epoch = order::open_object(p.terms, p.blobs, realm).take();
  const auto& file = town.court->granted.at(key.order).file;
  const gate::OrderOpening opening{gate::tag(town.realm.name, file.application.scope.account),
                                   gate::Scalar::decode(file.blind).take()};
  return {to_array<32>(key.d.reveal("collusion")).take(),
          gate::prove_root(epoch, opening, key.d, town.rng)};
}

void ask_every_custodian(Town& town, agency::State& agency, std::uint32_t number, Day day) {
  const auto granted = std::ranges::find_if(agency.filings, [&](const agency::Filing& f) {
    return f.granted && f.granted->number == number;
  });
  const agency::Opening& o = agency.openings.at({number, day});
  const wire::ReleaseRequest request{granted->granted->log_index,
                                     o.intent_index,
                                     {granted->application.scope.account, granted->granted->blind},
                                     day,
                                     o.court->root};
  const wire::Clerk clerk{town.realm,     *town.office_line, agency.signing,
                          agency.letters, town.now,          town.rng};
  for (const auto& c : town.custodians)
    EQ_ASSERT(wire::post(clerk, *town.realm.find(c.signing.verify_key()),
                         wire::LetterKind::release_request, encode(request))
                  .ok());
}

std::uint64_t let_in(Town& town, wire::LogName log, const Bytes& entry,
                     const std::vector<Bytes>& blobs) {
  auto& store = town.service->store();
  platform::Reply reply;
  platform::LogBook book(town.realm);
  platform::Step step{*town.service_keys, town.realm, store, town.now, town.rng, reply, book};
  EQ_ASSERT(store.begin_step().ok());
  for (const Bytes& b : blobs)
    EQ_ASSERT(store.put(platform::Table::log_blobs, crypto::sha256(b), b).ok());
  const auto index = step.append(log, entry);
  EQ_ASSERT(index.ok() && store.keep_step().ok());
  town.service->cosign(log);
  return *index;
}

}  // namespace eq::journeys
