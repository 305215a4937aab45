#include "parties/client/matching.h"

#include <algorithm>

#include "parties/client/warnings.h"

namespace eq::client {

Result<wire::ReadList> read_list(State& state, Environment& environment, list::Kind kind) {
  auto read = TRY(wire::read_list(environment.server, environment.realm, kind, state.orders_seen,
                                  state.list_versions[kind], environment.now));
  reexamine_warnings(state, read, environment.now);
  state.list_versions[kind] = read.list.head().version;
  return read;
}

Result<list::AcceptedList> current_list(State& state, Environment& environment, list::Kind kind) {
  auto read = TRY(read_list(state, environment, kind));
  return std::move(read.list);
}

Old what_is_old(const State& state, Environment& environment) {
  auto seen = state.orders_seen;
  const auto log = wire::read_fresh_log(environment.server, environment.realm,
                                        wire::LogName::orders, seen, environment.now);
  return !log.ok() && log.error().err == Err::stale ? Old::log : Old::list;
}

ModeHere mode_here(const State& state, const list::AcceptedHead& head, std::string_view region,
                   Time now) {
  ModeHere here{head.head().kind, head.standing(region, now), ModeHere::Consent::none};
  const auto consent = state.consents.find(here.kind);
  if (consent == state.consents.end() || consent->second.region != region) return here;
  const auto& [key, given] = *consent;
  const bool same =
      given.mode == here.standing.mode && given.subject == head.head().consent_subject(region);
  here.consent = same ? ModeHere::Consent::given : ModeHere::Consent::for_something_else;
  return here;
}

Status give_consent(State& state, const list::AcceptedHead& head, std::string region,
                    list::Mode mode, Time now) {
  REQUIRE_OR(mode != list::Mode::off && head.standing(region, now).mode == mode, Err::refused);
  const auto subject = head.head().consent_subject(region);
  if (std::ranges::find(state.agreed_once, head.head().kind) == state.agreed_once.end())
    state.agreed_once.push_back(head.head().kind);
  state.consents.insert_or_assign(head.head().kind, Consent{std::move(region), mode, subject, now});
  return ok();
}

void withdraw_consent(State& state, list::Kind kind) { state.consents.erase(kind); }

Result<PictureAnswer> look_up_picture(State& state, Environment& environment,
                                      const list::AcceptedList& list,
                                      const phash::Fingerprint& picture, std::string_view region,
                                      const std::optional<MessagePlace>& where) {
  const auto mode = mode_here(state, list.accepted(), region, environment.now);
  REQUIRE_OR(mode.acts(list::Mode::warn_user_only), Err::refused);
  PictureAnswer answer;
  answer.rule = mode.standing.rule;
  const auto query = TRY(list::Query::prepare(picture, list, environment.rng));

  const wire::MatchEvaluate request{query.request().blinded};
  const auto reply = TRY(ask(state, environment, request));
  answer.finding = TRY(query.finish({reply.evaluated, reply.proof}, list));
  if (answer.finding.verdict == list::Verdict::listed)
    note_warning(state, picture.hash, answer.finding, list.head(), where, environment.now);
  answer.sent = encode(request).size();
  answer.received = encode(reply).size();
  return answer;
}

}  // namespace eq::client
