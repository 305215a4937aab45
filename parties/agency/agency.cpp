#include "parties/agency/agency.h"

#include <algorithm>

#include "eq/order/extract.h"
#include "eq/order/life.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"
#include "parties/agency/reading.h"

namespace eq::agency {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

namespace {

constexpr std::uint64_t kHeld_ms = order::kAnswerableDays * kDay_ms;

/// Whoever lets go refuses no longer.
void forget_refusal(Opening& opening, const crypto::VerifyKey& by) {
  std::erase_if(opening.refusals, [&](const RefusedDay& r) { return r.by == by; });
}

/// Of each office the last that came.
void note_refusal(Opening& opening, RefusedDay refused) {
  forget_refusal(opening, refused.by);
  opening.refusals.push_back(std::move(refused));
}

void take_refusal(State& state, const crypto::VerifyKey& from, const wire::OrderRefused& refused) {
  for (Filing& f : state.filings) {
    if (wire::application_id(f.application) != refused.application) continue;
    const auto opening = refused.day && f.granted
                             ? state.openings.find({f.granted->number, *refused.day})
                             : state.openings.end();
    if (opening == state.openings.end())
      f.refusals.push_back(refused);
    else
      note_refusal(opening->second, {from, refused});
    return;
  }
  state.refusals.push_back(refused);
}

/// Of each custodian the last that came: one that was no good can be asked for again.
bool take_release(State& state, const crypto::VerifyKey& from, wire::ReleaseGiven given) {
  const auto opening = state.openings.find({given.order, given.epoch});
  if (opening == state.openings.end()) return false;
  auto& releases = opening->second.releases;
  std::erase_if(releases, [&](const GivenRelease& r) { return r.custodian == from; });
  releases.push_back({from, std::move(given)});
  forget_refusal(opening->second, from);
  return true;
}

/// @return whether the letter was taken in.
bool take(State& state, const wire::Realm& realm, const wire::Letter& l) {
  const auto from = realm.role_of(l.from);
  switch (l.kind) {
    case LetterKind::order_granted: {
      const auto g = decode<wire::OrderGranted>(l.body);
      if (from != wire::Role::court || !g.ok()) return false;
      for (Filing& f : state.filings) {
        if (wire::application_id(f.application) == g->application) f.granted = *g;
      }
      return true;
    }
    case LetterKind::order_refused: {
      const auto r = decode<wire::OrderRefused>(l.body);
      if ((from != wire::Role::court && from != wire::Role::custodian) || !r.ok()) return false;
      take_refusal(state, l.from, *r);
      return true;
    }
    case LetterKind::order_question: {
      const auto words = decode<wire::OrderWords>(l.body);
      if (from != wire::Role::court || !words.ok()) return false;
      for (Filing& f : state.filings) {
        if (f.application.id() == words->application) f.questions.push_back(*words);
      }
      return true;
    }
    case LetterKind::order_stopped: {
      const auto stopped = decode<wire::OrderStopped>(l.body);
      if (from != wire::Role::court || !stopped.ok()) return false;
      for (Filing& f : state.filings) {
        if (f.granted && f.granted->number == stopped->number) f.stopped = *stopped;
      }
      return true;
    }
    case LetterKind::opening: {
      const auto g = decode<wire::DayKeyGranted>(l.body);
      if (from != wire::Role::court || !g.ok()) return false;
      const auto opening = state.openings.find({g->order, g->epoch});
      if (opening == state.openings.end()) return false;
      opening->second.court = CourtPart{g->registry_key, g->root};
      opening->second.preserved = g->preserved;
      forget_refusal(opening->second, l.from);
      return true;
    }
    case LetterKind::release: {
      auto given = decode<wire::ReleaseGiven>(l.body);
      return from == wire::Role::custodian && given.ok() &&
             take_release(state, l.from, std::move(*given));
    }
    default: return false;
  }
}

}  // namespace

Outcome<wire::OrdersRead> read_orders(State& state, Environment& environment) {
  return wire::read_orders(environment.server, environment.realm, state.orders_seen,
                           environment.now);
}

Outcome<Filing*> granted(State& state, std::uint32_t number) {
  for (Filing& f : state.filings) {
    if (f.granted && f.granted->number == number) return &f;
  }
  std::string waits;
  for (const Filing& f : state.filings)
    if (!f.granted && f.refusals.empty())
      waits += (waits.empty() ? " What waits: application " : ", ") +
               hex(View(f.application.id()).first(4));
  return order::stop(Err::missing, "The court has not told us of an order no. " +
                                       std::to_string(number) + "." + waits +
                                       (waits.empty() ? "" : "."));
}

Outcome<order::Active> active(const wire::OrdersRead& orders, const Filing& f, Day day) {
  if (f.granted->log_index >= orders.log.size())
    return order::stop(Err::unavailable, "The order is not witnessed yet.");
  const auto entry = orders.log.logged<order::OrderEntry>(f.granted->log_index);
  if (!entry.ok()) return order::stop(Rule::logged, "The log has no such order.");
  const order::Opening opening{f.application.scope.account, f.granted->blind};
  return or_stop(order::Active::on(*entry, opening, day, orders.book.realm()));
}

Outcome<LoggedDay> read_day(State& state, Environment& environment, Day day) {
  const auto epochs =
      wire::read_fresh_log(environment.server, environment.realm, wire::LogName::epochs,
                           state.epochs_seen, environment.now);
  if (!epochs.ok())
    return order::stop(epochs.error().err,
                       "The epoch log does not check out: " + epochs.error().what);
  const auto orders = TRY(read_orders(state, environment));
  auto read = wire::read_day(environment.server, environment.realm, *epochs, orders, day);
  if (!read.ok() && read.error() == Err::unavailable)
    return order::stop(read.error(), "Fetching the day's object");
  if (!read.ok()) {
    auto none =
        order::refuse(Rule::epoch_object, "The day has no logged object that is acceptable.");
    none.remedy = "Ask the court whether " + to_text(day) +
                  " was published in time; of a day without an object nothing can be opened.";
    return order::Stop{std::move(none), Err::refused, {}};
  }
  return LoggedDay{std::move(*read), orders.book.realm().custodians_on(day, order::kWholeLog)};
}

Result<std::size_t> collect(State& state, Environment& environment) {
  return wire::collect(clerk(state, environment), state.desk_seen, environment,
                       [&](const wire::Letter& l) { return take(state, environment.realm, l); });
}

namespace {

/// Our name in this realm: the realm's own agency, or one of another realm that may apply here.
std::string own_name(const State& state, const wire::Realm& realm) {
  const wire::Organisation* self = realm.find(state.signing.verify_key());
  return self == nullptr ? state.name : self->name;
}

/// The clock starts in the log.
Outcome<void> log_filing(const State& state, Environment& environment, const order::Filed& filed) {
  const auto entry = order::file_act(filed, state.signing, environment.now);
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  TRY(or_stop(wire::ask(environment.server, clerk(state, environment).caller(), environment.now,
                        environment.rng, request),
              "Logging the filing"));
  return {};
}

Outcome<Sent> send(const State& state, Environment& environment, const order::Filed& filed,
                   std::string words) {
  TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                         LetterKind::order_application, encode(filed.application())),
              "Sending the application to the court"));
  return Sent{filed.application().id(), std::move(words), std::nullopt};
}

