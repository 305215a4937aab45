#include "parties/hotline/desk.h"

#include "eq/wire/desk.h"
#include "eq/wire/pages.h"
#include "parties/hotline/disputes.h"

namespace eq::hotline {
namespace {

constexpr std::uint64_t kLetterAge_ms = 7 * kDay_ms;

const wire::Hotline* hotline_by_key(const wire::Realm& realm, const crypto::VerifyKey& key) {
  for (const auto& c : realm.hotlines)
    if (c.org.signing == key) return &c;
  return nullptr;
}

// An answer is kept until its proposal is published or made anew, whatever the desk was read for.
bool keep_answer(State& state, const wire::Letter& letter) {
  auto answer = decode<Countersignature>(letter.body);
  if (!answer.ok()) return false;
  ListState& l = state.of(answer->head.kind);
  if (!l.proposed || answer->proposal != l.proposed->id()) return false;
  l.answered = Answered{letter.from, std::move(answer).take()};
  return true;
}

// For make_key(), which finds them gone from the desk once that was emptied.
void keep_key_letter(State& state, const wire::Letter& letter) {
  constexpr std::size_t kKeptMax = 64;
  if (state.key_letters.size() == kKeptMax) state.key_letters.erase(state.key_letters.begin());
  state.key_letters.push_back(letter);
}

/// What is no proposal is dealt with here.  @return why the letter comes to nothing, if it does
Result<std::optional<Ignored>> take_in(State& state, Environment& environment,
                                       const Result<wire::Letter>& opened) {
  using Why = std::optional<Ignored>;
  if (!opened.ok()) return Why(Ignored::unreadable);
  if (opened->kind == wire::LetterKind::list_dispute) {
    if (opened->at + wire::kLetterAge_ms < environment.now) return Why(Ignored::too_old);
    return TRY(file_dispute(state, environment, *opened)) ? Why() : Why(Ignored::dispute_unfit);
  }
  if (opened->kind == wire::LetterKind::list_signature)
    return keep_answer(state, *opened) ? Why() : Why(Ignored::answer_unasked);
  const auto* from = hotline_by_key(environment.realm, opened->from);
  if (!from || from->org.signing == state.signing.verify_key()) return Why(Ignored::stranger);
  if (opened->at + kLetterAge_ms < environment.now) return Why(Ignored::too_old);
  switch (opened->kind) {
    case wire::LetterKind::list_proposal: return Why();
    case wire::LetterKind::holder_hello:
    case wire::LetterKind::holder_dealing: keep_key_letter(state, *opened); return Why();
    default: return Why(Ignored::malformed);
  }
}

}  // namespace

Result<Desk> read_desk(State& state, Environment& environment) {
  Desk desk;
  wire::Pages pages(state.desk_seen);
  const wire::Address self = wire::Address::of(state.signing.verify_key());
  for (bool more = true; more && pages.ask();) {
    auto answer = wire::ask(environment.server, {state.signing, environment.realm.name},
                            environment.now, environment.rng, wire::DeskFetch{pages.seen(), 64});
    if (!answer.ok() && answer.error() == Err::refused && pages.begin_again()) continue;
    const wire::DeskContents got = TRY(std::move(answer));
    for (const auto& l : got.letters) {
      TRY(pages.take(l.seq));
      auto opened = wire::open_letter(
          self, state.letters.private_key.reveal("opening a letter to us"), l.letter);
      const auto why = TRY(take_in(state, environment, opened));
      const auto* from = opened.ok() ? hotline_by_key(environment.realm, opened->from) : nullptr;
      if (why)
        desk.ignored.push_back({*why, from ? from->org.name : ""});
      else if (opened->kind == wire::LetterKind::list_proposal)
        desk.letters.push_back({l.seq, std::move(opened).take(), from});
    }
    more = got.more && !got.letters.empty();
  }
  desk.last = pages.seen();
  return desk;
}

Status finish_desk(State& state, Environment& environment, std::uint64_t up_to) {
  if (up_to == state.desk_seen) return ok();
  state.desk_seen = up_to;
  environment.keep();
  TRY(wire::ask(environment.server, {state.signing, environment.realm.name}, environment.now,
                environment.rng, wire::DeskAck{up_to}));
  return ok();
}

Status post(const State& state, Environment& environment, const wire::Organisation& to,
            wire::LetterKind kind, Bytes body) {
  const auto address = wire::Address::of(to.signing);
  auto sealed = TRY(wire::seal_letter(address, to.hpke, kind, std::move(body), state.signing,
                                      environment.now, environment.rng));
  TRY(wire::ask(environment.server, {state.signing, environment.realm.name}, environment.now,
                environment.rng, wire::DeskPost{address, std::move(sealed)}));
  return ok();
}

}  // namespace eq::hotline
