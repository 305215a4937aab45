#include "journeys/offices.h"

#include "parties/platform/step.h"

namespace eq::journeys {

using AgencyHands = agency::Hands;
using CourtHands = court::Hands;
using CustodianHands = custodian::Hands;

order::OrderForm form(const AccountId& account, Day first, Day last) {
  return {account.hex(), to_text(first), to_text(last), "content", "PL-2026/1207", "fraud in an organised group",
          "art. 126m Sv", "two milder means were tried and failed", "one account, a few days, grave offence", "60"};
}

order::OrderForm emergency_form(const AccountId& account, Day first, Day last) {
  auto f = form(account, first, last);
  f.urgency = "emergency", f.issuer = "police", f.threat = "a life is at stake";
  return f;
}
void allow_emergencies(wire::Realm& realm) { realm.profile.categories[0].emergency = order::InEmergency::before_confirmation; }

void file_order(Town& town, const order::OrderForm& form) {
  auto agency = town.office<AgencyHands>();
  must(agency::file(*town.agency, agency, form));
  auto court = town.office<CourtHands>();
  must(court::collect(*town.court, court));
}

std::uint32_t judge(Town& town) {
  auto hands = town.office<CourtHands>();
  return must(court::approve(*town.court, hands, 0)).number;
}

std::vector<custodian::Decided> decide_orders(Town& town, custodian::State& c) {
  auto hands = town.office<CustodianHands>();
  must(custodian::collect(c, hands));
  std::vector<custodian::Decided> out;
  while (!c.orders.empty()) out.push_back(must(custodian::approve(c, hands, 0)));
  return out;
}

std::uint32_t grant_order(Town& town, const order::OrderForm& form) {
  file_order(town, form);
  const std::uint32_t number = judge(town);
  for (auto& c : town.custodians)
    for (const auto& d : decide_orders(town, c)) EQ_ASSERT(!d.refusal);
  auto court = town.office<CourtHands>();
  must(court::collect(*town.court, court));
  must(court::publish_order(*town.court, court, number));
  auto agency = town.office<AgencyHands>();
  must(agency::collect(*town.agency, agency));
  return number;
}
std::uint32_t grant_order(Town& town, const AccountId& account, Day first, Day last) {
  return grant_order(town, form(account, first, last));
}

std::vector<custodian::SignedDay> sign_days(Town& town, custodian::State& c) {
  auto hands = town.office<CustodianHands>();
  must(custodian::collect(c, hands));
  std::vector<custodian::SignedDay> out;
  while (!c.epochs.empty()) out.push_back(must(custodian::sign_epoch(c, hands, 0)));
  return out;
}

order::CustodianSignature sign_day_unchecked(const Town& town, const order::EpochTerms& terms, std::uint16_t number, const custodian::State& c) {
  return {number, c.signing.sign(order::epoch_message(terms, town.realm.name))};
}

void publish_day(Town& town, Day day) {
  auto court = town.office<CourtHands>();
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

std::uint64_t declare_intent(Town& town, std::uint32_t order, Day day) {
  auto agency = town.office<AgencyHands>();
  const auto index = must(agency::declare_intent(*town.agency, agency, order, day));
  auto court = town.office<CourtHands>();
  must(court::collect(*town.court, court));
  must(court::release_keys(*town.court, court));
  must(agency::collect(*town.agency, agency));
  return index;
}

std::vector<custodian::Shared> give_shares(Town& town, custodian::State& c) {
  auto hands = town.office<CustodianHands>();
  must(custodian::collect(c, hands));
  std::vector<custodian::Shared> out;
  while (!c.shares.empty()) out.push_back(must(custodian::give_shares(c, hands, 0)));
  return out;
}

agency::Opened open_day(Town& town, std::uint32_t order, Day day) {
  declare_intent(town, order, day);
  auto agency = town.office<AgencyHands>();
  must(agency::extract(*town.agency, agency, order, day, {}));
  for (auto& c : town.custodians)
    for (const auto& s : give_shares(town, c)) EQ_ASSERT(!s.refusal);
  for (auto& c : town.custodians) {
    auto hands = town.office<CustodianHands>();
    must(custodian::collect(c, hands));
    must(custodian::log_receipts(c, hands));
  }
  must(agency::collect(*town.agency, agency));
  return must(agency::open(*town.agency, agency, order, day));
}

std::uint64_t let_in(Town& town, wire::LogName log, const Bytes& entry, const std::vector<Bytes>& blobs) {
  auto& store = town.service->store();
  platform::Reply reply;
  platform::Step step{*town.service_keys, town.realm, store, town.now, town.rng, reply};
  EQ_ASSERT(store.begin_step().ok());
  for (const Bytes& b : blobs) EQ_ASSERT(store.put(platform::Table::log_blobs, crypto::sha256(b), b).ok());
  const auto index = step.append(log, entry);
  EQ_ASSERT(index.ok() && store.keep_step().ok());
  town.service->cosign(log);
  return *index;
}

}  // namespace eq::journeys
