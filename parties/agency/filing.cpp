// An application, from the form until court and log have it.
#include "eq/order/life.h"
#include "eq/wire/authorities.h"
#include "parties/agency/reading.h"

namespace eq::agency {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

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

}  // namespace eq::agency
