// Appeals: whoever a decision concerns says what was overlooked, is answered, and is heard once.
#include <algorithm>

#include "eq/wire/moderation_letters.h"
#include "parties/moderator/step.h"

namespace eq::moderator {
namespace {

/// Whether some decision of the case was told to this account, or the case is its own.
bool is_about(const Case& c, const AccountId& who) {
  return c.concerns() == who || std::ranges::any_of(c.decisions, [&](const Decision& d) {
           return d.measure && d.measure->against == who;
         });
}

/// Whoever else is heard while the case is looked at again.
bool joins(const Case& c, const AccountId& who) {
  return c.state == wire::CaseState::appealed && !c.appeals.empty() && !c.appealed_by(who);
}

/// Why an appeal written at `at` is not taken; empty if it is.
std::string obstacle(const Case& c, const AccountId& by, Time at) {
  if (c.state == wire::CaseState::appealed && !joins(c, by))
    return "The case is being looked at again already.";
  if (!c.decision()) return "The case is not decided yet.";
  if (!c.decision()->appeal_until) return "The case was looked at twice already.";
  if (at > *c.decision()->appeal_until)
    return "The time for an appeal ended on " + to_text(day_of(*c.decision()->appeal_until)) + ".";
  return "";
}

/// Whoever wrote the letter, by the newest record of an account that we know the device of.
/// Err::refused for a stranger, to whom nothing can be answered.
Result<wire::AccountRecord> writer_of(State& state, Environment& environment,
                                      const wire::Letter& letter, const Case* c) {
  for (const auto& who : c == nullptr ? std::vector<std::optional<AccountId>>()
                                      : std::vector{c->concerns(), c->against()}) {
    if (!who) continue;
    auto record = account(state, environment, *who);
    if (record.ok() && record->has_device(letter.from)) return record;
    if (!record.ok() && record.error() != Err::missing) return record.error();
  }
  const auto device = state.devices.find(letter.from);
  REQUIRE_OR(device != state.devices.end(), Err::refused);
  auto record = TRY(account(state, environment, device->second));
  REQUIRE_OR(record.has_device(letter.from), Err::refused);
  return record;
}

/// Nothing is taken in, and whoever wrote is told why.
Status refuse_appeal(State& state, Environment& environment, const wire::AccountRecord& to,
                     ForeignText number, const std::string& why, bool decided, Turn& turn) {
  const wire::ModerationNotice notice{
      std::move(number),
      "Your appeal was not taken in.",
      why + (decided ? " A court, or a body that settles such disputes out of court, can be asked."
                     : ""),
      wire::Means::human_alone,
      {},  // no redress, for nothing is decided
      std::nullopt,
      environment.now};
  TRY(write_to(state, environment, to, wire::LetterKind::moderation_notice, encode(notice)));
  turn.appeals_refused++;
  return ok();
}

/// The same words for a case that does not exist, that concerns somebody else, and of which nobody
/// is told yet: they tell nobody that he was reported, nor that his pictures were opened.
constexpr const char* kNotTheirs =
    "No case of this number can be appealed by this account. Whoever reported something, or was told of a decision about the own "
    "messages or pictures, can appeal it.";

/// Whoever appealed is told that it is taken in; whoever else the case concerns, that it is looked
/// at again, and so may come to something else.  Who appealed is not said.
Status tell_of_appeal(State& state, Environment& environment, Case& c, const AccountId& by) {
  const bool joined = joins(c, by);
  TRY(tell_progress(
      state, environment, c, by,
      {"Your appeal was taken in.",
       joined ? "The case was being looked at again already; what you say stands with it, and the "
                "decision that comes is for all whom it concerns."
              : "Somebody else than the one who decided looks at the case again."}));
  if (joined) return ok();
  for (const auto& other : {c.concerns(), c.against()}) {
    if (!other || *other == by) continue;
    return tell_progress(state, environment, c, other,
                         {"The case is looked at again.",
                          "Somebody whom it concerns appealed. If you appeal, too, before it is "
                          "decided, what you say stands with it; there is no other appeal after."});
  }
  return ok();
}

}  // namespace

Status take_appeal(State& state, Environment& environment, const wire::Letter& letter, Turn& turn) {
  const auto appeal = TRY(decode<wire::Appeal>(letter.body));
  const auto number = parse_case_number(appeal.case_number.as_written("parsed"));
  const auto found = number.ok() ? find_case(state, *number) : Result<Case*>(Err::missing);
  const auto writer = TRY(writer_of(state, environment, letter, found.ok() ? *found : nullptr));
  const auto refuse = [&](const std::string& why, bool decided = false) {
    return refuse_appeal(state, environment, writer,
                         number.ok() ? case_number(*number) : "(no number)", why, decided, turn);
  };
  if (!check_words(appeal.words.as_written("measured")).ok())
    return refuse("An appeal says in 1 to 1000 bytes of text what was overlooked.");
  if (!found.ok()) return refuse(kNotTheirs);
  Case& c = **found;
  const AccountId by = writer.id();
  const bool nobody_told = c.matched && !c.matched->told;
  if (!is_about(c, by) || nobody_told) return refuse(kNotTheirs);
  if (const auto why = obstacle(c, by, letter.at); !why.empty())
    return refuse(why, c.decision() != nullptr);
  const bool joined = joins(c, by);
  const std::size_t letters_before = state.outbox.size();
  if (const Status told = tell_of_appeal(state, environment, c, by); !told) {
    // It waits for another round, and is told as a whole then.
    state.outbox.erase(state.outbox.begin() + static_cast<std::ptrdiff_t>(letters_before),
                       state.outbox.end());
    return told;
  }
  c.appeals.push_back({environment.now, appeal.words, by});
  (joined ? turn.joined : turn.appealed).push_back(c.number);
  if (joined) return ok();
  c.state = wire::CaseState::appealed;
  state.updates.push_back(public_view(c));
  return ok();
}

}  // namespace eq::moderator