/// Log what the log does not have yet, then send it.
Outcome<Sent> send_once_more(State& state, Environment& environment, const order::Filed& filed,
                             std::string words) {
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  if (orders.book.find_case(filed.application().id()) == nullptr)
    TRY(log_filing(state, environment, filed));
  return send(state, environment, filed, std::move(words));
}

/// Append an entry.  Where the service does not take it, the log says why.
Outcome<wire::Appended> log_entry(State& state, Environment& environment,
                                  const wire::LogAppend& request, std::string_view what) {
  const auto at = wire::ask(environment.server, clerk(state, environment).caller(), environment.now,
                            environment.rng, request);
  if (!at.ok() && (at.error() == Err::stale || at.error() == Err::refused)) {
    TRY(or_stop(TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen))
                    .book.would_take(request.entry)));
  }
  return or_stop(at, what);
}

template <order::Act A>
Outcome<std::uint64_t> act(State& state, Environment& environment, const crypto::Digest& filing,
                           std::string_view words = {}) {
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const auto open = TRY(or_stop(
      order::Open<A>::check(orders.book, filing, state.signing.verify_key(), orders.book.realm())));
  const auto detail = words.empty() ? crypto::Digest{} : crypto::sha256(view(words));
  const auto entry = open.by_agency(state.signing, environment.realm.name, environment.now, detail);
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  return TRY(log_entry(state, environment, request, "Logging the act")).index;
}

}  // namespace

Outcome<Sent> file(State& state, Environment& environment, const order::OrderForm& form) {
  const auto realm = wire::authorities(environment.realm);
  const auto draft = TRY(or_stop(
      order::Draft::from_form(form, realm, environment.now, own_name(state, environment.realm))));
  const auto filed = order::Filed::file(draft, state.signing, environment.now);
  state.filings.push_back({filed.application(), std::nullopt, {}, {}, std::nullopt});
  environment.keep();
  const auto complete = order::Filed::verify(filed.application(), realm, environment.now);
  if (!complete.ok()) return Sent{filed.application().id(), draft.plain_words(), complete.error()};
  TRY(log_filing(state, environment, filed));
  return send(state, environment, filed, draft.plain_words());
}

