#include "parties/hotline/desk.h"

#include <algorithm>

#include "eq/wire/desk.h"
#include "parties/hotline/disputes.h"

namespace eq::hotline {
namespace {

constexpr std::size_t kKeyLettersMax = 8;   // of one hotline: two for each key that is made with it
constexpr std::size_t kIgnoredMax = 50;     // of one sender
constexpr std::size_t kUndecidedMax = 200;  // letters of people

/// What became of a letter: nothing to say, or why it comes to nothing.
using Fate = std::optional<Ignored>;

// An answer is kept until a version is published in place of its proposal.
Fate keep_answer(State& state, const wire::Letter& letter) {
  auto answer = decode<Countersignature>(letter.body);
  if (!answer.ok()) return Ignored::answer_unasked;
  ListState& l = state.of(answer->head.kind);
  const auto asked = std::ranges::find_if(
      l.proposed, [&](const Proposed& p) { return p.proposal.id() == answer->proposal; });
  if (asked == l.proposed.end()) return Ignored::answer_unasked;
  asked->answered = Answered{letter.from, std::move(answer).take()};
  return {};
}

// Whoever proposes anew means the last one of that kind.
Fate keep_proposal(State& state, const wire::Letter& letter) {
  auto proposal = decode<Proposal>(letter.body);
  if (!proposal.ok()) return Ignored::malformed;
  const auto before = std::ranges::find_if(state.proposals, [&](const ProposalReceived& p) {
    return p.from == letter.from && p.proposal.kind == proposal->kind;
  });
  ProposalReceived received{letter.from, letter.at, std::move(proposal).take()};
  if (before == state.proposals.end()) {
    state.proposals.push_back(std::move(received));
    return {};
  }
  *before = std::move(received);
  return Ignored::replaced;
}

// For make_key().  Of each hotline the newest, so that none crowds out another's.
Fate keep_key_letter(State& state, const wire::Letter& letter) {
  const auto is_theirs = [&](const wire::Letter& l) { return l.from == letter.from; };
  if (std::ranges::count_if(state.key_letters, is_theirs) == kKeyLettersMax)
    state.key_letters.erase(std::ranges::find_if(state.key_letters, is_theirs));
  state.key_letters.push_back(letter);
  return {};
}

Result<Fate> take(State& state, Environment& environment, const wire::Letter& letter) {
  if (letter.kind == wire::LetterKind::list_dispute)
    return TRY(file_dispute(state, environment, letter)) ? Fate() : Fate(Ignored::dispute_unfit);
  if (letter.kind == wire::LetterKind::list_signature) return keep_answer(state, letter);
  const auto* from = hotline_by_key(environment.realm, letter.from);
  if (!from || from->org.signing == state.signing.verify_key()) return Fate(Ignored::stranger);
  if (letter.at + kListLetterAge_ms < environment.now) return Fate(Ignored::too_old);
  switch (letter.kind) {
    case wire::LetterKind::list_proposal: return keep_proposal(state, letter);
    case wire::LetterKind::holder_hello:
    case wire::LetterKind::holder_dealing: return keep_key_letter(state, letter);
    default: return Fate(Ignored::malformed);
  }
}

void note(State& state, Ignored why, std::string from) {
  const auto is_theirs = [&](const IgnoredLetter& l) { return l.from == from; };
  if (std::ranges::count_if(state.ignored, is_theirs) == kIgnoredMax)
    state.ignored.erase(std::ranges::find_if(state.ignored, is_theirs));
  state.ignored.push_back({why, std::move(from)});
}

/// Takes it in, or keeps it until the server answers what its check needs.
void settle(State& state, Environment& environment, const wire::Letter& letter) {
  const auto fate = take(state, environment, letter);
  if (!fate.ok() && state.undecided.size() < kUndecidedMax) {
    state.undecided.push_back(letter);
    return;
  }
  const auto* from = hotline_by_key(environment.realm, letter.from);
  const std::string name = from ? from->org.name : "";
  if (!fate.ok())
    note(state, Ignored::unchecked, name);
  else if (*fate)
    note(state, **fate, name);
}

}  // namespace

const wire::Hotline* hotline_by_key(const wire::Realm& realm, const crypto::VerifyKey& key) {
  const auto at = std::ranges::find_if(
      realm.hotlines, [&](const wire::Hotline& h) { return h.org.signing == key; });
  return at == realm.hotlines.end() ? nullptr : &*at;
}

Status take_in(State& state, Environment& environment) {
  const auto c = wire::clerk(state, environment);
  const auto desk = TRY(wire::read_desk(c, state.desk_seen));
  if (desk.seen == state.desk_seen && state.undecided.empty()) return ok();
  for (const auto& letter : std::exchange(state.undecided, {})) settle(state, environment, letter);
  for (std::size_t i = 0; i < desk.ignored; ++i) note(state, Ignored::unreadable, "");
  for (const auto& letter : desk.letters) settle(state, environment, letter);
  state.desk_seen = desk.seen;
  environment.keep();
  return wire::acknowledge(c, desk.seen);
}

}  // namespace eq::hotline
