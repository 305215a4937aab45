// Decisions and appeals: words with a reason, told to whom they concern, looked at again by
// somebody else.
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
Status write(State& s, Hands& h, Case& c, const Words& words, std::string redress,
             std::optional<Time> appeal_until) {
  const auto who = c.concerns();
  if (!who) return ok();
  const auto record = account(s, h, *who);
  if (!record) return record.error() == Err::missing ? ok() : Status(record.error());
  const auto means = c.matched ? wire::Means::found_by_matching : wire::Means::human_alone;
  const wire::ModerationNotice notice{case_number(c.number), words.text,   words.reason, means,
                                      std::move(redress),    appeal_until, h.now};
  TRY(write_to(s, h, *record, wire::LetterKind::moderation_notice, encode(notice)));
  if (c.matched) c.matched->told = true;
  return ok();
}

Status close(State& s, Hands& h, Case& c, Decision decision, wire::CaseState state) {
  c.state = state;
  c.decisions.push_back(std::move(decision));
  s.updates.push_back(public_view(c));
  h.keep();
  return flush(s, h);
}

}  // namespace

Status tell_decision(State& s, Hands& h, Case& c, const Decision& d) {
  return write(s, h, c, d.words, against(d.appeal_until), d.appeal_until);
}

Status tell_progress(State& s, Hands& h, Case& c, const Words& words) {
  return write(s, h, c, words, "You need not do anything: you will be told what comes of it.",
               std::nullopt);
}

Status decide(State& s, Hands& h, const Reviewer& by, std::uint32_t number, Words words) {
  Case& c = *TRY(find_case(s, number));
  TRY(check(words));
  REQUIRE_OR(c.state == wire::CaseState::open && !c.matched, Err::refused);
  Decision d{by, std::move(words), h.now, h.now + kAppeal_ms};
  TRY(tell_decision(s, h, c, d));
  return close(s, h, c, std::move(d), wire::CaseState::decided);
}

Status decide_appeal(State& s, Hands& h, const Reviewer& by, std::uint32_t number, Outcome outcome,
                     Words words) {
  Case& c = *TRY(find_case(s, number));
  TRY(check(words));
  REQUIRE_OR(c.state == wire::CaseState::appealed && !c.matched && !decided_before(c, by),
             Err::refused);
  Decision d{by, std::move(words), h.now, std::nullopt};
  TRY(tell_decision(s, h, c, d));
  return close(s, h, c, std::move(d),
               outcome == Outcome::upheld ? wire::CaseState::upheld : wire::CaseState::reversed);
}

Status decide_matched(State& s, Hands& h, const Reviewer& by, std::uint32_t number, Verdict verdict,
                      Words words) {
  Case& c = *TRY(find_case(s, number));
  TRY(check(words));
  REQUIRE_OR(
      c.matched && (c.state == wire::CaseState::open || c.state == wire::CaseState::appealed),
      Err::refused);
  REQUIRE_OR(!decided_before(c, by), Err::refused);
  REQUIRE_OR(verdict == Verdict::no_report || was_shown_every_picture(c, by), Err::refused);
  const bool first = c.decisions.empty(), secret = first && verdict == Verdict::report;
  const auto known_from = secret ? h.now + c.matched->notice_days * kDay_ms : h.now;
  Decision d{by, std::move(words), h.now,
             c.appeal ? std::nullopt : std::optional(known_from + kAppeal_ms)};
  if (!secret) TRY(tell_decision(s, h, c, d));
  c.matched->tell_at = secret ? std::optional(known_from) : std::nullopt;
  const bool same = c.matched->verdict == verdict;
  c.matched->verdict = verdict;
  return close(s, h, c, std::move(d),
               first  ? wire::CaseState::decided
               : same ? wire::CaseState::upheld
                      : wire::CaseState::reversed);
}

/// Whoever wrote the letter, by the newest record of an account that we know the device of.
/// Err::refused for a stranger, to whom nothing can be answered.
Result<wire::AccountRecord> writer_of(State& s, Hands& h, const wire::Letter& letter,
                                      const Case* c) {
  if (c != nullptr && c->concerns()) {
    auto record = account(s, h, *c->concerns());
    if (record.ok() && record->has_device(letter.from)) return record;
    if (!record.ok() && record.error() != Err::missing) return record.error();
  }
  const auto device = s.devices.find(letter.from);
  REQUIRE_OR(device != s.devices.end(), Err::refused);
  auto record = TRY(account(s, h, device->second));
  REQUIRE_OR(record.has_device(letter.from), Err::refused);
  return record;
}

/// Nothing is taken in, and whoever wrote is told why.
Status refuse_appeal(State& s, Hands& h, const wire::AccountRecord& to, ForeignText number,
                     const std::string& why, Turn& turn) {
  const wire::ModerationNotice notice{
      std::move(number),
      "Your appeal was not taken in.",
      why,
      wire::Means::human_alone,
      "A court, or a body that settles such disputes out of court, can be asked.",
      std::nullopt,
      h.now};
  TRY(write_to(s, h, to, wire::LetterKind::moderation_notice, encode(notice)));
  turn.appeals_refused++;
  return ok();
}

/// The same words for a case that does not exist, that concerns somebody else, and of which nobody
/// is told yet: they tell nobody that he was reported, nor that his pictures were opened.
constexpr const char* kNotTheirs =
    "No case of this number can be appealed by this account. Whoever reported something, or was told of a decision about the own "
    "pictures, can appeal it.";

Status take_appeal(State& s, Hands& h, const wire::Letter& letter, Turn& turn) {
  const auto appeal = TRY(decode<wire::Appeal>(letter.body));
  const auto number = parse_case_number(appeal.case_number.as_written("parsed"));
  const auto found = number.ok() ? find_case(s, *number) : Result<Case*>(Err::missing);
  const auto writer = TRY(writer_of(s, h, letter, found.ok() ? *found : nullptr));
  const auto refuse = [&](const std::string& why) {
    return refuse_appeal(s, h, writer, number.ok() ? case_number(*number) : "(no number)", why,
                         turn);
  };
  if (!check(appeal.words.as_written("measured")).ok())
    return refuse("An appeal says in 1 to 1000 bytes of text what was overlooked.");
  if (!found.ok()) return refuse(kNotTheirs);
  Case& c = **found;
  const bool nobody_told = c.matched && !c.matched->told;
  if (c.concerns() != writer.id() || nobody_told) return refuse(kNotTheirs);
  if (const auto why = obstacle(c, letter.at); !why.empty()) return refuse(why);
  TRY(tell_progress(s, h, c,
                    {"Your appeal was taken in.",
                     "Somebody else than the one who decided looks at the case again."}));
  c.appeal = Appeal{h.now, appeal.words};
  c.state = wire::CaseState::appealed;
  s.updates.push_back(public_view(c));
  turn.appealed.push_back(c.number);
  return ok();
}

}  // namespace eq::moderator
