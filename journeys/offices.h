// What the offices do in journeys: an order from application to messages, the daily epoch object,
// lists.
#pragma once

#include "eq/order/extract.h"
#include "journeys/town.h"

namespace eq::journeys {

/// The value; a journey ends here, with the reason, if there is none.
template <class T, class E>
T must(Result<T, E> r) {
  if (!r.ok()) {
    if constexpr (requires { r.error().text(); })
      std::fprintf(stderr, "stopped: %s\n", r.error().text().c_str());
    else
      std::fprintf(stderr, "stopped: %s\n", std::string(to_text(r.error())).c_str());
  }
  return std::move(r).take();
}

/// The rule by which something was refused: "ORD-R8"; empty if it was not refused by a rule.
template <class T>
std::string rule_of(const order::Outcome<T>& r) {
  return !r.ok() && r.error().refusal ? r.error().refusal->id : "";
}

// ---- orders

/// A complete form for one account.
order::OrderForm form(const AccountId& account, Day first, Day last);
/// The police's, before a judge has seen it; in a realm whose law allows that.
order::OrderForm emergency_form(const AccountId& account, Day first, Day last);
void allow_emergencies(wire::Realm& realm);
/// The agency files it and the court takes it in.
void file_order(Town& town, const order::OrderForm& form);
/// The judge signs the first application that waits.  @return its number
std::uint32_t judge(Town& town);
/// A custodian reads its desk and decides on every order file there.
std::vector<custodian::Decided> decide_orders(Town& town, custodian::State& custodian);
/// From form to log: judge and all custodians agree.  @return the order's number
std::uint32_t grant_order(Town& town, const order::OrderForm& form);
std::uint32_t grant_order(Town& town, const AccountId& account, Day first, Day last);

// ---- days

/// A custodian reads its desk and decides on every epoch object there.
std::vector<custodian::SignedDay> sign_days(Town& town, custodian::State& custodian);
/// What a custodian who checks nothing would sign, as number `number`.
order::CustodianSignature sign_day_unchecked(const Town& town, const order::EpochTerms& terms,
                                             std::uint16_t number,
                                             const custodian::State& custodian);
/// The custodians deal for these days; the court carries their letters.
void deal_days(Town& town, Day first, Day last);
/// The custodians deal if they have not, the court makes the day's object, custodians sign, the log
/// has it.
void publish_day(Town& town, Day day);
/// Days from the realm's first to this one, as far as they are not published.
void publish_days_up_to(Town& town, Day day);

// ---- attacks

/// What a court that keeps to no rule gives the agency: its part of a day's key, and the proof for
/// it.
agency::CourtPart part_from_under_the_table(Town& town, const court::DayKey& key, Day day);
/// An agency that has no envelopes, or has had them from a service that checks nothing, asks every
/// custodian to let go all the same.
void ask_every_custodian(Town& town, agency::State& agency, std::uint32_t order, Day day);
/// A service that checks nothing appends this and has it witnessed.  @return where it stands
std::uint64_t let_in(Town& town, wire::LogName log, const Bytes& entry,
                     const std::vector<Bytes>& blobs = {});

// ---- opening

/// The day and its two hours pass, if they have not.
void wait_until_over(Town& town, Day day);
/// The day passes; intent, and the court's part for it.  @return the intent's index
std::uint64_t declare_intent(Town& town, std::uint32_t order, Day day);
/// A custodian reads its desk and decides on every request for a release there.
std::vector<custodian::Released> release(Town& town, custodian::State& custodian);
/// The day passes; intent, envelopes, releases with their receipts, messages.
agency::Opened open_day(Town& town, std::uint32_t order, Day day);

}  // namespace eq::journeys
