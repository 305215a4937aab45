#include "parties/custodian/custodian.h"

#include <algorithm>

#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "eq/wire/log_reader.h"
#include "parties/custodian/reading.h"

namespace eq::custodian {
using order::or_stop;
using order::Rule;
using order::Stop;
using wire::LetterKind;

namespace {

template <class T>
void remove_at(std::vector<T>& v, std::size_t i) {
  v.erase(v.begin() + static_cast<std::ptrdiff_t>(i));
}

/// @return whether the letter was taken in.
bool take(State& s, const wire::Realm& realm, const wire::Letter& l) {
  const auto from = realm.role_of(l.from);
  switch (l.kind) {
    // from anybody in the realm: without a judge it is refused with the rule
    case LetterKind::order_for_signature: {
      auto file = decode<order::OrderFile>(l.body);
      if (!from || !file.ok()) return false;
      s.orders.push_back({l.from, std::move(*file)});
      return true;
    }
    // the court has taken back what it asked for
    case LetterKind::order_refused: {
      const auto withdrawn = decode<wire::OrderRefused>(l.body);
      if (from != wire::Role::court || !withdrawn.ok()) return false;
      std::erase_if(s.orders, [&](const AskedOrder& asked) {
        return wire::application_id(asked.file.application) == withdrawn->application;
      });
      return true;
    }
    case LetterKind::epoch_for_signature: {
      auto proposal = decode<wire::EpochProposal>(l.body);
      if (from != wire::Role::court || !proposal.ok()) return false;
      s.epochs.push_back({std::move(*proposal)});
      return true;
    }
    case LetterKind::release_request: {
      auto request = decode<wire::ReleaseRequest>(l.body);
      if (from != wire::Role::agency || !request.ok()) return false;
      // asked again, it still waits once
      std::erase_if(s.releases, [&](const AskedRelease& asked) {
        return asked.from == l.from && asked.request.order_index == request->order_index &&
               asked.request.epoch == request->epoch;
      });
      s.releases.push_back({std::move(*request), l.from});
      return true;
    }
    case LetterKind::dealing_call:
    case LetterKind::dealing_keys:
    case LetterKind::dealing_board:
    case LetterKind::dealing_complaint:
      if (from != wire::Role::court) return false;
      s.dealings.push_back({l.kind, l.body});
      return true;
    default: return false;
  }
}

/// Tell the sender which rule refused, then forget the request.
Outcome<Decided> refuse_order(State& s, Hands& h, std::size_t waiting, std::string words,
                              order::Refusal refusal) {
  const AskedOrder asked = s.orders[waiting];
  const wire::Organisation* to = h.realm.find(asked.from);
  if (to != nullptr) {
    const wire::OrderRefused letter{wire::application_id(asked.file.application), refusal.id,
                                    refusal.sentence, refusal.source, refusal.remedy};
    TRY(or_stop(wire::post(clerk(s, h), *to, LetterKind::order_refused, encode(letter)),
                "Sending the refusal"));
  }
  remove_at(s.orders, waiting);
  h.keep();
  return Decided{asked.file.terms.number, std::move(words), std::move(refusal), std::nullopt};
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
Outcome<bool> is_logged(Hands& h, Day day) {
  const auto epochs = wire::read_log(h.server, h.realm, wire::LogName::epochs);
  if (!epochs.ok() && epochs.error().err == Err::missing) return false;
  if (!epochs.ok()) return order::stop(epochs.error().err, "Reading the epoch log");
  return day >= h.realm.e_0 && day.n - h.realm.e_0.n < epochs->size();
}

struct Examined {
  order::JudiciallyApproved order;
  std::uint16_t number = 0;  // ours among those in office on its first day
};
/// The order as it must be for our consent, or the rule it breaks.
Outcome<Examined> examine(State& s, Hands& h, const order::OrderFile& file) {
  auto approved =
      TRY(or_stop(order::JudiciallyApproved::verify(file, wire::authorities(h.realm), h.now)));
  const auto record =
      wire::current_record(h.server, h.realm, s.records_seen, approved.scope().account);
  if (!record.ok() && record.error() != Err::missing)
    return order::stop(record.error(), "Looking up the account");
  if (!record.ok() || record->hpke_key != file.account_key) {
    return order::stop(Rule::notice, "The notice is not sealed to the account's published key.");
  }
  const auto log = TRY(read_orders(s, h));
  const order::Case* filed = log.book.find_case(file.terms.filing);
  if (filed == nullptr) return order::stop(Rule::logged, "The filing is not in the public log.");
  if (filed->stage == order::Stage::clarification)
    return order::stop(Rule::stage, "The case waits for clarification.");
  if (log.book.find(file.terms.number) != nullptr)
    return order::stop(Rule::numbering, "This number is taken.");
  const auto before = s.consented.find(file.terms.number);
  if (before != s.consented.end() && before->second.terms != digest_of(file.terms))
    return order::stop(Rule::numbering, "We have consented to another order of this number.");
  const auto number =
      TRY(number_among(s, log.book.realm().custodians_on(file.terms.first, order::kWholeLog)));
  return Examined{std::move(approved), number};
}

}  // namespace

Outcome<std::uint16_t> number_among(const State& s, const order::Custodians& in_office) {
  const order::CustodianKey* own = in_office.find(s.signing.verify_key());
  if (own == nullptr) {
    auto stranger =
        order::refuse(Rule::custodians, "This custodian is not in office for that day.");
    stranger.remedy =
        "Those who are in office then decide; `equipoise custodian verify-ceremony` names them.";
    return order::Stop{std::move(stranger), Err::refused, {}};
  }
  return own->index;
}

wire::Clerk clerk(const State& s, Hands& h) {
  return {h.realm, h.server, s.signing, s.letters, h.now, h.rng};
}

Outcome<wire::OrdersRead> read_orders(State& s, Hands& h) {
  return wire::read_orders(h.server, h.realm, s.orders_seen, h.now);
}

Result<std::size_t> collect(State& s, Hands& h) {
  return wire::collect(clerk(s, h), s.desk_seen, h,
                       [&](const wire::Letter& l) { return take(s, h.realm, l); });
}

Outcome<Decided> approve(State& s, Hands& h, std::size_t waiting) {
  if (waiting >= s.orders.size()) return order::stop(Err::missing, "No such order waits.");
  const order::OrderFile file = s.orders[waiting].file;
  if (auto why = settled(file, TRY(read_orders(s, h)).book, h.now)) {
    remove_at(s.orders, waiting);
    h.keep();
    return Decided{file.terms.number, "", std::nullopt, std::move(why)};
  }
  auto examined = examine(s, h, file);
  if (!examined.ok()) {
    if (!examined.error().refusal) return examined.error();
    return refuse_order(s, h, waiting, "", *examined.error().refusal);
  }
  std::erase_if(s.consented, [&](const auto& c) { return c.second.last < day_of(h.now); });
  s.consented.insert_or_assign(file.terms.number,
                               Consented{digest_of(file.terms), file.terms.last});
  h.keep();
  const wire::OrderConsent consent{
      file.terms.number,
      order::consent(examined->order, examined->number, s.signing, h.realm.name)};
  TRY(or_stop(wire::post(clerk(s, h), h.realm.court, LetterKind::order_signature, encode(consent)),
              "Sending the consent to the court"));
  remove_at(s.orders, waiting);
  h.keep();
  return Decided{file.terms.number, examined->order.plain_words(), std::nullopt, std::nullopt};
}

Outcome<Decided> decline(State& s, Hands& h, std::size_t waiting, const std::string& reason) {
  if (waiting >= s.orders.size()) return order::stop(Err::missing, "No such order waits.");
  return refuse_order(s, h, waiting, "",
                      order::refuse(Rule::custodians, "A custodian declines: " + reason));
}

Outcome<SignedDay> sign_epoch(State& s, Hands& h, std::size_t waiting) {
  if (waiting >= s.epochs.size()) return order::stop(Err::missing, "No such day waits.");
  const wire::EpochProposal p = s.epochs[waiting].proposal;
  SignedDay out{p.terms.epoch, p.terms.orders, h.now + order::kLead_ms <= start_of(p.terms.epoch),
                std::nullopt, std::nullopt};
  if (TRY(is_logged(h, p.terms.epoch))) {
    remove_at(s.epochs, waiting);
    h.keep();
    out.settled = "it is in the public log already, with as many signatures as it takes";
    return out;
  }
  const auto log = TRY(read_orders(s, h));
  const auto head = log.log.head_at(p.terms.order_log.size);
  const auto before = s.signed_epochs.find(p.terms.epoch);
  const auto day = order::DayToSign::check(p.terms, p.blobs, log.book);
  const auto held = s.days.find(p.terms.dealt.id);
  if (!head.ok() || *head != p.terms.order_log) {
    out.refusal =
        order::refuse(Rule::epoch_object, "It relies on another order log than the witnessed one.");
  } else if (before != s.signed_epochs.end() && p.terms.order_log.size < before->second) {
    out.refusal = order::refuse(Rule::epoch_object, "A later one of this day was already signed.");
  } else if (held != s.days.end() && held->second.files != p.terms.dealt.dealings) {
    out.refusal =
        order::refuse(Rule::epoch_object, "It names other dealings than those that were added up.");
  } else if (!day.ok()) {
    out.refusal = day.error();
  } else {
    const auto number =
        TRY(number_among(s, log.book.realm().custodians_on(p.terms.epoch, p.terms.order_log.size)));
    s.signed_epochs.insert_or_assign(p.terms.epoch, p.terms.order_log.size);
    h.keep();
    const wire::EpochConsent consent{p.terms.epoch, p.terms.wid,
                                     order::sign_epoch(*day, number, s.signing, h.realm.name)};
    TRY(or_stop(
        wire::post(clerk(s, h), h.realm.court, LetterKind::epoch_signature, encode(consent)),
        "Sending the signature to the court"));
  }
  remove_at(s.epochs, waiting);
  h.keep();
  return out;
}

}  // namespace eq::custodian
