// Pictures that matched a certified list: taken only with the log's entry, decided only by a human,
// and looked at again when an entry that they rest on leaves the list.
#include <algorithm>

#include "eq/wire/list_reader.h"
#include "eq/wire/moderation_letters.h"
#include "parties/moderator/duty.h"
#include "parties/moderator/step.h"

namespace eq::moderator {
namespace {

Result<tlog::FreshLog> read_orders(Environment& environment) {
  std::optional<tlog::Head> none_remembered;
  auto log = wire::read_fresh_log(environment.server, environment.realm, wire::LogName::orders,
                                  none_remembered, environment.now);
  if (!log.ok()) return log.error().err;
  return std::move(log).take();
}

/// What the list by which they matched says of reporting, and its kind; of a logged head.
Result<wire::TableTerms> terms_of(const tlog::ReplayedLog& log, const wire::Realm& realm,
                                  const crypto::Digest& table) {
  const auto history = wire::list_history(log, realm);
  for (const auto& h : history.heads()) {
    const auto& reporting = h.signed_head.head.reporting;
    if (reporting && reporting->terms.table == table)
      return wire::TableTerms{h.signed_head.head.kind, *reporting};
  }
  return Err::refused;
}

}  // namespace

Status take_matched(State& state, Environment& environment, const wire::Letter& letter,
                    Turn& turn) {
  REQUIRE_OR(letter.from == environment.realm.stamp_key, Err::refused);
  const auto sent = TRY(decode<wire::MatchedPictures>(letter.body));
  for (const auto& [number, known] : state.cases)
    REQUIRE_OR(!known.matched || known.matched->found.log_index() != sent.log_index, Err::refused);
  const auto log = TRY(read_orders(environment));
  const auto entry = TRY(log.logged<voucher::OpeningEntry>(sent.log_index));
  const auto terms = TRY(terms_of(log, environment.realm, entry->table));
  const auto category = category_of(terms.kind);
  REQUIRE_OR(category, Err::refused);
  auto found = TRY(ProvenMatch::verify_var(
      sent, entry, terms, TRY(account(state, environment, sent.account)), environment.realm));

  Case opened{state.next_case++,
              wire::CaseState::open,
              *category,
              environment.now,
              std::nullopt,
              crypto::sha256(letter.body),
              {},
              Matched{std::move(found), terms.kind, terms.reporting.notice_days, {}, {}, {}, {}},
              {},
              {},
              {}};
  state.updates.push_back(public_view(opened));
  turn.cases_opened.push_back(opened.number);
  state.cases.emplace(opened.number, std::move(opened));
  return ok();
}

Status tell_reported(State& state, Environment& environment) {
  for (auto& [number, c] : state.cases) {
    if (!c.matched || !c.matched->tell_at || environment.now < *c.matched->tell_at) continue;
    Status told = tell_decision(state, environment, c, *c.decision());
    if (!told && told.error() == Err::stale) continue;  // in a later round
    TRY(told);
    c.matched->tell_at.reset();
  }
  environment.keep();
  return flush(state, environment);
}

Status reexamine(State& state, Environment& environment, Turn& turn) {
  if (std::none_of(state.cases.begin(), state.cases.end(),
                   [](const auto& c) { return c.second.matched.has_value(); }))
    return ok();
  const auto log = TRY(read_orders(environment));
  const auto history = wire::list_history(log, environment.realm);
  for (const auto& [index, signed_head] : history.heads()) {
    const auto* head = &signed_head.head;
    if (index < state.log_seen || head->removed.empty()) continue;
    for (auto& [number, c] : state.cases) {
      if (!c.matched) continue;
      auto& known = c.matched->withdrawn;
      std::vector<crypto::Digest> fresh;
      for (const auto& p : c.matched->found.pictures()) {
        // An entry that expired was right when it counted.
        const auto taken_back = [&](const list::Removal& r) {
          return r.entry == p.entry && r.reason != list::Reason::expired;
        };
        const bool removed = std::any_of(head->removed.begin(), head->removed.end(), taken_back);
        if (removed && std::find(known.begin(), known.end(), p.entry) == known.end())
          fresh.push_back(p.entry);
      }
      if (fresh.empty()) continue;
      Status told = tell_progress(
          state, environment, c, c.concerns(),
          {"A picture of this case was taken off the list. The case is looked at again.",
           "The hotlines withdrew it in list version " + std::to_string(head->version) + "."});
      // from this head on again, in a later round
      if (!told && told.error() == Err::stale) return environment.keep(), flush(state, environment);
      TRY(told);
      known.insert(known.end(), fresh.begin(), fresh.end());
      c.state = wire::CaseState::appealed;
      state.updates.push_back(public_view(c));
      turn.to_reexamine.push_back(number);
    }
    state.log_seen = index + 1;
  }
  state.log_seen = log.size();
  environment.keep();
  return flush(state, environment);
}

}  // namespace eq::moderator
