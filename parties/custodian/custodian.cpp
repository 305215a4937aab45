#include "parties/custodian/custodian.h"

#include <algorithm>

#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "eq/wire/log_reader.h"
#include "eq/wire/waiting.h"
#include "parties/custodian/reading.h"

namespace eq::custodian {
using order::or_stop;
using order::Rule;
using order::Stop;
using wire::LetterKind;

namespace {

/// @return whether the letter was taken in.
bool take(State& state, const wire::Realm& realm, const wire::Letter& l) {
  const auto from = realm.role_of(l.from);
  switch (l.kind) {
    // from anybody in the realm: without a judge it is refused with the rule
    case LetterKind::order_for_signature: {
      auto file = decode<order::OrderFile>(l.body);
      if (!from || !file.ok()) return false;
      wire::wait_once(state.orders, {l.from, std::move(*file)}, [](const AskedOrder& asked) {
        return std::pair(asked.from, wire::application_id(asked.file.application));
      });
      return true;
    }
    // the court has taken back what it asked for
    case LetterKind::order_refused: {
      const auto withdrawn = decode<wire::OrderRefused>(l.body);
      if (from != wire::Role::court || !withdrawn.ok()) return false;
      std::erase_if(state.orders, [&](const AskedOrder& asked) {
        return wire::application_id(asked.file.application) == withdrawn->application;
      });
      return true;
    }
    case LetterKind::epoch_for_signature: {
      auto proposal = decode<wire::EpochProposal>(l.body);
      if (from != wire::Role::court || !proposal.ok()) return false;
      // the court makes it anew when an act has overtaken it
      wire::wait_once(state.epochs, {std::move(*proposal)},
                      [](const AskedEpoch& asked) { return asked.proposal.terms.epoch; });
      return true;
    }
    case LetterKind::release_request: {
      auto request = decode<wire::ReleaseRequest>(l.body);
      if (from != wire::Role::agency || !request.ok()) return false;
      wire::wait_once(state.releases, {std::move(*request), l.from}, [](const AskedRelease& asked) {
        return std::tuple(asked.from, asked.request.order_index, asked.request.epoch);
      });
      return true;
    }
    case LetterKind::dealing_call:
    case LetterKind::dealing_keys:
    case LetterKind::dealing_board:
    case LetterKind::dealing_complaint:
      if (from != wire::Role::court) return false;
      state.dealings.push_back({l.kind, l.body});
      return true;
    default: return false;
  }
}

/// Tell the sender which rule refused, then forget the request.
Outcome<Decided> refuse_order(State& state, Environment& environment, const AskedOrder& asked,
                              order::Refusal refusal) {
  const wire::Organisation* to = environment.realm.find(asked.from);
  if (to != nullptr) {
    const wire::OrderRefused letter{wire::application_id(asked.file.application), refusal.id,
                                    refusal.sentence, refusal.source, refusal.remedy};
    TRY(or_stop(
        wire::post(clerk(state, environment), *to, LetterKind::order_refused, encode(letter)),
        "Sending the refusal"));
  }
  const std::uint32_t number = asked.file.terms.number;
  wire::remove_waiting(state.orders, asked.id());
  environment.keep();
  return Decided{number, "", std::move(refusal), std::nullopt};
}

/// Why there is nothing to decide about an order any more; nothing if there is.
std::optional<std::string> settled(const order::OrderFile& file, const order::OrderBook& book,
                                   Time now) {
  const Day last = file.application.scope.last;
  if (last < day_of(now)) return "its last day was " + to_text(last);
  const auto* logged = book.find(file.terms.number);
  if (logged != nullptr && logged->terms.commitment == file.terms.commitment)
    return "it is in the public log already, with as many consents as it takes";
  return std::nullopt;
}

crypto::Digest digest_of(const order::OrderTerms& t) { return crypto::sha256(encode(t)); }

/// Whether the epoch log has the day: then no signature of ours is needed any more.
Outcome<bool> is_logged(Environment& environment, Day day) {
  const auto epochs = wire::read_log(environment.server, environment.realm, wire::LogName::epochs);
  if (!epochs.ok() && epochs.error().err == Err::missing) return false;
  if (!epochs.ok()) return order::stop(epochs.error().err, "Reading the epoch log");
  return day >= environment.realm.e_0 && day.n - environment.realm.e_0.n < epochs->size();
}

struct Examined {
  order::JudiciallyApproved order;
  std::uint16_t number = 0;  // ours among those in office on its first day
};
/// The order as it must be for our consent, or the rule it breaks.
Outcome<Examined> examine(State& state, Environment& environment, const order::OrderFile& file) {
  auto approved = TRY(or_stop(order::JudiciallyApproved::verify(
      file, wire::authorities(environment.realm), environment.now)));
  const auto record =
      wire::current_record(environment.server, environment.realm, state.records_seen,
                           approved.scope().account, environment.now);
  if (!record.ok() && record.error() != Err::missing)
    return order::stop(record.error(), "Looking up the account");
  if (!record.ok() || record->hpke_key != file.account_key) {
    return order::stop(Rule::notice, "The notice is not sealed to the account's published key.");
  }
  const auto log = TRY(read_orders(state, environment));
  const order::Case* filed = log.book.find_case(file.terms.filing);
  if (filed == nullptr) return order::stop(Rule::logged, "The filing is not in the public log.");
  if (filed->stage == order::Stage::clarification)
    return order::stop(Rule::stage, "The case waits for clarification.");
  if (log.book.find(file.terms.number) != nullptr)
    return order::stop(Rule::numbering, "This number is taken.");
  const auto before = state.consented.find(file.terms.number);
  if (before != state.consented.end() && before->second.terms != digest_of(file.terms))
    return order::stop(Rule::numbering, "We have consented to another order of this number.");
  const auto number =
      TRY(number_among(state, log.book.realm().custodians_on(file.terms.first, order::kWholeLog)));
  return Examined{std::move(approved), number};
}

}  // namespace

Outcome<std::uint16_t> number_among(const State& state, const order::Custodians& in_office) {
  const order::CustodianKey* own = in_office.find(state.signing.verify_key());
  if (own == nullptr) {
    auto stranger =
        order::refuse(Rule::custodians, "This custodian is not in office for that day.");
    stranger.remedy =
        "Those who are in office then decide; `equipoise custodian verify-ceremony` names them.";
    return order::Stop{std::move(stranger), Err::refused, {}};
  }
  return own->index;
}

Outcome<wire::OrdersRead> read_orders(State& state, Environment& environment) {
  return wire::read_orders(environment.server, environment.realm, state.orders_seen,
                           environment.now);
}

Result<std::size_t> collect(State& state, Environment& environment) {
  return wire::collect(clerk(state, environment), state.desk_seen, environment,
                       [&](const wire::Letter& l) { return take(state, environment.realm, l); });
}

Outcome<Decided> approve(State& state, Environment& environment, const crypto::Digest& order) {
  const AskedOrder* asked = wire::find_waiting(state.orders, order);
  if (asked == nullptr) return order::stop(Err::missing, "No such order waits.");
  const order::OrderFile file = asked->file;
  if (auto why = settled(file, TRY(read_orders(state, environment)).book, environment.now)) {
    wire::remove_waiting(state.orders, order);
    environment.keep();
    return Decided{file.terms.number, "", std::nullopt, std::move(why)};
  }
  auto examined = examine(state, environment, file);
  if (!examined.ok()) {
    if (!examined.error().refusal) return examined.error();
    return refuse_order(state, environment, *asked, *examined.error().refusal);
  }
  std::erase_if(state.consented,
                [&](const auto& c) { return c.second.last < day_of(environment.now); });
  state.consented.insert_or_assign(file.terms.number,
                                   Consented{digest_of(file.terms), file.terms.last});
  environment.keep();
  const wire::OrderConsent consent{
      file.terms.number,
      order::consent(examined->order, examined->number, state.signing, environment.realm.name)};
  TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                         LetterKind::order_signature, encode(consent)),
              "Sending the consent to the court"));
  wire::remove_waiting(state.orders, order);
  environment.keep();
  return Decided{file.terms.number, examined->order.plain_words(), std::nullopt, std::nullopt};
}

