// Days: the epoch object, its publication, and the day keys.  spec/order.md sections 7 and 8.
#include "eq/gate/make_epoch.h"
#include "eq/order/extract.h"
#include "eq/order/held_only.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"
#include "eq/wire/standing.h"
#include "parties/court/court.h"
#include "parties/court/days.h"
#include "parties/court/reading.h"

namespace eq::court {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

namespace {

/// Openings of the orders in force, in the order of the book.
Outcome<std::vector<gate::OrderOpening>> openings(
    const State& state, const wire::Realm& realm,
    const std::vector<const order::OrderBook::Order*>& active) {
  std::vector<gate::OrderOpening> out;
  for (const auto* o : active) {
    const auto known = state.granted.find(o->terms.number);
    if (known == state.granted.end() ||
        known->second.file.terms.commitment != o->terms.commitment) {
      return order::stop(Err::missing, "The log has an order that is not in our files");
    }
    const order::OrderFile& file = known->second.file;
    const auto blind = TRY(or_stop(gate::Scalar::decode(file.blind), "Reading our files"));
    out.push_back({gate::tag(realm.name, file.application.scope.account), blind});
  }
  return out;
}

Outcome<void> send_proposal(const State& state, Environment& environment,
                            const wire::EpochProposal& p, const order::Custodians& in_office) {
  for (const order::CustodianKey& c : in_office.members) {
    TRY(or_stop(wire::post(clerk(state, environment), *environment.realm.find(c.signing),
                           LetterKind::epoch_for_signature, encode(p)),
                "Sending the day's object to the custodians"));
  }
  return {};
}

/// Whether the log has the day; then it is published, if it is ours, whoever was told of that.
/// Err::stale if another object than ours stands there.
Outcome<bool> note_published(State& state, Environment& environment, Day day) {
  const auto log = TRY(read_days(state, environment));
  const std::uint64_t leaf = day.n - environment.realm.e_0.n;
  if (!log || leaf >= log->size()) return false;
  const auto entry = TRY(
      or_stop(tlog::parse_entry<order::EpochEntry>(log->entry(leaf)), "Reading the day's entry"));
  const auto ours = state.days.find(day);
  if (ours == state.days.end() || ours->second.proposal.terms != entry.terms)
    return order::stop(Err::stale, "The log has another object of that day than ours");
  ours->second.published = true;
  ours->second.sent.reset();
  environment.keep();
  return true;
}

/// Our part of the key of an order on a published day; nullptr if there is none, or none any more.
const DayKey* day_key_of(const State& state, const wire::DayKeyRequest& r) {
  const auto day = state.days.find(r.epoch);
  if (day == state.days.end() || !day->second.published) return nullptr;
  for (const DayKey& k : day->second.keys) {
    if (k.order == r.order) return &k;
  }
  return nullptr;
}

/// The proof that the order's account is a root of the day's object.
Outcome<gate::RootProof> root_proof(const State& state, Environment& environment,
                                    const order::Authorities& realm, const wire::DayKeyRequest& r,
                                    const DayKey& key) {
  const wire::EpochProposal& p = state.days.at(r.epoch).proposal;
  const auto epoch =
      TRY(or_stop(order::open_object(p.terms, p.blobs, realm), "Reading the day's object"));
  const order::OrderFile& file = state.granted.at(r.order).file;
  const auto blind = TRY(or_stop(gate::Scalar::decode(file.blind), "Reading our files"));
  return gate::prove_root(
      epoch, {gate::tag(environment.realm.name, file.application.scope.account), blind}, key.d,
      environment.rng);
}

Outcome<void> answer_request(const State& state, Environment& environment,
                             const order::Authorities& realm, const wire::DayKeyRequest& r,
                             const Released& item, const DayKey* key,
                             const std::optional<Array<32>>& preserved) {
  const auto granted = state.granted.find(r.order);
  const wire::Organisation* agency =
      granted == state.granted.end()
          ? &environment.realm.agency
          : environment.realm.agency_named(granted->second.file.terms.authority);
  if (item.refusal) {
    const wire::OrderRefused letter{granted == state.granted.end()
                                        ? crypto::Digest{}
                                        : wire::application_id(granted->second.file.application),
                                    item.refusal->id,
                                    item.refusal->sentence,
                                    item.refusal->source,
                                    item.refusal->remedy,
                                    r.epoch};
    return or_stop(
        wire::post(clerk(state, environment), *agency, LetterKind::order_refused, encode(letter)),
        "Sending the refusal");
  }
  const wire::DayKeyGranted letter{r.order, r.epoch,
                                   key->d.reveal("released to the agency under a logged intent"),
                                   TRY(root_proof(state, environment, realm, r, *key)), preserved};
  return or_stop(
      wire::post(clerk(state, environment), *agency, LetterKind::opening, encode(letter)),
      "Sending the day key");
}

}  // namespace

Outcome<void> check_days_open(State& state, Environment& environment, order::DataCategory category,
                              Day first) {
  if (category != order::DataCategory::content) return {};
  const Day open = TRY(first_open_day(state, environment));
  if (first >= open) return {};
  order::Refusal r =
      order::refuse(Rule::only_the_future, "The objects of the days before " + to_text(open) +
                                               " are public: no order comes into them any more.");
  r.remedy = "Apply for days from " + to_text(open) + " on.";
  return order::Stop{std::move(r), Err::refused, {}};
}

namespace {

/// Whether a prepared day is what it would be if it were made again now.  Then it stays, and with
/// it what custodians have signed.
bool is_unchanged(const State& state, const order::OrderBook& book, Day day) {
  const auto known = state.days.find(day);
  const auto dealt = state.dealt.find(day);
  if (known == state.days.end() || dealt == state.dealt.end()) return false;
  const order::EpochTerms& t = known->second.proposal.terms;
  return !known->second.consents.empty() && t.dealt == dealt->second.terms &&
         book.active_on(day, order::kWholeLog) == book.active_on(day, t.order_log.size);
}

}  // namespace

Outcome<Prepared> prepare_day(State& state, Environment& environment, Day day) {
  if (day < environment.realm.e_0)
    return order::stop(Err::refused,
                       "The realm's first day is " + to_text(environment.realm.e_0) + ".");
  // Another object has other keys: those of the one that the log has, or may have by now, would be
  // lost.
  if (TRY(note_published(state, environment, day)))
    return order::stop(Err::stale, to_text(day) +
                                       " is published and cannot be changed; an order begins on a "
                                       "day that is not.");
  const auto existing = state.days.find(day);
  if (existing != state.days.end() && existing->second.sent)
    return order::stop(Err::stale,
                       to_text(day) + " is on its way to the log: publish it once more first.");
  const auto orders = TRY(read_orders(state, environment));
  const auto active = orders.book.active_on(day, orders.log.size());
  if (active.size() > environment.realm.k) {
    return order::stop(Rule::capacity, std::to_string(active.size()) + " orders are in force on " +
                                           to_text(day) + ", and the limit is " +
                                           std::to_string(environment.realm.k) + ".");
  }
  const order::Custodians& in_office = orders.book.realm().custodians_on(day, order::kWholeLog);
  const auto by_them = state.dealt.find(day);
  if (by_them == state.dealt.end())
    return order::stop(Err::missing, "The custodians have not dealt for " + to_text(day) +
                                         "; `equipoise court call-dealers` asks them.");
  const std::size_t signatures =
      existing == state.days.end() ? 0 : existing->second.consents.size();
  if (is_unchanged(state, orders.book, day)) {
    TRY(send_proposal(state, environment, existing->second.proposal, in_office));
    return Prepared{existing->second.proposal.terms, signatures, 0};
  }
  const auto known = TRY(openings(state, environment.realm, active));
  const DealtDay& d = by_them->second;
  const auto pins = order::dealt_pins(orders.book.realm(), day, order::kWholeLog);
  const auto dealt = TRY(or_stop(gate::Dealt::verify(d.body, d.terms.id, d.terms.signatures, pins),
                                 "Others are in office on that day than those who dealt for it"));
  auto made =
      TRY(or_stop(gate::make_epoch(dealt, known, environment.rng), "Making the day's object"));
  PreparedDay prepared;
  prepared.proposal.blobs = {made.object.encode(), made.proof.encode(), d.body};
  prepared.proposal.terms =
      TRY(or_stop(order::propose_epoch(orders.book, orders.log.checkpoint().head(), made.object,
                                       prepared.proposal.blobs, d.terms, orders.book.realm())));
  for (std::size_t i = 0; i < active.size(); ++i) {
    prepared.keys.push_back({active[i]->terms.number, made.registry_keys[i]});
  }
  const order::EpochTerms terms = prepared.proposal.terms;
  state.days.insert_or_assign(day, std::move(prepared));
  environment.keep();
  TRY(send_proposal(state, environment, state.days.at(day).proposal, in_office));
  return Prepared{terms, 0, signatures};
}

/// Days are logged one after the other: the log waits for the first that it does not have.
static Outcome<void> check_turn(State& state, Environment& environment, Day day) {
  const Day next = TRY(first_open_day(state, environment));
  if (day <= next) return {};
  return order::stop(Err::stale,
                     "Days are published in their order: " + to_text(next) + " comes first.");
}

Outcome<Published> publish_day(State& state, Environment& environment, Day day) {
  const auto it = state.days.find(day);
  TRY(check_turn(state, environment, day));
  if (it == state.days.end())
    return order::stop(Err::missing, to_text(day) +
                                         " was not prepared: equipoise court prepare-day --day " +
                                         to_text(day) + " does that");
  PreparedDay& d = it->second;
  const std::uint64_t leaf = day.n - environment.realm.e_0.n;
  if (TRY(note_published(state, environment, day))) return Published{leaf, d.consents.size()};
  if (!d.sent) {
    const auto orders = TRY(read_orders(state, environment));
    const std::uint64_t relied_on = d.proposal.terms.order_log.size;
    if (orders.book.active_on(day, order::kWholeLog) != orders.book.active_on(day, relied_on)) {
      order::Refusal r = order::refuse(
          Rule::epoch_object, "Orders of " + to_text(day) + " have changed since it was prepared.");
      r.remedy = "Prepare the day again, and have it signed again.";
      return order::Stop{std::move(r), Err::refused, {}};
    }
    d.sent = TRY(or_stop(order::collect_epoch(d.proposal.terms, d.consents, orders.book.realm())));
    environment.keep();
  }
  const std::size_t consents = d.sent->custodians.size();
  const order::DayBlobs& b = d.proposal.blobs;
  wire::LogAppend request{
      wire::LogName::epochs, leaf, tlog::entry_of(*d.sent), {b.w, b.proof, b.dealt}};
  if (const auto dealt = state.dealt.find(day); dealt != state.dealt.end()) {
    request.blobs.insert(request.blobs.end(), dealt->second.files.begin(),
                         dealt->second.files.end());
  }
  const auto at = wire::ask(environment.server, clerk(state, environment).caller(), environment.now,
                            environment.rng, request);
  const bool is_refused = !at.ok() && (environment.server.last_code() == wire::Code::conflict ||
                                       environment.server.last_code() == wire::Code::refused);
  if (at.ok() || is_refused) d.sent.reset();  // anything else leaves open whether it arrived
  d.published = at.ok();
  if (is_refused) d.consents.clear();  // to what the log will not take
  environment.keep();
  if (is_refused)
    return order::stop(Err::refused, "The server refuses this object of " + to_text(day) +
                                         ": what it rests on has changed since. Prepare the day "
                                         "again (`equipoise court prepare-day`), and have it "
                                         "signed again.");
  if (!at.ok()) return order::stop(at.error(), "Logging " + to_text(day) + " at its place");
  return Published{at->index, consents};
}

/// The agency's request as the log answers it, or what forbids it.
static Outcome<std::optional<order::Refusal>> refusal_of(State& state, Environment& environment,
                                                         const wire::OrdersRead& orders,
                                                         const wire::DayKeyRequest& r) {
  const auto stands = wire::standing(environment.server, environment.realm, orders, r.intent_index);
  if (!stands.ok() && !stands.error().refusal) return stands.error();
  const auto* intent = orders.book.intent_at(r.intent_index);
  if (const auto d = state.days.find(r.epoch); d != state.days.end() && !d->second.published) {
    const auto known = note_published(state, environment, r.epoch);
    if (!known.ok() && known.error().err != Err::stale) return known.error();
  }
  if (!stands.ok()) return stands.error().refusal;
  if (intent->entry.order != r.order || intent->entry.epoch != r.epoch)
    return std::optional(order::refuse(Rule::intent));
  if (const auto over = order::DayOver::check(r.epoch, orders.log.present()); !over.ok())
    return std::optional(over.error());
  if (day_key_of(state, r) == nullptr)
    return std::optional(
        order::refuse(Rule::active, "The published object of that day has no such order."));
  return std::optional<order::Refusal>();
}

Outcome<std::vector<Released>> release_keys(State& state, Environment& environment) {
  const auto orders = TRY(read_orders(state, environment));
  std::vector<Released> out;
  std::vector<wire::DayKeyRequest> waiting;
  for (const wire::DayKeyRequest& r : state.requests) {
    if (r.intent_index >= orders.log.size()) {  // not witnessed yet
      waiting.push_back(r);
      continue;
    }
    Released item{r.order, r.epoch, TRY(refusal_of(state, environment, orders, r)),
                  Asked::answered};
    // a window is over for a later intent alone
    if (item.refusal && item.refusal->rule != Rule::window &&
        order::may_go_on(*item.refusal, orders.book, r.order, environment.now)) {
      item.asked = Asked::kept;
      waiting.push_back(r);
      out.push_back(std::move(item));
      continue;
    }
    const DayKey* key = day_key_of(state, r);
    std::optional<Array<32>> preserved;
    if (!item.refusal) {
      auto secret = day_secret_of(state, environment, orders, r.order, r.epoch);
      if (!secret.ok() && !secret.error().refusal) return secret.error();
      if (secret.ok())
        preserved = *secret;
      else
        item.refusal = *secret.error().refusal;
    }
    TRY(answer_request(state, environment, orders.book.realm(), r, item, key, preserved));
    out.push_back(std::move(item));
  }
  state.requests = std::move(waiting);
  environment.keep();
  return out;
}

Outcome<Disclosed> disclose(State& state, Environment& environment, order::Month month) {
  if (order::month_of(day_of(environment.now)) < month) {
    auto early = order::refuse(Rule::notice, "The month has not begun.");
    early.remedy = "Disclose it on or after the first day of " + order::to_text(month) + ".";
    return order::Stop{std::move(early), Err::refused, {}};
  }
  const auto orders = TRY(read_orders(state, environment));
  Disclosed out;
  for (const auto& o : orders.book.orders()) {
    // The postponements are our own acts: we know that none was dated back.
    const order::Month due = orders.book.case_of(o.terms.number)->notice_moved_to();
    if (due > month) {
      if (o.terms.disclosure.month <= month) ++out.postponed;
      continue;
    }
    const auto key = state.disclosures.find(o.terms.number);
    if (key == state.disclosures.end())
      return order::stop(Err::missing,
                         "This home does not hold the key to the notice of order no. " +
                             std::to_string(o.terms.number) + ".");
    const wire::KeyEvent event{
        environment.realm.court.name, "disclosure-" + order::to_text(o.terms.disclosure.month),
        to_bytes(key->second.private_key.reveal("published when the notice is due"))};
    const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(event), {}};
    out.log_index = TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                                          environment.now, environment.rng, request),
                                "Logging the disclosure key"))
                        .index;
    ++out.notices;
  }
  if (out.notices == 0 && out.postponed == 0)
    return order::stop(Err::missing, "No notice is due in " + order::to_text(month) + ".");
  return out;
}

}  // namespace eq::court
