// The first hotline again: the other's answer, recomputed whole, goes into the log.
#include <algorithm>

#include "eq/wire/log_entry.h"
#include "parties/hotline/between_two.h"
#include "parties/hotline/desk.h"
#include "parties/hotline/disputes.h"
#include "parties/hotline/rows.h"

namespace eq::hotline {
namespace {

// The other's answer must hold nothing but what we proposed, less what it declined or did not
// renew.
Status check_answer(const State& state, const Countersignature& a, const Proposal& p,
                    const crypto::VerifyKey& signer, const wire::Realm& realm) {
  REQUIRE_OR(a.proposal == p.id() && a.signature.key == signer, Err::refused);
  REQUIRE_OR(a.entries.size() + a.declined.size() == p.entries.size(), Err::refused);
  for (const auto& e : a.entries) {
    const bool proposed = std::any_of(p.entries.begin(), p.entries.end(),
                                      [&](auto& x) { return x.entry == e.entry; });
    REQUIRE_OR(proposed || still_published(state, e.entry, p.issued), Err::refused);
  }
  return list::check_entries(a.entries, p.kind, wire::list_trust(realm).authorities, p.issued);
}

// Head and blobs of what both agree on, computed by ourselves.
struct Agreed {
  list::SignedHead head;
  std::vector<Bytes> blobs;
};
Result<Agreed> agree(const State& state, Environment& environment, const Proposal& p,
                     const Countersignature& a) {
  const ListState& l = state.of(p.kind);
  const Secret<32> filler(Array<32>(p.filler));
  const auto filter =
      TRY(compute_filter(state, environment, a.entries, p.tokens, filler, p.kind, p.version));
  std::vector<Bytes> blobs{filter.encode()};
  std::optional<list::Reporting> reporting;
  if (p.reporting) {
    const std::vector<std::vector<voucher::Partial>> parts{
        a.parts, parts_of(*l.key, a.entries, p.tokens, environment.rng)};
    const auto table = TRY(table_of(*l.key, a.entries, p.tokens, parts));
    reporting = reporting_of(*l.key, *p.reporting, table);
    REQUIRE_OR(a.coverage, Err::refused);
    for (const auto& part :
         {table.encode(), encode(cover(table, p.kind, state.signing)), encode(*a.coverage)})
      blobs.push_back(part);
  }
  const auto head = head_of(p, a.entries, filter, environment.realm, std::move(reporting),
                            together(p.removed, a.head.removed), a.head.disputes);
  REQUIRE_OR(head == a.head && head.disputes.upheld >= p.disputes.upheld &&
                 head.disputes.withdrawn >= p.disputes.withdrawn,
             Err::refused);
  list::SignedHead both{head, {list::sign_head(head, state.signing), a.signature}};
  TRY(list::check_certification(both, wire::list_trust(environment.realm).authorities));
  return Agreed{std::move(both), std::move(blobs)};
}

/// The newest that can go out.  Err::missing: none is answered; Err::refused: whatever was answered
/// holds something that was withdrawn since.
Result<Proposed> ready(const ListState& l) {
  Err why = Err::missing;
  for (auto p = l.proposed.rbegin(); p != l.proposed.rend(); ++p) {
    if (!p->answered) continue;
    if (withdrawn_of(l, *p->answered).empty()) return *p;
    why = Err::refused;
  }
  return why;
}

}  // namespace

Result<std::optional<SignedAlready>> signed_already(State& state, Environment& environment,
                                                    list::Kind kind) {
  ListState& l = state.of(kind);
  TRY(take_in(state, environment));
  forget_overtaken(l, TRY(published(state, environment, kind)));
  std::optional<SignedAlready> found;
  for (const auto& p : l.proposed) {
    if (!p.answered) continue;
    found = SignedAlready{p.proposal.version, withdrawn_of(l, *p.answered)};
    if (found->withdrawn_since.empty()) break;
  }
  return found;
}

Result<PublishOutcome> publish(State& state, Environment& environment, list::Kind kind) {
  ListState& l = state.of(kind);
  REQUIRE_OR(!l.proposed.empty(), Err::missing);
  TRY(take_in(state, environment));
  const Proposed chosen = TRY(ready(l));
  const auto& [from, a] = *chosen.answered;
  TRY(check_answer(state, a, chosen.proposal, from, environment.realm));
  auto agreed = TRY(agree(state, environment, chosen.proposal, a));

  const wire::LogEntry entry{wire::LogEntryKind::list_head, encode(agreed.head)};
  const auto& head = agreed.head.head;
  l.pending = Pending{head, a.entries};
  environment.keep();
  const auto appended = TRY(wire::ask(
      environment.server, {state.signing, environment.realm.name}, environment.now, environment.rng,
      wire::LogAppend{wire::LogName::orders, {}, encode(entry), std::move(agreed.blobs)}));
  PublishOutcome out{appended.index, agreed.head, a.entries.size(), a.declined};
  l.replace_entries(a.entries);
  forget_removals(state, head);
  note_counted(state, head);
  l.version = std::max(l.version, head.version);
  l.proposed.clear();
  l.pending.reset();
  environment.keep();
  return out;
}

}  // namespace eq::hotline