order::Refusal days_are_public(Day open) {
  order::Refusal r =
      order::refuse(Rule::only_the_future, "The objects of the days before " + to_text(open) +
                                               " are public: no order comes into them any more.");
  r.remedy = "Apply for days from " + to_text(open) + " on.";
  return r;
}

Day first_open_day(Environment& environment) {
  const auto days = wire::read_log(environment.server, environment.realm, wire::LogName::epochs);
  const std::size_t public_days = days.ok() ? days->size() : 0;
  return environment.realm.e_0 + static_cast<std::uint32_t>(public_days);
}

namespace {

/// The court would refuse days whose objects are public; why ask it.
Outcome<void> check_days_open(Environment& environment, const order::OrderScope& scope) {
  if (scope.category != order::DataCategory::content) return {};
  const Day open = first_open_day(environment);
  if (open <= scope.first) return {};
  return order::Stop{days_are_public(open), Err::refused, {}};
}

}  // namespace

Outcome<std::optional<FiledBefore>> filed_before(State& state, Environment& environment,
                                                 const order::OrderForm& form) {
  const auto draft =
      TRY(or_stop(order::Draft::from_form(form, wire::authorities(environment.realm),
                                          environment.now, own_name(state, environment.realm))));
  // First of all: what cannot be asked of the logs is not begun.
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  TRY(check_days_open(environment, draft.scope()));
  for (const Filing& f : state.filings) {
    if (f.application.scope != draft.scope() || f.granted || !f.refusals.empty()) continue;
    const order::Case* c = orders.book.find_case(f.application.id());
    const bool waits = c != nullptr &&
                       (c->stage == order::Stage::filed || c->stage == order::Stage::clarification);
    if (c == nullptr || waits) return std::optional(FiledBefore{f.application.id(), c != nullptr});
  }
  return std::optional<FiledBefore>();
}

Outcome<Sent> send_again(State& state, Environment& environment,
                         const crypto::Digest& application) {
  const auto realm = wire::authorities(environment.realm);
  for (const Filing& f : state.filings) {
    if (f.application.id() != application) continue;
    const std::string words = f.application.plain_words();
    const auto filed = order::Filed::verify(f.application, realm, environment.now);
    if (!filed.ok()) return Sent{application, words, filed.error()};
    return send_once_more(state, environment, *filed, words);
  }
  return order::stop(Err::missing, "We filed no such application.");
}

Outcome<bool> forget_unsent(State& state, Environment& environment,
                            const crypto::Digest& application) {
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  if (orders.book.find_case(application) != nullptr) return false;
  const auto n = std::erase_if(state.filings,
                               [&](const Filing& f) { return f.application.id() == application; });
  environment.keep();
  return n > 0;
}

Outcome<Sent> submit(State& state, Environment& environment,
                     const order::Application& application) {
  const auto filed = TRY(or_stop(
      order::Filed::verify(application, wire::authorities(environment.realm), environment.now)));
  for (Filing& f : state.filings) {
    if (f.application.id() != application.id()) continue;
    f.application = application;
    environment.keep();
    return send_once_more(state, environment, filed, application.plain_words());
  }
  return order::stop(Err::missing, "We filed no such application.");
}

Outcome<void> clarify(State& state, Environment& environment, const crypto::Digest& application,
                      const std::string& text) {
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const order::Case* c = orders.book.find_case(application);
  if (c != nullptr && c->stage != order::Stage::clarification && !c->waits_for_clarification())
    return order::stop(Err::refused, "Nothing is asked: it was answered, or the case has gone on.");
  TRY(act<order::Act::clarified>(state, environment, application, text));
  TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                         LetterKind::order_clarified, encode(wire::OrderWords{application, text})),
              "Answering the court"));
  for (Filing& f : state.filings)  // what is answered is asked no longer
    if (f.application.id() == application) f.questions.clear();
  environment.keep();
  return {};
}

Outcome<std::uint64_t> withdraw(State& state, Environment& environment,
                                const crypto::Digest& application) {
  return act<order::Act::withdraw>(state, environment, application);
}

Outcome<std::uint64_t> preserve(State& state, Environment& environment, std::uint32_t number) {
  const Filing* filing = TRY(granted(state, number));
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const order::Case* c = orders.book.find_case(filing->application.id());
  if (c != nullptr && c->preserved)
    return order::stop(Err::refused, c->kept
                                         ? "It was asked for already, and the court has it kept."
                                         : "It was asked for already; the court decides.");
  return act<order::Act::preserve>(state, environment, filing->application.id());
}

