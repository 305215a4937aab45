// From the court's part to the account's messages.  spec/order.md section 8.
#include <algorithm>

#include "eq/base/shown.h"
#include "eq/evidence/verify.h"
#include "eq/franking/payload.h"
#include "eq/gate/open.h"
#include "eq/mls/framing.h"
#include "eq/wire/authorities.h"
#include "eq/wire/day_key_owners.h"
#include "eq/wire/standing.h"
#include "parties/agency/reading.h"

namespace eq::agency {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

namespace {

Outcome<Opening*> opening_of(State& state, const Filing& filing, Day day) {
  if (!filing.application.scope.covers(day))
    return order::stop(Rule::active, "It covers " + to_text(filing.application.scope.first) +
                                         " to " + to_text(filing.application.scope.last) + ".");
  const auto it = state.openings.find({filing.granted->number, day});
  if (it == state.openings.end())
    return order::stop(Rule::intent, "Log the intent for this day first.");
  return &it->second;
}

/// What a rule says, and what to do here.
order::Stop with_remedy(order::Refusal r, std::string remedy) {
  r.remedy = std::move(remedy);
  return {std::move(r), Err::refused, {}};
}

/// The court's part, good for this account and day.
Outcome<CourtPart> court_part(const LoggedDay& logged, const Filing& f, const Opening& o) {
  if (!o.court && !o.refusals.empty())
    return order::stop(Err::missing, "The court refused its part of the key: " +
                                         shown_line(o.refusals.back().letter.sentence) +
                                         " When that is settled, ask it anew with `equipoise order "
                                         "intent`");
  if (!o.court)
    return order::stop(Err::missing,
                       "The court has not given its part of the key for this day yet.");
  const auto blind = gate::Scalar::decode(f.granted->blind);
  if (!blind.ok()) return order::stop(Rule::opening);
  const auto root =
      gate::ProvenRoot::check_var(logged.epoch, f.application.scope.account, *blind, o.court->root);
  if (!root.ok()) return order::stop(Rule::root);
  return *o.court;
}

/// The scalars that are signed and sealed as they must be, of whoever is in office that day.
std::vector<gate::Release> releases_of(const State& state, const Opening& o, std::uint32_t number,
                                       const LoggedDay& logged) {
  std::vector<gate::Release> out;
  for (const GivenRelease& g : o.releases) {
    const order::CustodianKey* from = logged.in_office.find(g.custodian);
    if (from == nullptr) continue;
    auto opened =
        gate::open_release(g.given.sealed, logged.epoch.wid(), number, from->index, state.letters);
    if (opened.ok()) out.push_back(std::move(*opened));
  }
  return out;
}

/// The key of the account's day, or ORD-R9 without enough good scalars.
Outcome<gate::AccountDayKey> key_of_day(State& state, const Filing& f, const Opening& o,
                                        const LoggedDay& logged, Opened& out) {
  const std::uint32_t number = f.granted->number;
  const CourtPart part = TRY(court_part(logged, f, o));
  const auto d_r = gate::Scalar::decode(part.registry_key);
  if (!d_r.ok()) return order::stop(Rule::root);
  std::vector<crypto::VerifyKey> keys;
  for (const order::CustodianKey& c : logged.in_office.members) keys.push_back(c.signing);
  const auto releases = releases_of(state, o, number, logged);
  auto combined =
      gate::combine_var(logged.epoch, f.application.scope.account, number, *d_r, releases, keys);
  out.bad_custodians = std::move(combined.liars);
  out.bad_custodians.insert(out.bad_custodians.end(), combined.strangers.begin(),
                            combined.strangers.end());
  std::ranges::sort(out.bad_custodians);
  if (combined.court_is_wrong) return order::stop(Rule::root, "The court's part does not fit.");
  if (!combined.key) {
    return with_remedy(
        order::refuse(Rule::custodians,
                      "Custodians who let go: " +
                          std::to_string(releases.size() - out.bad_custodians.size()) + " of the " +
                          std::to_string(logged.in_office.threshold) + " it takes."),
        o.refusals.empty()
            ? "Each decides for itself; wait, or ask again with `equipoise order extract`."
            : "`equipoise order status` says who refused and why. When that is settled, ask again "
              "with `equipoise order extract`.");
  }
  return std::move(*combined.key);
}

order::DaySecret day_secret(const Opening& o, OrderDay at) {
  return order::DaySecret(at.order, at.day, Secret<32>::from(*o.preserved).take());
}

template <class T>
Result<T> open_record(const order::DaySecret& secret, const wire::PreservedRecord& r) {
  return decode<T>(TRY(secret.open(r.place, r.sealed)));
}

/// Decrypt one found message with its step of the chain.  Err::forged for whatever does not fit, or
/// could not be shown to anybody: what is kept is what a package can hold.
Result<franking::FullItem> decrypt(const wire::FoundMessage& found, const gate::AccessStep& step,
                                   const OpenedEnvelope& from, const AccountId& account,
                                   const franking::DayKeys& keys) {
  const auto frame = TRY(mls::read_frame(found.message));
  const auto data = TRY(decode<franking::AuthenticatedData>(frame.authenticated_data));
  REQUIRE_OR(data.loc == step.locator && data.header.conversation == from.conversation,
             Err::forged);
  REQUIRE_OR(data.header.mls_epoch == from.mls_epoch, Err::forged);
  const auto opened =
      TRY(franking::open(data.header, data.cf, data.b, gate::unwrap(step, data.wrap)));
  franking::FullItem item;
  item.header = data.header;
  item.f = opened.f;
  item.fk = TRY(to_array<32>(opened.fk.reveal("evidence shows one message and its proof")));
  item.sigma2 = opened.sigma2;
  item.sender = account;
  item.stamp = TRY(decode<franking::Stamp>(found.stamp));
  item.message_hash = crypto::sha256(found.message);
  REQUIRE_OR(evidence::check_message(item, keys).ok(), Err::forged);
  return item;
}

/// What the service has for these steps of the chain: as it is, or sealed, once everybody's seven
/// days are over.
Outcome<std::vector<wire::FoundMessage>> find(State& state, Environment& environment,
                                              const Opening& o, const ConversationId& conv,
                                              OrderDay at,
                                              std::span<const gate::AccessStep> steps) {
  const auto what = "Fetching the account's messages";
  if (!o.preserved) {
    wire::AccessMessages request{o.intent_index, conv, at.day, {}};
    for (const auto& step : steps) request.locators.push_back(step.locator);
    return TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                                 environment.now, environment.rng, request),
                       what))
        .messages;
  }
  const auto secret = day_secret(o, at);
  wire::AccessPreserved request{o.intent_index, at.day, {}};
  for (const auto& step : steps) request.places.push_back(secret.place(conv, step.locator));
  std::vector<wire::FoundMessage> out;
  for (const auto& r : TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                                             environment.now, environment.rng, request),
                                   what))
                           .records) {
    auto found = TRY(or_stop(open_record<wire::FoundMessages>(secret, r), what));
    std::ranges::move(found.messages, std::back_inserter(out));
  }
  return out;
}

