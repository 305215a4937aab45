// Decisions and appeals: words with a reason, told to whom they concern, looked at again by somebody else.
#include <algorithm>

#include "eq/wire/moderation_letters.h"
#include "parties/moderator/step.h"

namespace eq::moderator {
namespace {

constexpr std::size_t kMaxWords = 1000;

/// UTF-8, or the saved state could not be read again.
Status check(const std::string& words) {
  REQUIRE_OR(!words.empty() && words.size() <= kMaxWords, Err::malformed);
  TRY(decode<std::string>(encode(words)));
  return ok();
}

Status check(const Words& w) {
  TRY(check(w.text));
  return check(w.reason);
}

bool decided_before(const Case& c, const Reviewer& by) { return std::ranges::find(c.decisions, by, &Decision::by) != c.decisions.end(); }

bool was_shown_every_picture(const Case& c, const Reviewer& by) {
  return std::ranges::all_of(c.matched->found.pictures(), [&](const auto& p) {
    const auto what = crypto::sha256(p.derivative);
    return std::ranges::any_of(c.viewings, [&](const Viewing& v) { return v.what == what && v.by == by; });
  });
}

std::string against(const std::optional<Time>& appeal_until) {
  if (!appeal_until)
    return "It was looked at twice here. A court, or a body that settles such disputes out of court, can still be asked.";
  return "You can appeal until " + to_text(day_of(*appeal_until)) +
         ", free of charge. Somebody else than the one who decided will look at it.";
}

/// Why an appeal written at `at` is not taken; empty if it is.
std::string obstacle(const Case& c, Time at) {
  if (c.state == wire::CaseState::appealed) return "The case is being looked at again already.";
  if (!c.decision()) return "The case is not decided yet.";
  if (!c.decision()->appeal_until) return "The case was looked at twice already.";
  if (at > *c.decision()->appeal_until)
    return "The time for an appeal ended on " + to_text(day_of(*c.decision()->appeal_until)) + ".";
  return "";
}

/// A letter about the case; one whose account is gone reaches nobody.
Status write(State& s, Hands& h, const Case& c, const Words& words, std::string redress, std::optional<Time> appeal_until) {
  const auto who = c.concerns();
  if (!who) return ok();
  const auto record = account(s, h, *who);
  if (!record) return record.error() == Err::unavailable ? Status(Err::unavailable) : ok();
  const auto means = c.matched ? wire::Means::found_by_matching : wire::Means::human_alone;
  const wire::ModerationNotice notice{case_number(c.number), words.text, words.reason, means, std::move(redress), appeal_until, h.now};
  return write_to(s, h, *record, wire::LetterKind::moderation_notice, encode(notice));
}

Status close(State& s, Hands& h, Case& c, Decision decision, wire::CaseState state) {
  c.state = state;
  c.decisions.push_back(std::move(decision));
  s.updates.push_back(public_view(c));
  h.keep();
  return flush(s, h);
}

}  // namespace

Status tell_decision(State& s, Hands& h, const Case& c, const Decision& d) {
  return write(s, h, c, d.words, against(d.appeal_until), d.appeal_until);
}

Status tell_progress(State& s, Hands& h, const Case& c, const Words& words) {
  return write(s, h, c, words, "You need not do anything: you will be told what comes of it.", std::nullopt);
}

Status decide(State& s, Hands& h, const Reviewer& by, std::uint32_t number, Words words) {
  Case& c = *TRY(find_case(s, number));
  TRY(check(words));
  REQUIRE_OR(c.state == wire::CaseState::open && !c.matched, Err::refused);
  Decision d{by, std::move(words), h.now, h.now + kAppeal_ms};
  TRY(tell_decision(s, h, c, d));
  return close(s, h, c, std::move(d), wire::CaseState::decided);
}

Status decide_appeal(State& s, Hands& h, const Reviewer& by, std::uint32_t number, Outcome outcome, Words words) {
  Case& c = *TRY(find_case(s, number));
  TRY(check(words));
  REQUIRE_OR(c.state == wire::CaseState::appealed && !c.matched && !decided_before(c, by), Err::refused);
  Decision d{by, std::move(words), h.now, std::nullopt};
  TRY(tell_decision(s, h, c, d));
  return close(s, h, c, std::move(d), outcome == Outcome::upheld ? wire::CaseState::upheld : wire::CaseState::reversed);
}

Status decide_matched(State& s, Hands& h, const Reviewer& by, std::uint32_t number, Verdict verdict, Words words) {
  Case& c = *TRY(find_case(s, number));
  TRY(check(words));
  REQUIRE_OR(c.matched && (c.state == wire::CaseState::open || c.state == wire::CaseState::appealed), Err::refused);
  REQUIRE_OR(!decided_before(c, by), Err::refused);
  REQUIRE_OR(verdict == Verdict::no_report || was_shown_every_picture(c, by), Err::refused);
  const bool first = c.decisions.empty(), secret = first && verdict == Verdict::report;
  const auto known_from = secret ? h.now + c.matched->notice_days * kDay_ms : h.now;
  Decision d{by, std::move(words), h.now, c.appeal ? std::nullopt : std::optional(known_from + kAppeal_ms)};
  if (!secret) TRY(tell_decision(s, h, c, d));
  c.matched->tell_at = secret ? std::optional(known_from) : std::nullopt;
  const bool same = c.matched->verdict == verdict;
  c.matched->verdict = verdict;
  return close(s, h, c, std::move(d), first ? wire::CaseState::decided : same ? wire::CaseState::upheld : wire::CaseState::reversed);
}

Status take_appeal(State& s, Hands& h, const wire::Letter& letter, Turn& turn) {
  const auto appeal = TRY(decode<wire::Appeal>(letter.body));
  TRY(check(appeal.words.as_written("measured")));
  Case& c = *TRY(find_case(s, TRY(parse_case_number(appeal.case_number.as_written("parsed")))));
  const auto who = c.concerns();
  REQUIRE_OR(who && TRY(account(s, h, *who)).has_device(letter.from), Err::refused);
  REQUIRE_OR(!c.matched || !c.matched->tell_at, Err::refused);  // nobody was told of it yet
  if (const auto why = obstacle(c, letter.at); !why.empty()) return tell_progress(s, h, c, {"Your appeal was not taken in.", why});
  TRY(tell_progress(s, h, c, {"Your appeal was taken in.", "Somebody else than the one who decided looks at the case again."}));
  c.appeal = Appeal{h.now, appeal.words};
  c.state = wire::CaseState::appealed;
  s.updates.push_back(public_view(c));
  turn.appealed.push_back(c.number);
  return ok();
}

}  // namespace eq::moderator
