// Letting go one scalar for one account and day.  spec/order.md section 8.
#include "eq/order/extract.h"
#include "eq/order/held_only.h"
#include "eq/wire/authorities.h"
#include "eq/wire/day_reader.h"
#include "eq/wire/standing.h"
#include "eq/wire/waiting.h"
#include "parties/custodian/custodian.h"
#include "parties/custodian/reading.h"

namespace eq::custodian {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

namespace {

/// The day's object as every client accepts it.
Outcome<gate::VerifiedEpoch> read_epoch(State& state, Environment& environment, Day day) {
  const auto epochs =
      wire::read_fresh_log(environment.server, environment.realm, wire::LogName::epochs,
                           state.epochs_seen, environment.now);
  if (!epochs.ok())
    return order::stop(epochs.error().err,
                       "The epoch log does not check out: " + epochs.error().what);
  auto read = wire::read_day(environment.server, environment.realm, *epochs,
                             TRY(read_orders(state, environment)), day);
  if (!read.ok() && read.error() == Err::unavailable)
    return order::stop(read.error(), "Fetching the day's object");
  if (!read.ok())
    return order::stop(Rule::epoch_object, "The day has no logged object that is acceptable.");
  return std::move(read->epoch);
}

struct Permit {
  order::ReleaseGrant grant;
  wire::Organisation agency;
  std::uint16_t number = 0;              // ours among those in office that day
  std::optional<std::uint64_t> receipt;  // ours, if the witness has seen it
};
/// No rule forbids it: there is nothing here to give.
order::Stop without_part(Day day) {
  auto none = order::refuse(Rule::custodians);
  none.sentence = "This custodian was away when " + to_text(day) +
                  " was dealt, or has forgotten it, and holds no part of it.";
  none.remedy = "Nothing to do: the others can let that day go.";
  return {std::move(none), Err::refused, {}};
}

/// Everything that a release takes, from the log as it is now, or the rule that forbids it.
Outcome<Permit> permit(State& state, Environment& environment, const AskedRelease& asked) {
  const wire::ReleaseRequest& r = asked.request;
  const auto orders = TRY(read_orders(state, environment));
  const order::Authorities& realm = orders.book.realm();
  const auto entry = orders.log.logged<order::OrderEntry>(r.order_index);
  if (!entry.ok()) return order::stop(Rule::logged, "There is no such order in the log.");
  const auto active = TRY(or_stop(order::Active::on(*entry, r.opening, r.epoch, realm)));
  // what is void only looks like an order
  const auto* counts = orders.book.find(active.terms().number);
  if (counts == nullptr || counts->index != r.order_index)
    return order::stop(Rule::logged, "The entry has no effect.");
  const auto intent = orders.log.logged<order::IntentEntry>(r.intent_index);
  if (!intent.ok()) return order::stop(Rule::intent, "There is no such intent in the log.");
  const wire::Organisation* agency = environment.realm.agency_named(active.terms().authority);
  if (agency == nullptr || agency->signing != asked.from)
    return order::stop(Rule::agency, "The order is another agency's.");
  const auto stands =
      TRY(wire::standing(environment.server, environment.realm, orders, r.intent_index));
  const auto over = TRY(or_stop(order::DayOver::check(r.epoch, orders.log.present())));
  const auto epoch = TRY(read_epoch(state, environment, r.epoch));
  auto grant = TRY(or_stop(order::ReleaseGrant::grant(active, r.opening.blind, *intent, stands,
                                                      over, epoch, r.root, realm)));
  const auto number = TRY(number_among(state, realm.custodians_on(r.epoch, order::kWholeLog)));
  // Before the receipt: one of a custodian who has nothing to give would say that it gave.
  if (!state.days.contains(grant.root().dealt())) return without_part(r.epoch);
  Permit out{std::move(grant), *agency, number, std::nullopt};
  for (const auto* receipt : orders.book.receipts_of(out.grant.order(), r.epoch)) {
    if (receipt->custodian != number) continue;
    if (receipt->terms != out.grant.receipt())
      return order::stop(Rule::one_extraction, "Our receipt is of another release.");
    out.receipt = receipt->index;
  }
  return out;
}

/// The same once our receipt is where everybody sees it.  Asked anew: what stopped the order
/// meanwhile counts.
Outcome<Permit> permit_in_public(State& state, Environment& environment,
                                 const AskedRelease& asked) {
  auto first = TRY(permit(state, environment, asked));
  if (first.receipt) return first;
  const auto receipt = order::sign_receipt(first.grant.receipt(), first.number, state.signing,
                                           environment.realm.name);
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(receipt), {}};
  TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(), environment.now,
                        environment.rng, request),
              "Logging the receipt"));
  auto second = TRY(permit(state, environment, asked));
  if (!second.receipt)
    return order::stop(Err::unavailable, "The receipt is logged, and no witness has seen it yet");
  return second;
}

Outcome<Released> refuse_release(State& state, Environment& environment,
                                 const AskedRelease& waiting, Released out,
                                 order::Refusal refusal) {
  const wire::ReleaseRequest& asked = waiting.request;
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const auto entry = orders.log.logged<order::OrderEntry>(asked.order_index);
  if (entry.ok()) out.order = entry->value().terms.number;
  if (entry.ok() && order::may_go_on(refusal, orders.book, out.order, environment.now)) {
    out.request = Request::kept;
    out.refusal = std::move(refusal);
    return out;
  }
  const wire::OrderRefused letter{entry.ok() ? entry->value().terms.filing : crypto::Digest{},
                                  refusal.id,
                                  refusal.sentence,
                                  refusal.source,
                                  refusal.remedy,
                                  asked.epoch};
  const wire::Organisation* to = environment.realm.find(waiting.from);
  if (to == nullptr) return order::stop(Err::missing, "Whoever asked is not of this realm");
  TRY(or_stop(wire::post(clerk(state, environment), *to, LetterKind::order_refused, encode(letter)),
              "Sending the refusal"));
  wire::remove_waiting(state.releases, waiting.id());
  environment.keep();
  out.refusal = std::move(refusal);
  out.request = Request::refused;
  return out;
}

}  // namespace

Outcome<Released> release(State& state, Environment& environment, const crypto::Digest& request) {
  const AskedRelease* waiting = wire::find_waiting(state.releases, request);
  if (waiting == nullptr) return order::stop(Err::missing, "No such request waits.");
  const AskedRelease asked = *waiting;
  Released out{0, asked.request.epoch, std::nullopt, std::nullopt, Request::given};
  const auto permitted = permit_in_public(state, environment, asked);
  if (!permitted.ok()) {
    if (!permitted.error().refusal) return permitted.error();
    return refuse_release(state, environment, asked, out, *permitted.error().refusal);
  }
  const order::ReleaseGrant& grant = permitted->grant;
  const auto given = TRY(or_stop(gate::make_release(state.days.at(grant.root().dealt()).shares,
                                                    grant.root(), grant.order(), state.signing),
                                 "Making the release"));
  const auto sealed = TRY(or_stop(gate::seal_release(given, grant.root().wid(), grant.order(),
                                                     permitted->agency.hpke, environment.rng),
                                  "Sealing the release"));
  const wire::ReleaseGiven letter{grant.order(), asked.request.epoch, grant.root().wid(),
                                  given.index, sealed};
  TRY(or_stop(
      wire::post(clerk(state, environment), permitted->agency, LetterKind::release, encode(letter)),
      "Sending the release"));
  wire::remove_waiting(state.releases, request);
  environment.keep();
  out.order = grant.order();
  out.receipt = permitted->receipt;
  return out;
}

}  // namespace eq::custodian