Outcome<Decided> decline(State& state, Environment& environment, const crypto::Digest& order,
                         const std::string& reason) {
  const AskedOrder* asked = wire::find_waiting(state.orders, order);
  if (asked == nullptr) return order::stop(Err::missing, "No such order waits.");
  auto declined = order::refuse(Rule::custodians);
  declined.sentence = "A custodian declines: " + reason;  // no rule does
  return refuse_order(state, environment, *asked, std::move(declined));
}

Outcome<SignedDay> sign_epoch(State& state, Environment& environment, const crypto::Digest& day) {
  const AskedEpoch* asked = wire::find_waiting(state.epochs, day);
  if (asked == nullptr) return order::stop(Err::missing, "No such day waits.");
  const wire::EpochProposal p = asked->proposal;
  SignedDay out{p.terms.epoch, p.terms.orders,
                environment.now + order::kLead_ms <= start_of(p.terms.epoch), std::nullopt,
                std::nullopt};
  if (TRY(is_logged(environment, p.terms.epoch))) {
    wire::remove_waiting(state.epochs, day);
    environment.keep();
    out.settled = "it is in the public log already, with as many signatures as it takes";
    return out;
  }
  const auto log = TRY(read_orders(state, environment));
  const auto head = log.log.head_at(p.terms.order_log.size);
  const auto before = state.signed_epochs.find(p.terms.epoch);
  const auto to_sign = order::DayToSign::check(p.terms, p.blobs, log.book);
  const auto held = state.days.find(p.terms.dealt.id);
  if (!head.ok() || *head != p.terms.order_log) {
    out.refusal =
        order::refuse(Rule::epoch_object, "It relies on another order log than the witnessed one.");
  } else if (before != state.signed_epochs.end() && p.terms.order_log.size < before->second) {
    out.refusal = order::refuse(Rule::epoch_object, "A later one of this day was already signed.");
  } else if (held != state.days.end() && held->second.files != p.terms.dealt.dealings) {
    out.refusal =
        order::refuse(Rule::epoch_object, "It names other dealings than those that were added up.");
  } else if (!to_sign.ok()) {
    out.refusal = to_sign.error();
  } else {
    const auto number = TRY(
        number_among(state, log.book.realm().custodians_on(p.terms.epoch, p.terms.order_log.size)));
    state.signed_epochs.insert_or_assign(p.terms.epoch, p.terms.order_log.size);
    environment.keep();
    const wire::EpochConsent consent{
        p.terms.epoch, p.terms.wid,
        order::sign_epoch(*to_sign, number, state.signing, environment.realm.name)};
    TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                           LetterKind::epoch_signature, encode(consent)),
                "Sending the signature to the court"));
  }
  wire::remove_waiting(state.epochs, day);
  environment.keep();
  return out;
}

}  // namespace eq::custodian