/// Walk the chain of one opened envelope until a whole stretch of locators is unknown to the
/// service.
Outcome<void> follow(State& state, Environment& environment, Opening& o, const OpenedEnvelope& from,
                     const AccountId& account, OrderDay at, const franking::DayKeys& keys) {
  for (std::uint32_t n = gate::kStretch; n <= gate::kChainLength; n += gate::kStretch) {
    const auto steps = gate::walk({from.ak0.clone()}, n);
    const auto found = TRY(
        find(state, environment, o, from.conversation, at, std::span(steps).last(gate::kStretch)));
    for (const wire::FoundMessage& m : found) {
      const auto step = std::find_if(steps.begin(), steps.end(),
                                     [&](const auto& x) { return x.locator == m.locator; });
      if (step == steps.end()) continue;
      auto item = decrypt(m, *step, from, account, keys);
      if (item.ok()) o.messages.push_back(std::move(*item));
    }
    if (found.empty()) return {};
  }
  return {};
}

/// A day's envelopes come in parts of 50,000 (parties/platform/access.cpp): more parts are no day
/// of anybody's.
constexpr unsigned kPartsMax = 64;

/// What was handed over is all that the service had counted before it knew of the account.
Outcome<void> check_count(State& state, Environment& environment, std::uint64_t intent_index,
                          const AccountId& account, const wire::EnvelopesOfDay& found) {
  const auto orders = TRY(read_orders(state, environment));
  const order::TallyEntry* tally = orders.book.tally_of(intent_index);
  if (tally == nullptr) return order::stop(Rule::tally, "The log has no count behind this intent.");
  std::map<ConversationId, std::vector<Bytes>> records;
  for (const auto& r : found.envelopes) records[r.conv].push_back(encode(r));
  return or_stop(order::check_all_there(*tally, account, found.count, records));
}

