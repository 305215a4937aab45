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
Status flush(State& s, Hands& h) {
  Status status;
  const auto drain = [&](auto& queue) {
    std::size_t sent = 0;
    for (; sent < queue.size() && status; ++sent) {
      const auto reply = ask(s, h, queue[sent]);
      const bool never =
          !reply && (reply.error() == Err::missing || reply.error() == Err::too_large);
      s.undeliverable += never ? 1 : 0;
      if (reply || never) continue;
      status = reply.error();
      break;
    }
    queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(sent));
  };
  if (s.outbox.empty() && s.updates.empty()) return ok();
  drain(s.outbox);
  drain(s.updates);
  h.keep();
  return status;
}

namespace {

/// One letter.  Err::unavailable stops the round; Err::stale: it waits for another answer of the
/// service; every other error is about the letter alone.
Status take(State& s, Hands& h, const wire::DeskLetter& sealed, Turn& turn) {
  const auto self = wire::Address::of(s.signing.verify_key());
  const auto letter = TRY(
      wire::open_letter(self, s.letters.private_key.reveal("opens our letters"), sealed.letter));
  REQUIRE_OR(letter.at >= h.now - kLetterAge_ms && letter.at <= h.now + kLetterAge_ms,
             Err::refused);
  const auto digest = crypto::sha256(encode(letter));
  REQUIRE_OR(!s.letters_seen.contains(digest), Err::refused);
  switch (letter.kind) {
    case wire::LetterKind::token_request: TRY(give_tokens(s, h, letter, turn)); break;
    case wire::LetterKind::report: TRY(take_report(s, h, letter, turn)); break;
    case wire::LetterKind::appeal: TRY(take_appeal(s, h, letter, turn)); break;
    case wire::LetterKind::matched_pictures: TRY(take_matched(s, h, letter, turn)); break;
    default: return Err::refused;
  }
  s.letters_seen[digest] = letter.at;
  return ok();
}

/// Those that waited, once more.  What waits longer than a letter's age is too old then, and
/// ignored.
Status take_waiting(State& s, Hands& h, Turn& turn) {
  for (std::size_t i = 0; i < s.waiting.size();) {
    const wire::DeskLetter letter = s.waiting[i];
    const Status taken = take(s, h, letter, turn);
    if (!taken && taken.error() == Err::unavailable) return Err::unavailable;
    if (!taken && taken.error() == Err::stale) {
      ++i;
      continue;
    }
    if (!taken) turn.ignored++;
    s.waiting.erase(s.waiting.begin() + static_cast<std::ptrdiff_t>(i));
    h.keep();
  }
  return flush(s, h);
}

Status read_desk(State& s, Hands& h, Turn& turn) {
  wire::Pages pages(s.desk_seen);
  for (bool more = true; more && pages.ask();) {
    auto got = ask(s, h, wire::DeskFetch{pages.seen(), 64});
    if (!got.ok() && got.error() == Err::refused && pages.begin_again()) {
      s.desk_seen = 0;
      continue;
    }
    const wire::DeskContents desk = TRY(std::move(got));
    more = desk.more && !desk.letters.empty();
    for (const auto& sealed : desk.letters) {
      TRY(pages.take(sealed.seq));
      const Status taken = take(s, h, sealed, turn);
      if (!taken && taken.error() == Err::unavailable) {
        h.keep();
        return Err::unavailable;
      }
      if (!taken && taken.error() == Err::stale)
        s.waiting.push_back(sealed);
      else if (!taken)
        turn.ignored++;
      s.desk_seen = pages.seen();
    }
    if (desk.letters.empty()) return ok();
    h.keep();
    TRY(flush(s, h));
    TRY(ask(s, h, wire::DeskAck{s.desk_seen}));
  }
  return ok();
}

void forget_old(State& s, Hands& h) {
  for (auto& [number, c] : s.cases) {
    const Decision* d = c.decision();
    if (!d || c.state == wire::CaseState::appealed) continue;
    if (std::max(d->at + kKeepDecided_ms, d->appeal_until.value_or(d->at) + kLetterAge_ms) >= h.now)
      continue;
    c.report.clear();
    if (c.matched) c.matched->found.forget_derivatives();
  }
  std::erase_if(s.letters_seen,
                [&](const auto& l) { return l.second + 2 * kLetterAge_ms < h.now; });
  std::erase_if(s.suspended, [&](const auto& x) { return x.second.until <= h.now; });
  std::erase_if(s.issued, [&](const auto& i) { return i.first.first + 2 < day_of(h.now); });
  s.logged_keys.prune(day_of(h.now - franking::kReportWindow_ms - 2 * kDay_ms));
}

}  // namespace

Result<wire::AccountRecord> account(State& s, Hands& h, const AccountId& id) {
  auto record = wire::current_record(h.server, h.realm, s.records_seen, id);
  if (!record && record.error() != Err::missing && record.error() != Err::unavailable)
    return Err::stale;
  return record;
}

Status write_to(State& s, Hands& h, const wire::AccountRecord& to, wire::LetterKind kind,
                Bytes body) {
  const auto address = wire::Address::of(to.id());
  s.outbox.push_back({address, TRY(wire::seal_letter(address, to.hpke_key, kind, std::move(body),
                                                     s.signing, h.now, h.rng))});
  return ok();
}

Result<Turn> work(State& s, Hands& h) {
  Turn turn;
  TRY(flush(s, h));
  TRY(announce_day_keys(s, h, turn));
  forget_old(s, h);
  h.keep();
  TRY(take_waiting(s, h, turn));
  TRY(read_desk(s, h, turn));
  turn.waiting = s.waiting.size();
  TRY(reexamine(s, h, turn));
  TRY(tell_reported(s, h));
  turn.undeliverable = std::exchange(s.undeliverable, 0);
  h.keep();
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
