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
  const auto filter =
      TRY(compute_filter(state, environment, a.entries, p.tokens, l.filler, p.kind, p.version));
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

}  // namespace

Result<PublishOutcome> publish(State& state, Environment& environment, list::Kind kind) {
  ListState& l = state.of(kind);
  REQUIRE_OR(l.proposed, Err::missing);
  TRY(take_in(state, environment));
  REQUIRE_OR(l.answered, Err::missing);
  const auto& [from, a] = *l.answered;
  TRY(check_answer(state, a, *l.proposed, from, environment.realm));
  for (const auto& e : a.entries) REQUIRE_OR(!l.withdrawn.contains(e.entry.hash), Err::refused);
  auto agreed = TRY(agree(state, environment, *l.proposed, a));

  const wire::LogEntry entry{wire::LogEntryKind::list_head, encode(agreed.head)};
  const auto& head = agreed.head.head;
  l.pending = Pending{head, a.entries};
  environment.keep();
  const auto appended = TRY(wire::ask(
      environment.server, {state.signing, environment.realm.name}, environment.now, environment.rng,
      wire::LogAppend{wire::LogName::orders, {}, encode(entry), std::move(agreed.blobs)}));
  PublishOutcome out{appended.index, agreed.head, a.entries.size(), a.declined};
  l.entries = a.entries;
  forget_removals(state, head);
  note_counted(state, head);
  l.version = std::max(l.version, head.version);
  l.proposed.reset();
  l.answered.reset();
  l.pending.reset();
  environment.keep();
  return out;
}

}  // namespace eq::hotline