/// The day's envelopes, as they are or sealed.
Outcome<wire::EnvelopesOfDay> envelopes(State& state, Environment& environment, const Opening& o,
                                        const Filing& f, OrderDay at) {
  const auto what = "Asking the delivery service for the day's envelopes";
  if (!o.preserved) {
    wire::AccessEnvelopes request{o.intent_index, f.application.scope.account, f.granted->blind,
                                  at.day, 0};
    auto all = TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                                     environment.now, environment.rng, request),
                           what));
    unsigned parts = 1;
    for (bool more = all.more; more; ++parts) {
      if (parts == kPartsMax)
        return order::stop(Err::too_large, "The delivery service hands over without an end");
      request.skip = static_cast<std::uint32_t>(all.envelopes.size());
      auto part = TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                                        environment.now, environment.rng, request),
                              what));
      more = part.more && !part.envelopes.empty();
      std::ranges::move(part.envelopes, std::back_inserter(all.envelopes));
    }
    return all;
  }
  const wire::AccessPreserved request{o.intent_index, at.day, {order::DaySecret::index_place()}};
  const auto found = TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                                           environment.now, environment.rng, request),
                                 what));
  if (found.records.size() != 1) return order::stop(Err::missing, what);
  return or_stop(open_record<wire::EnvelopesOfDay>(day_secret(o, at), found.records[0]), what);
}

/// While the log holds the order up the court waits too, and that is why its part is not here.
order::Stop why_no_part(State& state, Environment& environment, std::uint32_t number,
                        order::Stop stop) {
  const auto orders =
      wire::look_at_orders(environment.server, environment.realm, state.orders_seen);
  const order::Case* c = orders.ok() ? orders->book.case_of(number) : nullptr;
  auto why = c == nullptr ? std::nullopt : order::held_up(*c, environment.realm.profile);
  if (!why) return stop;
  return with_remedy(std::move(*why),
                     "The court keeps your request, and answers it when a judge has decided.");
}

/// The service says no more than that a rule forbids it; the log may say which.
order::Stop with_reason(State& state, Environment& environment, std::uint64_t intent_index,
                        order::Stop stop) {
  if (stop.err != Err::refused) return stop;
  const auto orders = read_orders(state, environment);
  if (!orders.ok()) return orders.error();
  const auto stands = wire::standing(environment.server, environment.realm, *orders, intent_index);
  if (!stands.ok()) return stands.error();
  return order::stop(Err::refused,
                     "The delivery service does not hand over what it holds of that day, though "
                     "the log says that the order stands. `equipoise order intent` asks the court "
                     "anew, and then `equipoise order extract` again; if that does not help, ask "
                     "whoever runs the server");
}

}  // namespace

