#include "parties/client/warnings.h"
#include "parties/client/matching.h"

#include "eq/wire/list_reader.h"

namespace eq::client {

Result<wire::ReadList> read_list(State& s, Hands& h) {
  auto read = TRY(wire::read_list(h.server, h.realm, s.orders_seen, s.list_version, h.now));
  reexamine_warnings(s, read, h.now);
  s.list_version = read.list.head().version;
  return read;
}

Result<list::AcceptedList> current_list(State& s, Hands& h) {
  auto read = TRY(read_list(s, h));
  return std::move(read.list);
}

ModeHere mode_here(const State& s, const list::AcceptedHead& head, std::string_view region, Time now) {
  ModeHere here{head.standing(region, now), ModeHere::Consent::none};
  if (!s.consent || s.consent->region != region) return here;
  const bool same = s.consent->mode == here.standing.mode && s.consent->subject == head.head().consent_subject(region);
  here.consent = same ? ModeHere::Consent::given : ModeHere::Consent::for_something_else;
  return here;
}

std::string to_text(const ModeHere& m) {
  if (m.standing.mode == list::Mode::off) return "Nothing is compared. " + std::string(list::to_text(m.standing.off));
  const std::string what = m.standing.mode == list::Mode::warn_user_only
                               ? "warn you, and nobody else, of a received picture that is on the list"
                               : "report an account that sent more than a threshold of pictures on the list";
  switch (m.consent) {
    case ModeHere::Consent::given: return "You agreed to " + what + ".";
    case ModeHere::Consent::none: return "Nothing is compared: the list would " + what + ", and you have not agreed.";
    case ModeHere::Consent::for_something_else:
      return "Nothing is compared: you agreed to something else than what now applies. The list would " + what + ".";
  }
  return "";
}

Status give_consent(State& s, const list::AcceptedHead& head, std::string region, list::Mode mode, Time now) {
  REQUIRE_OR(mode != list::Mode::off && head.standing(region, now).mode == mode, Err::refused);
  const auto subject = head.head().consent_subject(region);
  s.consent = Consent{std::move(region), mode, subject, now};
  return ok();
}

void withdraw_consent(State& s) { s.consent.reset(); }

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
  if (answer.finding.verdict == list::Verdict::listed) note_warning(s, picture.hash, answer.finding, list.head(), h.now);
  answer.sent = encode(request).size();
  answer.received = encode(reply).size();
  return answer;
}

}  // namespace eq::client