Outcome<std::uint64_t> acknowledge(State& state, Environment& environment, std::uint32_t number) {
  const Filing* filing = TRY(granted(state, number));
  const auto orders =
      TRY(wire::look_at_orders(environment.server, environment.realm, state.orders_seen));
  const order::Case* c = orders.book.find_case(filing->application.id());
  if (c != nullptr && c->stage == order::Stage::delivered)
    return order::stop(Err::refused, "Delivery was acknowledged already.");
  return act<order::Act::delivered>(state, environment, filing->application.id());
}

Outcome<std::uint64_t> delete_received(State& state, Environment& environment,
                                       std::uint32_t number) {
  const Filing* filing = TRY(granted(state, number));
  // Deleted first: the certificate must be true when it is logged.  Again after a crash, it deletes
  // nothing more.
  std::erase_if(state.openings, [&](const auto& o) { return o.first.order == number; });
  environment.keep();
  return act<order::Act::deleted>(state, environment, filing->application.id());
}

Outcome<Sent> ask_without_judge(State& state, Environment& environment,
                                const order::OrderForm& form) {
  const auto draft = TRY(or_stop(
      order::Draft::from_form(form, wire::authorities(environment.realm), environment.now)));
  const auto filed = order::Filed::file(draft, state.signing, environment.now);
  state.filings.push_back({filed.application(), std::nullopt, {}, {}, std::nullopt});
  environment.keep();
  order::OrderFile unsigned_file;
  unsigned_file.application = filed.application();
  unsigned_file.terms.number = 0;  // no judge has given it one
  unsigned_file.terms.authority = environment.realm.agency.name;
  unsigned_file.terms.first = filed.scope().first;
  unsigned_file.terms.last = filed.scope().last;
  for (const wire::Custodian& c : environment.realm.custodians) {
    TRY(or_stop(wire::post(clerk(state, environment), c.org, LetterKind::order_for_signature,
                           encode(unsigned_file)),
                "Sending it to the custodians"));
  }
  return Sent{filed.application().id(), draft.plain_words(), std::nullopt};
}

namespace {

/// An order that was public after the day's object was made is not in it: an intent would be asked
/// about for ever, and open nothing.
Outcome<void> check_held(const LoggedDay& logged, std::uint32_t number, Day day) {
  const auto& held = logged.entry->terms.orders;
  if (std::ranges::find(held, number) != held.end()) return {};
  order::Refusal r = order::refuse(
      Rule::active, "The object of " + to_text(day) + " was made before order no. " +
                        std::to_string(number) + " was public, and does not hold it.");
  r.remedy = "Nothing of that day can be opened by anybody. Open the order's other days.";
  return order::Stop{std::move(r), Err::refused, {}};
}

/// Its intent was counted while the service still held the day, and the day was not fetched then:
/// unless it is kept, its count is of what is gone.
bool came_too_late(const Opening& o, const tlog::ReplayedLog& orders, Day day, Time now) {
  const Time held_until = start_of(day) + kHeld_ms;
  if (o.extracted || now < held_until || o.intent_index >= orders.size()) return false;
  const auto intent = orders.logged<order::IntentEntry>(o.intent_index);
  return intent.ok() && intent->value().at < held_until;
}

}  // namespace

Outcome<std::uint64_t> declare_intent(State& state, Environment& environment, std::uint32_t number,
                                      Day day) {
  const Filing* filing = TRY(granted(state, number));
  const auto orders = TRY(read_orders(state, environment));
  const auto in_force = TRY(active(orders, *filing, day));
  // What was stamped later than the intent would not be counted.
  TRY(or_stop(order::DayOver::check(day, orders.log.present())));
  const auto known = state.openings.find({number, day});
  if (known != state.openings.end() &&
      !came_too_late(known->second, orders.log, day, environment.now)) {
    // Logged before: only ask the court again.
    const wire::DayKeyRequest again{number, day, known->second.intent_index};
    TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                           LetterKind::opening_request, encode(again)),
                "Asking the court"));
    return known->second.intent_index;
  }
  TRY(check_held(TRY(read_day(state, environment, day)), number, day));
  const auto intent =
      order::make_intent(in_force, state.signing, environment.now, environment.realm.name);
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(intent), {}};
  const auto at = TRY(log_entry(state, environment, request, "Logging the intent"));
  Opening opening;
  opening.intent_index = at.index;
  state.openings.insert_or_assign(OrderDay{number, day}, std::move(opening));
  environment.keep();
  const wire::DayKeyRequest ask_court{number, day, at.index};
  TRY(or_stop(wire::post(clerk(state, environment), environment.realm.court,
                         LetterKind::opening_request, encode(ask_court)),
              "Asking the court"));
  return at.index;
}

}  // namespace eq::agency