Outcome<Extraction> extract(State& state, Environment& environment, std::uint32_t number, Day day,
                            const std::vector<std::uint16_t>& custodians) {
  const Filing* filing = TRY(granted(state, number));
  Opening* o = TRY(opening_of(state, *filing, day));
  const auto logged = TRY(read_day(state, environment, day));
  auto given = court_part(logged, *filing, *o);
  if (!given.ok() && !o->court && o->refusals.empty())
    return why_no_part(state, environment, number, given.error());
  const CourtPart part = TRY(std::move(given));
  if (!o->extracted) {
    auto found = envelopes(state, environment, *o, *filing, {number, day});
    if (!found.ok()) return with_reason(state, environment, o->intent_index, found.error());
    TRY(check_count(state, environment, o->intent_index, filing->application.scope.account,
                    *found));
    o->envelopes = std::move(found->envelopes);
    o->extracted = true;
    environment.keep();
  }
  const wire::ReleaseRequest request{filing->granted->log_index,
                                     o->intent_index,
                                     {filing->application.scope.account, filing->granted->blind},
                                     day,
                                     part.root};
  for (const std::uint16_t wanted : custodians)
    if (std::ranges::find(logged.in_office.members, wanted, &order::CustodianKey::index) ==
        logged.in_office.members.end())
      return order::stop(Err::missing, "There is no custodian no. " + std::to_string(wanted) +
                                           " in office on " + to_text(day) + ".");
  Extraction out{o->envelopes.size(), {}};
  for (const order::CustodianKey& c : logged.in_office.members) {
    if (!custodians.empty() &&
        std::find(custodians.begin(), custodians.end(), c.index) == custodians.end())
      continue;
    TRY(or_stop(wire::post(clerk(state, environment), *environment.realm.find(c.signing),
                           LetterKind::release_request, encode(request)),
                "Asking a custodian"));
    out.custodians.push_back(c.index);
  }
  return out;
}

Outcome<Opened> open(State& state, Environment& environment, std::uint32_t number, Day day) {
  const Filing* filing = TRY(granted(state, number));
  Opening* o = TRY(opening_of(state, *filing, day));
  const auto logged = TRY(read_day(state, environment, day));
  if (!o->extracted)
    return with_remedy(order::refuse(Rule::custodians, "The custodians were not asked yet."),
                       "Ask them with `equipoise order extract`.");
  Opened out;
  const auto day_key = TRY(key_of_day(state, *filing, *o, logged, out));
  out.envelopes = o->envelopes.size();
  auto opened_before = std::exchange(o->opened, {});
  auto read_before = std::exchange(o->messages, {});
  // Those that the log has: by others a message is shown to no member, and to no court.
  const auto keys = franking::day_keys_of(TRY(read_orders(state, environment)).log,
                                          wire::day_key_owners(environment.realm));
  for (const wire::EnvelopeRecord& r : o->envelopes) {
    // Which leaf sealed it nobody knows beforehand; those who made it said nothing that is believed
    // about it.
    auto opened =
        gate::open_some_leaf(day_key, r.conv, r.mls_epoch, gate::kLeavesTried, r.envelope);
    if (opened.ok())
      o->opened.push_back({r.conv, r.mls_epoch, opened->leaf, std::move(opened->access_key.bytes)});
  }
  for (const OpenedEnvelope& e : o->opened) {
    const auto followed =
        follow(state, environment, *o, e, filing->application.scope.account, {number, day}, keys);
    if (followed.ok()) continue;
    o->opened = std::move(opened_before);
    o->messages = std::move(read_before);
    if (followed.error().err != Err::missing) return followed.error();
    if (o->messages.empty()) {
      return order::stop(
          Err::missing,
          "The service has nothing of " + to_text(day) +
              " any more: it keeps a day for seven days, and longer only what was preserved for the order.");
    }
    break;  // it was read while the service had it: that is what there is
  }
  std::sort(o->messages.begin(), o->messages.end(), [](const auto& a, const auto& b) {
    return std::pair(a.stamp.time, a.stamp.seq) < std::pair(b.stamp.time, b.stamp.seq);
  });
  environment.keep();
  out.opened = o->opened.size();
  out.messages = o->messages;
  return out;
}

std::string text_of(const franking::FullItem& item) {
  const auto content = franking::decode_content(item.f);
  if (!content.ok()) return "(unreadable)";
  std::string out = to_string(content->content);
  if (!content->attachments.empty())
    out += " [" + std::to_string(content->attachments.size()) + " attachment(s)]";
  return out;
}

}  // namespace eq::agency
