#include "parties/court/court.h"

#include <algorithm>

#include "eq/base/shown.h"
#include "eq/wire/authorities.h"
#include "eq/wire/desk.h"
#include "eq/wire/log_reader.h"
#include "eq/wire/waiting.h"
#include "parties/court/reading.h"

namespace eq::court {
using order::or_stop;
using order::Rule;
using order::Stop;
using wire::LetterKind;

namespace {

/// Whose number it bears is for those who collect.
void add_consent(std::vector<order::CustodianSignature>& consents,
                 const order::CustodianSignature& c) {
  if (std::find(consents.begin(), consents.end(), c) == consents.end()) consents.push_back(c);
}

void take_epoch_consent(State& state, const wire::EpochConsent& c) {
  const auto day = state.days.find(c.epoch);
  if (day != state.days.end() && day->second.proposal.terms.wid == c.wid)
    add_consent(day->second.consents, c.signature);
}

/// @return whether the letter was taken in.
bool take(State& state, const wire::Realm& realm, const wire::Letter& l) {
  const auto from = realm.role_of(l.from);
  const bool agency = from == wire::Role::agency, custodian = from == wire::Role::custodian;
  switch (l.kind) {
    case LetterKind::order_application: {
      auto a = decode<order::Application>(l.body);
      if (!agency || !a.ok()) return false;
      wire::wait_once(state.applications, std::move(*a), &order::Application::id);
      return true;
    }
    case LetterKind::order_signature: {
      const auto c = decode<wire::OrderConsent>(l.body);
      if (!custodian || !c.ok() || !state.granted.contains(c->number)) return false;
      add_consent(state.granted.at(c->number).consents, c->signature);
      return true;
    }
    case LetterKind::order_refused: {
      const auto refused = decode<wire::OrderRefused>(l.body);
      if (!custodian || !refused.ok()) return false;
      for (auto& [number, g] : state.granted) {
        if (wire::application_id(g.file.application) == refused->application) {
          g.refusals.push_back(realm.find(l.from)->name + ": " + shown_line(refused->rule) + ": " +
                               shown_line(refused->sentence));
        }
      }
      return true;
    }
    case LetterKind::epoch_signature: {
      const auto c = decode<wire::EpochConsent>(l.body);
      if (!custodian || !c.ok()) return false;
      take_epoch_consent(state, *c);
      return true;
    }
    case LetterKind::order_clarified: {
      auto words = decode<wire::OrderWords>(l.body);
      if (!agency || !words.ok()) return false;
      state.clarified.push_back(std::move(*words));
      return true;
    }
    case LetterKind::opening_request: {
      const auto r = decode<wire::DayKeyRequest>(l.body);
      if (!agency || !r.ok()) return false;
      // one for a day, however often it is asked
      std::erase_if(state.requests, [&](const wire::DayKeyRequest& known) {
        return known.order == r->order && known.epoch == r->epoch;
      });
      state.requests.push_back(*r);
      return true;
    }
    case LetterKind::dealing_key:
    case LetterKind::dealing:
    case LetterKind::dealing_checked:
    case LetterKind::dealing_answer:
    case LetterKind::day_dealt:
      if (!custodian) return false;
      state.dealing_letters.push_back({l.from, l.kind, l.body});
      return true;
    default: return false;
  }
}

/// What the rule's own remedy does not fit.
order::Refusal with_remedy(order::Refusal r, const char* remedy) {
  r.remedy = remedy;
  return r;
}

Outcome<void> tell_refusal(State& state, Environment& environment, const order::Application& a,
                           const order::Refusal& r) {
  const wire::OrderRefused letter{wire::application_id(a), r.id, r.sentence, r.source, r.remedy};
  const wire::Organisation* agency = environment.realm.agency_named(a.scope.authority);
  if (agency == nullptr) return {};  // nobody of this realm
  return or_stop(
      wire::post(clerk(state, environment), *agency, LetterKind::order_refused, encode(letter)),
      "Telling the agency");
}

/// Nothing is decided on that is not in the log, or that waits for an answer.
Outcome<void> check_filing(const order::OrderBook& book, const crypto::Digest& filing,
                           const wire::Realm& realm) {
  const order::Case* c = book.find_case(filing);
  if (c == nullptr) return order::stop(Rule::logged, "The filing is not in the public log.");
  if (c->stage == order::Stage::filed) return {};
  return Stop{realm.profile.refuse(Rule::stage,
                                   "The case is " + std::string(order::to_text(c->stage)) + "."),
              Err::refused,
              {}};
}

/// The log leaves it to the judge what becomes of the case.
bool waits_for_judge(const order::OrderBook& book, const crypto::Digest& filing) {
  const order::Case* c = book.find_case(filing);
  return c != nullptr &&
         (c->stage == order::Stage::filed || c->stage == order::Stage::clarification);
}
constexpr const char* kHersToDecide =
    "Nothing was decided. Decline it with a reason (`equipoise court decline`), or ask the agency "
    "(`equipoise court ask`).";

/// A place on each of its days, those counted that were signed for and are not in the log yet.
Outcome<void> check_room(const State& state, const order::OrderBook& book,
                         const order::OrderScope& scope) {
  if (scope.category != order::DataCategory::content) return {};
  for (Day day = scope.first; day <= scope.last; day = day + 1) {
    std::size_t taken = book.active_on(day, book.size()).size();
    for (const auto& [number, granted] : state.granted) {
      const order::OrderTerms& t = granted.file.terms;
      taken +=
          book.find(number) == nullptr && t.category == scope.category && t.active_on(day) ? 1 : 0;
    }
    if (taken >= book.realm().k) return Stop{order::no_room(day, book.realm().k), Err::refused, {}};
  }
  return {};
}

/// One that waits, as it is.
Outcome<order::Application> waiting(const State& state, const crypto::Digest& id) {
  const order::Application* found = wire::find_waiting(state.applications, id);
  if (found == nullptr) return order::stop(Err::missing, "No such application waits.");
  return *found;
}
void put_away(State& state, Environment& environment, const crypto::Digest& id) {
  wire::remove_waiting(state.applications, id);
  environment.keep();
}

/// A fresh key to the notice of one order.  One for each: a postponed notice must not open with the
/// others.
order::DisclosureKey disclosure_key(State& state, Environment& environment, std::uint32_t number,
                                    order::Month month) {
  auto pair = crypto::hpke_generate(crypto::Kem::dhkem_x25519, environment.rng);
  order::DisclosureKey key{month, {}};
  std::copy_n(pair.public_key.begin(), 32, key.public_key.begin());
  state.disclosures.insert_or_assign(number, std::move(pair));
  return key;
}

/// The account's published key, to which the notice is sealed.
Outcome<Array<32>> account_key(State& state, Environment& environment, const AccountId& account) {
  const auto record = wire::current_record(environment.server, environment.realm,
                                           state.records_seen, account, environment.now);
  if (!record.ok() && record.error() == Err::missing)
    return Stop{
        with_remedy(
            order::refuse(Rule::opening, "There is no such account in this realm."),
            "Ask the agency to check the account against the report, and to file again (`equipoise court ask`), or decline it (`equipoise court decline`)."),
        Err::refused,
        {}};
  if (!record.ok()) return order::stop(record.error(), "Looking up the account");
  return record->hpke_key;
}

}  // namespace

Outcome<wire::OrdersRead> read_orders(State& state, Environment& environment) {
  return wire::read_orders(environment.server, environment.realm, state.orders_seen,
                           environment.now);
}
Outcome<wire::OrdersShown> look_at_orders(State& state, Environment& environment) {
  return wire::look_at_orders(environment.server, environment.realm, state.orders_seen);
}

Result<std::size_t> collect(State& state, Environment& environment) {
  return wire::collect(clerk(state, environment), state.desk_seen, environment,
                       [&](const wire::Letter& l) { return take(state, environment.realm, l); });
}

Outcome<Approved> approve(State& state, Environment& environment, const JudgeKey& judge,
                          const crypto::Digest& id) {
  if (judge.verify_key() != environment.realm.judge)
    return order::stop(Rule::judge, "This is not the key of the realm's judge.");
  const order::Application application = TRY(waiting(state, id));
  auto filed =
      order::Filed::verify(application, wire::authorities(environment.realm), environment.now);
  if (!filed.ok()) {
    const auto orders = TRY(read_orders(state, environment));
    // She was shown an approval, and signs no refusal unseen.
    if (waits_for_judge(orders.book, application.id()))
      return Stop{with_remedy(filed.error(), kHersToDecide), Err::refused, {}};
    TRY(tell_refusal(state, environment, application, filed.error()));
    put_away(state, environment, id);
    return Stop{filed.error(), Err::refused, {}};
  }
  const auto orders = TRY(read_orders(state, environment));
  TRY(check_filing(orders.book, application.id(), environment.realm));
  TRY(check_room(state, orders.book, application.scope));
  TRY(check_days_open(state, environment, application.scope.category, application.scope.first));
  order::Judgement j;
  j.number = std::max(orders.book.next_number(), state.last_number + 1);
  if (j.number <= state.last_number)  // the last there is was given
    return order::stop(Rule::numbering, "There is none left.");
  j.account_key = TRY(account_key(state, environment, application.scope.account));
  j.disclosure =
      disclosure_key(state, environment, j.number, order::month_of(application.scope.last) + 1);
  if (order::basis_of(application.scope, wire::authorities(environment.realm)) ==
      order::Basis::emergency)
    j.confirm_by = environment.realm.profile.confirm_by(environment.now);
  if (order::basis_of(application.scope, wire::authorities(environment.realm)) ==
      order::Basis::foreign)
    j.object_by = environment.now + environment.realm.profile.objection_hours * kHour_ms;
  auto approved = TRY(or_stop(order::JudiciallyApproved::approve(
      *filed, j, judge.signing(), wire::authorities(environment.realm), environment.rng)));
  state.last_number = j.number;
  state.granted.insert_or_assign(j.number, Granted{approved.file(), {}, {}, std::nullopt});
  put_away(state, environment, id);
  TRY(send_order(state, environment, j.number));
  return Approved{j.number, approved.plain_words()};
}

Outcome<void> send_order(State& state, Environment& environment, std::uint32_t number) {
  const auto it = state.granted.find(number);
  if (it == state.granted.end())
    return order::stop(Err::missing,
                       "There is no order no. " + std::to_string(number) +
                           " here; `equipoise court inbox` shows those that there are");
  const auto orders = TRY(read_orders(state, environment));
  for (const auto& c :
       orders.book.realm().custodians_on(it->second.file.terms.first, order::kWholeLog).members) {
    TRY(or_stop(wire::post(clerk(state, environment), *environment.realm.find(c.signing),
                           LetterKind::order_for_signature, encode(it->second.file)),
                "Sending the order to the custodians"));
  }
  return {};
}

namespace {

/// Those who were asked to consent put the paper away: another may bear its number.
Outcome<void> tell_custodians(State& state, Environment& environment, const order::OrderBook& book,
                              const order::OrderFile& file, const order::Refusal& r) {
  const wire::OrderRefused letter{wire::application_id(file.application), r.id, r.sentence,
                                  r.source, r.remedy};
  for (const auto& c : book.realm().custodians_on(file.terms.first, order::kWholeLog).members) {
    TRY(or_stop(wire::post(clerk(state, environment), *environment.realm.find(c.signing),
                           LetterKind::order_refused, encode(letter)),
                "Telling the custodians"));
  }
  return {};
}

}  // namespace

Outcome<void> withdraw(State& state, Environment& environment, const JudgeKey& judge,
                       std::uint32_t number) {
  const auto it = state.granted.find(number);
  if (it == state.granted.end())
    return order::stop(Err::missing,
                       "There is no order no. " + std::to_string(number) +
                           " here; `equipoise court inbox` shows those that there are");
  const auto orders = TRY(read_orders(state, environment));
  // Logged and void, it is not in the book.
  const bool unseen = it->second.log_index && *it->second.log_index >= orders.log.size();
  if (unseen || orders.book.find(number) != nullptr) {
    return order::stop(Err::refused,
                       "The order is in the public log; `equipoise court end` ends it.");
  }
  std::string words = "The court has withdrawn the order.";
  for (const std::string& r : it->second.refusals) words += " " + r + ".";
  const auto why = with_remedy(order::refuse(Rule::judge, words),
                               "Ask the court why. Apply anew if the grounds still stand.");
  const order::OrderFile& file = it->second.file;
  const bool undecided = waits_for_judge(orders.book, file.terms.filing);
  if (undecided)
    TRY(act<order::Act::withdraw>(state, environment, judge, orders, file.terms.filing));
  TRY(tell_custodians(state, environment, orders.book, file, why));
  TRY(tell_refusal(state, environment, file.application, why));
  state.granted.erase(it);
  environment.keep();
  return {};
}

Outcome<void> decline(State& state, Environment& environment, const JudgeKey& judge,
                      const crypto::Digest& id, order::Ground ground, const std::string& reason) {
  const order::Application a = TRY(waiting(state, id));
  const auto orders = TRY(orders_for<order::Act::refuse>(state, environment));
  TRY(act<order::Act::refuse>(state, environment, judge, orders, a.id(),
                              {.ground = ground, .words = reason}));
  TRY(tell_refusal(state, environment, a,
                   with_remedy(order::refuse(Rule::judge, "The judge declines: " + reason),
                               "Answer the reason in a new application, or use milder means.")));
  put_away(state, environment, id);
  return {};
}

Outcome<void> ask(State& state, Environment& environment, const JudgeKey& judge,
                  const crypto::Digest& id, const std::string& question) {
  const order::Application a = TRY(waiting(state, id));
  const auto orders = TRY(orders_for<order::Act::clarify>(state, environment));
  TRY(act<order::Act::clarify>(state, environment, judge, orders, a.id(), {.words = question}));
  const wire::Organisation* agency = environment.realm.agency_named(a.scope.authority);
  if (agency == nullptr) return order::stop(Rule::agency);
  return or_stop(wire::post(clerk(state, environment), *agency, LetterKind::order_question,
                            encode(wire::OrderWords{a.id(), question})),
                 "Asking the agency");
}

Outcome<std::size_t> put_away_settled(State& state, Environment& environment) {
  if (state.applications.empty()) return 0;
  const auto orders = TRY(look_at_orders(state, environment));
  const std::size_t n = std::erase_if(state.applications, [&](const order::Application& a) {
    const auto id = wire::application_id(a);
    return orders.book.find_case(id) != nullptr && !waits_for_judge(orders.book, id);
  });
  environment.keep();
  return n;
}

/// @return what it says, once the agency has the letter that lets it go on
static Outcome<Published> tell_agency(const State& state, Environment& environment,
                                      const Granted& g, std::size_t consents) {
  const wire::OrderGranted letter{wire::application_id(g.file.application), g.file.terms.number,
                                  *g.log_index, g.file.blind};
  const wire::Organisation* agency = environment.realm.agency_named(g.file.terms.authority);
  if (agency == nullptr) return order::stop(Err::missing, "The realm has no such agency");
  TRY(or_stop(
      wire::post(clerk(state, environment), *agency, LetterKind::order_granted, encode(letter)),
      "Telling the agency"));
  return Published{*g.log_index, consents};
}

/// How many custodians consented, as the log says.
static std::size_t consents_in(const tlog::ReplayedLog& log, std::uint64_t index) {
  const auto entry = tlog::parse_entry<order::OrderEntry>(log.entry(index));
  EQ_ASSERT(entry.ok());  // the book read it
  return entry->custodians.size();
}

Outcome<Published> publish_order(State& state, Environment& environment, std::uint32_t number) {
  const auto it = state.granted.find(number);
  if (it == state.granted.end())
    return order::stop(Err::missing,
                       "There is no order no. " + std::to_string(number) +
                           " here; `equipoise court inbox` shows those that there are");
  Granted& g = it->second;
  const auto orders = TRY(read_orders(state, environment));
  const order::Authorities& realm = orders.book.realm();
  // Also where the log took it and the answer was lost.
  const auto* logged = orders.book.find(number);
  if (logged != nullptr && encode(logged->terms) == encode(g.file.terms)) {
    g.log_index = logged->index;
    environment.keep();
    return tell_agency(state, environment, g, consents_in(orders.log, logged->index));
  }
  const auto file = TRY(or_stop(order::JudiciallyApproved::verify(g.file, realm, environment.now)));
  const auto approved = TRY(or_stop(order::CustodianApproved::collect(file, g.consents, realm)));
  if (orders.book.find(number) == nullptr) {
    TRY(check_filing(orders.book, g.file.terms.filing, environment.realm));
    const order::OrderTerms& t = g.file.terms;
    if (const auto full = orders.book.full_day(t.category, t.first, t.last))
      return Stop{order::no_room(*full, environment.realm.k), Err::refused, {}};
    TRY(check_days_open(state, environment, t.category, t.first));
  }
  const wire::LogAppend request{
      wire::LogName::orders, std::nullopt, tlog::entry_of(approved.entry()), {}};
  const auto at = TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(),
                                        environment.now, environment.rng, request),
                              "Logging the order"));
  g.log_index = at.index;
  environment.keep();
  return tell_agency(state, environment, g, approved.entry().custodians.size());
}

}  // namespace eq::court
