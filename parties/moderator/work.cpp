// The desk: read, act, save, answer, acknowledge, in this order, so that a crash at any point
// repeats work and loses none.
#include <algorithm>
#include <utility>

#include "eq/wire/pages.h"
#include "parties/moderator/step.h"

namespace eq::moderator {

/// Send what waits.  A letter that can never arrive, because the account is gone or the server
/// takes none so large, is given up and counted; anything else that the server does not take stays,
/// in order.
Status flush(State& state, Environment& environment) {
  Status status;
  const auto drain = [&](auto& queue) {
    std::size_t sent = 0;
    for (; sent < queue.size() && status; ++sent) {
      const auto reply = ask(state, environment, queue[sent]);
      const bool never =
          !reply && (reply.error() == Err::missing || reply.error() == Err::too_large);
      state.undeliverable += never ? 1 : 0;
      if (reply || never) continue;
      status = reply.error();
      break;
    }
    queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(sent));
  };
  if (state.outbox.empty() && state.updates.empty()) return ok();
  drain(state.outbox);
  drain(state.updates);
  environment.keep();
  return status;
}

namespace {

/// One letter.  Err::unavailable stops the round; Err::stale: it waits for another answer of the
/// service; every other error is about the letter alone.
Status take(State& state, Environment& environment, const wire::DeskLetter& sealed, Turn& turn) {
  const auto self = wire::Address::of(state.signing.verify_key());
  const auto letter = TRY(wire::open_letter(
      self, state.letters.private_key.reveal("opens our letters"), sealed.letter));
  REQUIRE_OR(
      letter.at >= environment.now - kActedOn_ms && letter.at <= environment.now + kActedOn_ms,
      Err::refused);
  const auto digest = crypto::sha256(encode(letter));
  REQUIRE_OR(!state.letters_seen.contains(digest), Err::refused);
  switch (letter.kind) {
    case wire::LetterKind::token_request: TRY(give_tokens(state, environment, letter, turn)); break;
    case wire::LetterKind::report: TRY(take_report(state, environment, letter, turn)); break;
    case wire::LetterKind::appeal: TRY(take_appeal(state, environment, letter, turn)); break;
    case wire::LetterKind::matched_pictures:
      TRY(take_matched(state, environment, letter, turn));
      break;
    default: return Err::refused;
  }
  state.letters_seen[digest] = letter.at;
  return ok();
}

/// Those that waited, once more.  What waits longer than a letter's age is too old then, and
/// ignored.
Status take_waiting(State& state, Environment& environment, Turn& turn) {
  for (std::size_t i = 0; i < state.waiting.size();) {
    const wire::DeskLetter letter = state.waiting[i];
    const Status taken = take(state, environment, letter, turn);
    if (!taken && taken.error() == Err::unavailable) return Err::unavailable;
    if (!taken && taken.error() == Err::stale) {
      ++i;
      continue;
    }
    if (!taken) turn.ignored++;
    state.waiting.erase(state.waiting.begin() + static_cast<std::ptrdiff_t>(i));
    environment.keep();
  }
  return flush(state, environment);
}

Status read_desk(State& state, Environment& environment, Turn& turn) {
  auto pages = wire::Pages::counted(state.desk_seen);
  for (bool more = true; more && pages.ask();) {
    auto got = ask(state, environment, wire::DeskFetch{pages.seen(), 64});
    if (!got.ok() && got.error() == Err::refused && pages.begin_again()) {
      state.desk_seen = 0;
      continue;
    }
    const wire::DeskContents desk = TRY(std::move(got));
    more = desk.more && !desk.letters.empty();
    for (const auto& sealed : desk.letters) {
      TRY(pages.take(sealed.seq));
      const Status taken = take(state, environment, sealed, turn);
      if (!taken && taken.error() == Err::unavailable) {
        environment.keep();
        return Err::unavailable;
      }
      if (!taken && taken.error() == Err::stale)
        state.waiting.push_back(sealed);
      else if (!taken)
        turn.ignored++;
      state.desk_seen = pages.seen();
    }
    if (desk.letters.empty()) return ok();
    environment.keep();
    TRY(flush(state, environment));
    TRY(ask(state, environment, wire::DeskAck{state.desk_seen}));
  }
  return ok();
}

void forget_old(State& state, Environment& environment) {
  for (auto& [number, c] : state.cases) {
    const auto from = erased_from(c);
    if (!from || c.state == wire::CaseState::appealed || environment.now <= *from) continue;
    c.report.clear();
    if (c.matched) c.matched->found.forget_derivatives();
  }
  std::erase_if(state.letters_seen,
                [&](const auto& l) { return l.second + 2 * kActedOn_ms < environment.now; });
  std::erase_if(state.limits, [&](const auto& x) { return x.second.until <= environment.now; });
  std::erase_if(state.issued,
                [&](const auto& i) { return i.first.first + 2 < day_of(environment.now); });
  state.logged_keys.prune(day_of(environment.now - franking::kReportWindow_ms - 2 * kDay_ms));
}

}  // namespace

std::optional<Time> erased_from(const Case& c) {
  const Decision* d = c.decision();
  if (!d) return std::nullopt;
  return std::max(d->at + kKeepDecided_ms, d->appeal_until.value_or(d->at) + kActedOn_ms);
}

Result<wire::AccountRecord> account(State& state, Environment& environment, const AccountId& id) {
  auto record = wire::current_record(environment.server, environment.realm, state.records_seen, id,
                                     environment.now, wire::kToAnswer);
  if (!record && record.error() != Err::missing && record.error() != Err::unavailable)
    return Err::stale;
  return record;
}

Status write_to(State& state, Environment& environment, const wire::AccountRecord& to,
                wire::LetterKind kind, Bytes body) {
  const auto address = wire::Address::of(to.id());
  state.outbox.push_back(
      {address, TRY(wire::seal_letter(address, to.hpke_key, kind, std::move(body), state.signing,
                                      environment.now, environment.rng))});
  return ok();
}

Result<Turn> work(State& state, Environment& environment) {
  Turn turn;
  TRY(flush(state, environment));
  TRY(announce_day_keys(state, environment, turn));
  forget_old(state, environment);
  environment.keep();
  TRY(take_waiting(state, environment, turn));
  TRY(read_desk(state, environment, turn));
  turn.waiting = state.waiting.size();
  TRY(reexamine(state, environment, turn));
  TRY(tell_reported(state, environment));
  turn.undeliverable = std::exchange(state.undeliverable, 0);
  environment.keep();
  return turn;
}

std::string_view what_it_proves() {
  return "Proven: each shown message was sent, word for word, by the account named, to this conversation, and passed "
         "the delivery service at the time given. Between the first and the last message nothing was left out or "
         "reordered without being marked as withheld.";
}

std::string_view what_it_does_not_prove() {
  return "Not proven: who held the device; what was said before, after or in withheld messages; what the words meant. "
         "The issuer of the tokens (we) could have forged it, so it convinces us and not the world.";
}

}  // namespace eq::moderator
