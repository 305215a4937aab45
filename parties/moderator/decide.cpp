// Decisions and appeals: words with a reason, told to whom they concern, looked at again by
// somebody else.
#include <algorithm>

#include "eq/franking/report.h"
#include "eq/wire/moderation_letters.h"
#include "parties/moderator/step.h"

namespace eq::moderator {
namespace {

Status check(const Words& w) {
  TRY(check_words(w.text));
  return check_words(w.reason);
}

bool decided_before(const Case& c, const Reviewer& by) {
  return std::ranges::find(c.decisions, by, &Decision::by) != c.decisions.end();
}

bool was_shown_every_picture(const Case& c, const Reviewer& by) {
  return std::ranges::all_of(c.matched->found.pictures(), [&](const auto& p) {
    const auto what = crypto::sha256(p.derivative);
    return std::ranges::any_of(c.viewings,
                               [&](const Viewing& v) { return v.what == what && v.by == by; });
  });
}

bool was_shown_report(const Case& c, const Reviewer& by) {
  return c.report.empty() || std::ranges::any_of(c.viewings, [&](const Viewing& v) {
           return v.what == c.report_digest && v.by == by;
         });
}

/// A measure reaches only whom the case proves to be a sender, and ends.
Status check(const Case& c, const Further& further, Time now) {
  if (!further.unseen.empty()) TRY(check_words(further.unseen));
  if (!further.measure) return ok();
  const Measure& m = *further.measure;
  const auto senders = senders_of(c);
  REQUIRE_OR(std::ranges::find(senders, m.against) != senders.end(), Err::missing);
  if (m.kind == Measure::Kind::warning) {
    REQUIRE_OR(!m.until && m.per_day == 0, Err::malformed);
    return ok();
  }
  REQUIRE_OR(m.per_day < kTokensPerDay, Err::malformed);
  REQUIRE_OR(m.until && now < *m.until && *m.until <= now + kMeasure_ms, Err::malformed);
  return ok();
}

/// What it does, as whoever it is against reads it.
std::string in_words(const Measure& m) {
  if (m.kind == Measure::Kind::warning) return "This is a warning; it takes nothing from you.";
  const std::string tokens =
      m.per_day == 0
          ? "No new sending tokens are given to this account before " + to_text(*m.until)
          : "Before " + to_text(*m.until) + " this account is given sending tokens for at most " +
                std::to_string(m.per_day) + (m.per_day == 1 ? " message" : " messages") + " a day";
  return tokens + ". Those that it has already stay good, for their days.";
}

std::string redress(const std::optional<Time>& appeal_until) {
  if (!appeal_until)
    return "It was looked at twice here. A court, or a body that settles such disputes out of court, can still be asked.";
  return "You can appeal until " + to_text(day_of(*appeal_until)) +
         ", free of charge. Somebody else than the one who decided will look at it.";
}

/// A letter about the case; one whose account is gone reaches nobody.
Status write(State& state, Environment& environment, Case& c, const std::optional<AccountId>& who,
             wire::ModerationNotice notice) {
  if (!who) return ok();
  const auto record = account(state, environment, *who);
  if (!record) return record.error() == Err::missing ? ok() : Status(record.error());
  notice.case_number = case_number(c.number);
  notice.decided = environment.now;
  TRY(write_to(state, environment, *record, wire::LetterKind::moderation_notice, encode(notice)));
  if (c.matched) c.matched->told = true;
  return ok();
}

/// To whom the decision does something: what, why, and what can be done against it.  Who reported
/// is not said.
Status tell_measure(State& state, Environment& environment, Case& c, const Decision& d) {
  if (!d.measure) return ok();
  return write(
      state, environment, c, d.measure->against,
      {{},
       d.words.text + "\n" + in_words(*d.measure),
       d.words.reason + " (Messages of yours were reported by somebody who received them.)",
       wire::Means::human_alone,
       redress(d.appeal_until),
       d.appeal_until,
       {}});
}

void carry_out(State& state, const Case& c, const Decision& d) {
  if (d.measure && d.measure->kind == Measure::Kind::limit)
    state.limits.insert_or_assign(c.number,
                                  Limit{d.measure->against, d.measure->per_day, *d.measure->until});
}

/// What a decision that is reversed did, ends; what another case did does not.
Status lift(State& state, Environment& environment, Case& c, const Decision& reversing) {
  const auto who = c.against();
  if (!who) return ok();
  state.limits.erase(c.number);
  if (reversing.measure && reversing.measure->against == *who) return ok();  // told in that letter
  return write(state, environment, c, who,
               {{},
                reversing.words.text + "\nWhat was decided before ends.",
                reversing.words.reason,
                wire::Means::human_alone,
                redress(reversing.appeal_until),
                reversing.appeal_until,
                {}});
}

/// Hers, of this case.
Decision signed_by(const ReviewerKey& by, const State& state, const Case& c, Decision d) {
  d.about = c.about();
  d.signature = by.sign({to_sign(state.signing.verify_key(), case_number(c.number), d)});
  return d;
}

Status close(State& s, Environment& environment, Case& c, Decision decision) {
  c.state = decision.state;
  c.decisions.push_back(std::move(decision));
  s.updates.push_back(public_view(c));
  environment.keep();
  return flush(s, environment);
}

}  // namespace

/// UTF-8, or the saved state could not be read again.
Status check_words(const std::string& words) {
  REQUIRE_OR(!words.empty() && words.size() <= kWordsMax, Err::malformed);
  TRY(decode<std::string>(encode(words)));
  return ok();
}

Status tell_decision(State& state, Environment& environment, Case& c, const Decision& d) {
  const auto means = c.matched ? wire::Means::found_by_matching : wire::Means::human_alone;
  return write(
      state, environment, c, c.concerns(),
      {{}, d.words.text, d.words.reason, means, redress(d.appeal_until), d.appeal_until, {}});
}

Status tell_progress(State& state, Environment& environment, Case& c,
                     const std::optional<AccountId>& who, const Words& words) {
  return write(state, environment, c, who,
               {{},
                words.text,
                words.reason + " You need not do anything: you will be told what comes of it.",
                wire::Means::human_alone,
                {},  // no redress, for nothing is decided
                std::nullopt,
                {}});
}

std::vector<AccountId> senders_of(const Case& c) {
  std::vector<AccountId> out;
  if (c.report.empty()) return out;
  const auto shown = franking::preview(c.report);
  if (!shown.ok()) return out;
  for (const auto& line : shown->lines)
    if (line.sender && std::ranges::find(out, *line.sender) == out.end())
      out.push_back(*line.sender);
  return out;
}

std::string why_not(const Case& c, const Reviewer& by, Deciding what, const Further& further) {
  using enum wire::CaseState;
  if (what == Deciding::taken_back && c.state == appealed)
    return "It was appealed: decide with --upheld or --reversed.";
  if (what == Deciding::taken_back)
    return c.against() ? "" : "No decision of it does anything to anybody now.";
  if (what == Deciding::matched && !c.matched) return "The case is about a report, not pictures.";
  if (what != Deciding::matched && c.matched)
    return "The case is about pictures that matched: decide with --report or --no-report.";
  if (what == Deciding::after_appeal && c.state != appealed)
    return c.state == open ? "It is not decided yet, so nobody can have appealed."
           : !c.appeals.empty()
               ? "It was decided again after the appeal; that is the last word here."
               : "Nobody has appealed.";
  if ((c.state == open || c.state == appealed) && decided_before(c, by))
    return by.name() + " decided it before: somebody else must look at it again.";
  if (what == Deciding::first && c.state != open)
    return c.state == appealed ? "It was appealed: decide with --upheld or --reversed."
                               : "It is decided, by " + c.decision()->by.name() + " on " +
                                     to_text(day_of(c.decision()->at)) + ".";
  if (what == Deciding::matched && c.state != open && c.state != appealed)
    return "It is decided, and nobody has appealed.";
  if (what == Deciding::matched && further.unseen.empty() && !was_shown_every_picture(c, by))
    return by.name() +
           " was not shown every picture: look at them first (`equipoise moderator show " +
           case_number(c.number) +
           " --save-attachments FOLDER`), or, if it is to be no report, say with --unseen why it is "
           "decided without.";
  if (what != Deciding::matched && further.unseen.empty() && !was_shown_report(c, by))
    return by.name() +
           " was not shown the report: look at it first (`equipoise moderator show`), or say with "
           "--unseen why it is decided without.";
  return "";
}

Status decide(State& state, Environment& environment, const ReviewerKey& by, std::uint32_t number,
              Words words, Further further) {
  Case& c = *TRY(find_case(state, number));
  TRY(check(words));
  const Reviewer who = TRY(admitted(state, by));
  REQUIRE_OR(why_not(c, who, Deciding::first, further).empty(), Err::refused);
  TRY(check(c, further, environment.now));
  const Decision d = signed_by(by, state, c,
                               {.by = who,
                                .words = std::move(words),
                                .at = environment.now,
                                .appeal_until = environment.now + kAppeal_ms,
                                .unseen = std::move(further.unseen),
                                .measure = std::move(further.measure)});
  TRY(tell_decision(state, environment, c, d));
  TRY(tell_measure(state, environment, c, d));
  carry_out(state, c, d);
  return close(state, environment, c, d);
}

Status decide_appeal(State& state, Environment& environment, const ReviewerKey& by,
                     std::uint32_t number, AppealDecision outcome, Words words, Further further) {
  Case& c = *TRY(find_case(state, number));
  TRY(check(words));
  const Reviewer who = TRY(admitted(state, by));
  REQUIRE_OR(why_not(c, who, Deciding::after_appeal, further).empty(), Err::refused);
  REQUIRE_OR(outcome == AppealDecision::reversed || !further.measure, Err::malformed);
  TRY(check(c, further, environment.now));
  if (outcome == AppealDecision::upheld) further.measure = c.decision()->measure;
  const bool reversed = outcome == AppealDecision::reversed;
  const Decision d =
      signed_by(by, state, c,
                {.by = who,
                 .words = std::move(words),
                 .at = environment.now,
                 .unseen = std::move(further.unseen),
                 .measure = std::move(further.measure),
                 .state = reversed ? wire::CaseState::reversed : wire::CaseState::upheld});
  TRY(tell_decision(state, environment, c, d));
  if (reversed) TRY(lift(state, environment, c, d));
  TRY(tell_measure(state, environment, c, d));
  if (reversed) carry_out(state, c, d);
  return close(state, environment, c, d);
}

Status take_back(State& state, Environment& environment, const ReviewerKey& by,
                 std::uint32_t number, Words words) {
  Case& c = *TRY(find_case(state, number));
  TRY(check(words));
  const Reviewer who = TRY(admitted(state, by));
  REQUIRE_OR(why_not(c, who, Deciding::taken_back).empty(), Err::refused);
  const Decision d = signed_by(by, state, c,
                               {.by = who,
                                .words = std::move(words),
                                .at = environment.now,
                                .appeal_until = c.decision()->appeal_until,
                                .state = wire::CaseState::reversed});
  TRY(tell_decision(state, environment, c, d));
  TRY(lift(state, environment, c, d));
  return close(state, environment, c, d);
}

Status decide_matched(State& state, Environment& environment, const ReviewerKey& by,
                      std::uint32_t number, Verdict verdict, Words words, std::string unseen) {
  Case& c = *TRY(find_case(state, number));
  TRY(check(words));
  const Reviewer who = TRY(admitted(state, by));
  REQUIRE_OR(why_not(c, who, Deciding::matched, {{}, unseen}).empty(), Err::refused);
  TRY(check(c, {{}, unseen}, environment.now));
  REQUIRE_OR(verdict == Verdict::no_report || was_shown_every_picture(c, who), Err::refused);
  const bool first = c.decisions.empty(), secret = first && verdict == Verdict::report;
  const auto known_from =
      secret ? environment.now + c.matched->notice_days * kDay_ms : environment.now;
  const bool same = c.matched->verdict == verdict;
  const Decision d = signed_by(
      by, state, c,
      {.by = who,
       .words = std::move(words),
       .at = environment.now,
       .appeal_until = c.appeals.empty() ? std::optional(known_from + kAppeal_ms) : std::nullopt,
       .unseen = std::move(unseen),
       .state = first  ? wire::CaseState::decided
                : same ? wire::CaseState::upheld
                       : wire::CaseState::reversed,
       .verdict = verdict});
  if (!secret) TRY(tell_decision(state, environment, c, d));
  c.matched->tell_at = secret ? std::optional(known_from) : std::nullopt;
  c.matched->verdict = verdict;
  return close(state, environment, c, d);
}

}  // namespace eq::moderator
