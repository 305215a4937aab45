#include "parties/client/matching.h"

#include <algorithm>

#include "parties/client/warnings.h"

namespace eq::client {

Result<wire::ReadList> read_list(State& s, Hands& h, list::Kind kind) {
  auto read =
      TRY(wire::read_list(h.server, h.realm, kind, s.orders_seen, s.list_versions[kind], h.now));
  reexamine_warnings(s, read, h.now);
  s.list_versions[kind] = read.list.head().version;
  return read;
}

Result<list::AcceptedList> current_list(State& s, Hands& h, list::Kind kind) {
  auto read = TRY(read_list(s, h, kind));
  return std::move(read.list);
}

ModeHere mode_here(const State& s, const list::AcceptedHead& head, std::string_view region,
                   Time now) {
  ModeHere here{head.head().kind, head.standing(region, now), ModeHere::Consent::none};
  const auto consent = s.consents.find(here.kind);
  if (consent == s.consents.end() || consent->second.region != region) return here;
  const auto& [key, given] = *consent;
  const bool same =
      given.mode == here.standing.mode && given.subject == head.head().consent_subject(region);
  here.consent = same ? ModeHere::Consent::given : ModeHere::Consent::for_something_else;
  return here;
}

Status give_consent(State& s, const list::AcceptedHead& head, std::string region, list::Mode mode,
                    Time now) {
  REQUIRE_OR(mode != list::Mode::off && head.standing(region, now).mode == mode, Err::refused);
  const auto subject = head.head().consent_subject(region);
  if (std::ranges::find(s.agreed_once, head.head().kind) == s.agreed_once.end())
    s.agreed_once.push_back(head.head().kind);
  s.consents.insert_or_assign(head.head().kind, Consent{std::move(region), mode, subject, now});
  return ok();
}

void withdraw_consent(State& s, list::Kind kind) { s.consents.erase(kind); }

Result<PictureAnswer> look_up_picture(State& s, Hands& h, const list::AcceptedList& list,
                                      const phash::Fingerprint& picture, std::string_view region) {
  const auto mode = mode_here(s, list.accepted(), region, h.now);
  REQUIRE_OR(mode.acts(list::Mode::warn_user_only), Err::refused);
  PictureAnswer answer;
  answer.rule = mode.standing.rule;
  const auto query = TRY(list::Query::prepare(picture, list, h.rng));

  const wire::MatchEvaluate request{query.request().blinded};
  const auto reply = TRY(ask(s, h, request));
  answer.finding = TRY(query.finish({reply.evaluated, reply.proof}, list));
  if (answer.finding.verdict == list::Verdict::listed)
    note_warning(s, picture.hash, answer.finding, list.head(), h.now);
  answer.sent = encode(request).size();
  answer.received = encode(reply).size();
  return answer;
}

}  // namespace eq::client
