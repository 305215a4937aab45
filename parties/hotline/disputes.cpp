#include "parties/hotline/disputes.h"

#include <algorithm>

#include "eq/phash/distance.h"
#include "eq/wire/account.h"
#include "parties/hotline/desk.h"

namespace eq::hotline {
namespace {

constexpr std::size_t kDisputesMax = 10'000;  // open ones: a flood must not fill the disk

Result<wire::AccountRecord> account(State& state, Environment& environment, const AccountId& id) {
  return wire::current_record(environment.server, environment.realm, state.records_seen, id,
                              environment.now);
}

bool are_words(const auto& text) { return !text.empty() && text.size() <= wire::kDisputeTextMax; }

}  // namespace

Result<bool> file_dispute(State& state, Environment& environment, const wire::Letter& letter) {
  const auto dispute = decode<wire::ListDispute>(letter.body);
  if (!dispute.ok() || !are_words(dispute->reason)) return false;
  std::size_t open = 0;
  for (const auto& d : state.disputes) {
    const bool same = d.dispute.account == dispute->account && d.dispute.hash == dispute->hash &&
                      d.dispute.kind == dispute->kind;
    if (d.dispute.id() == dispute->id() || (same && !d.answer)) return false;
    open += !d.answer;
  }
  if (open >= kDisputesMax) return false;
  const auto record = account(state, environment, dispute->account);
  if (!record.ok() && (record.error() == Err::unavailable || record.error() == Err::exhausted))
    return Err::unavailable;
  if (!record.ok()) return false;
  const auto& devices = record->device_keys;
  if (std::find(devices.begin(), devices.end(), letter.from) == devices.end()) return false;
  state.disputes.push_back({*dispute, letter.at, {}, 0});
  return true;
}

Result<std::size_t> take_disputes(State& state, Environment& environment) {
  const std::size_t before = state.disputes.size();
  TRY(take_in(state, environment));
  return state.disputes.size() - before;
}

std::vector<DisputedEntry> entries_disputed(const State& state, list::Kind kind,
                                            const phash::Hash& hash) {
  const ListState& l = state.of(kind);
  const auto is_it = [&](const list::Entry& entry) {
    return std::ranges::any_of(entry.hashes(), [&](const phash::Hash& listed) {
      return phash::distance(listed, hash) <= phash::kSamePictureDistance;
    });
  };
  std::vector<DisputedEntry> found;
  for (const auto& e : l.entries) {
    if (is_it(e.entry))
      found.push_back(
          {e.entry, l.withdrawn.contains(e.entry.hash) ? Stands::leaving : Stands::listed});
  }
  for (const auto& [name, entry] : l.taken_off)
    if (is_it(entry)) found.push_back({entry, Stands::gone});
  return found;
}

Status answer_dispute(State& state, Environment& environment, const crypto::Digest& dispute,
                      wire::DisputeOutcome outcome, std::string reason) {
  const auto d = std::find_if(state.disputes.begin(), state.disputes.end(),
                              [&](auto& x) { return x.dispute.id() == dispute; });
  REQUIRE_OR(d != state.disputes.end(), Err::missing);
  REQUIRE_OR(!d->answer, Err::refused);
  REQUIRE_OR(are_words(reason), Err::malformed);
  const auto entries = entries_disputed(state, d->dispute.kind, d->dispute.hash);
  if (outcome == wire::DisputeOutcome::not_listed)
    REQUIRE_OR(entries.empty(), Err::refused);
  else
    REQUIRE_OR(!entries.empty(), Err::missing);
  if (outcome == wire::DisputeOutcome::upheld)
    REQUIRE_OR(std::ranges::find(entries, Stands::listed, &DisputedEntry::stands) != entries.end(),
               Err::refused);

  const wire::DisputeAnswer answer{dispute, outcome, std::move(reason), environment.now};
  const auto record = TRY(account(state, environment, d->dispute.account));
  const auto to = wire::Address::of(record.id());
  auto letter =
      TRY(wire::seal_letter(to, record.hpke_key, wire::LetterKind::dispute_answer, encode(answer),
                            state.signing, environment.now, environment.rng));
  TRY(wire::ask(environment.server, {state.signing, environment.realm.name}, environment.now,
                environment.rng, wire::DeskPost{to, std::move(letter)}));
  d->answer = answer;
  if (outcome == wire::DisputeOutcome::withdrawn) {
    for (const auto& [entry, stands] : entries)
      if (stands == Stands::listed)
        TRY(withdraw(state, entry.kind, entry.hash, list::Reason::disputed, environment.now));
  }
  environment.keep();
  return ok();
}

list::DisputesAnswered answered_since(const State& state, list::Kind kind, Time issued) {
  list::DisputesAnswered n;
  for (const auto& d : state.disputes) {
    if (!d.answer || d.dispute.kind != kind || d.counted_in != 0 || d.answer->at > issued) continue;
    n.upheld += d.answer->outcome == wire::DisputeOutcome::upheld;
    n.withdrawn += d.answer->outcome == wire::DisputeOutcome::withdrawn;
  }
  return n;
}

void note_counted(State& state, const list::ListHead& published) {
  for (auto& d : state.disputes) {
    if (d.answer && d.dispute.kind == published.kind && d.counted_in == 0 &&
        d.answer->at <= published.issued)
      d.counted_in = published.version;
  }
}

}  // namespace eq::hotline
