// The second hotline's part: attest what it holds itself, decline the rest, sign the head.
#include <algorithm>
#include <map>

#include "eq/wire/desk.h"
#include "parties/hotline/between_two.h"
#include "parties/hotline/desk.h"
#include "parties/hotline/disputes.h"
#include "parties/hotline/regions.h"
#include "parties/hotline/rows.h"

namespace eq::hotline {
namespace {

bool is_attested_by(const list::CertifiedEntry& e, const crypto::VerifyKey& key) {
  return std::any_of(e.attestations.begin(), e.attestations.end(),
                     [&](auto& a) { return a.key == key; });
}

// Our own attestation of an entry, if we have any business giving it.
std::optional<list::Attestation> attestation_for(const State& state, const list::Entry& e,
                                                 Time now) {
  if (state.of(e.kind).withdrawn.contains(e.hash)) return std::nullopt;
  for (const auto& [hash, holding] : state.holdings) {
    if (holding.expires <= now) continue;  // nobody looked at it for too long
    const auto hashes = hashes_of(holding.copy);
    if (auto a = list::attest_copy(e, {holding.kind, hashes, holding.assessed}, state.signing);
        a.ok())
      return *a;
  }
  return std::nullopt;
}

/// Why we could not sign this proposal, whatever its entries are.
std::optional<Ignored> fault_of(const State& state, const Environment& environment,
                                const Proposal& p, const std::optional<Published>& current,
                                const wire::Hotline& from) {
  const Time now = environment.now;
  const std::uint32_t version = current ? current->signed_head.head.version + 1 : 1;
  const crypto::Digest previous = current ? current->signed_head.head.id() : crypto::Digest{};
  if (p.version != version || p.previous != previous) return Ignored::not_next;
  if (p.issued > now + kHour_ms || p.expires <= now) return Ignored::out_of_time;
  if (p.issued + kDaysMax * kDay_ms < p.expires) return Ignored::too_long;
  if (a_basis_has_ended(p.regions, now)) return Ignored::basis_ended;
  if (a_basis_is_forged(p.regions, environment.realm, now)) return Ignored::not_genuine;
  if (!p.tokens.check().ok() || p.tokens.probes() != list::kBatch) return Ignored::malformed;
  if (p.reporting && p.parts.size() != p.entries.size()) return Ignored::malformed;
  if (!may_both_certify(environment.realm, p.kind, state.signing.verify_key(), from.org.signing))
    return Ignored::not_entrusted;
  if (p.reporting && !holds_with(state.of(p.kind), from.org.signing)) return Ignored::no_common_key;
  return std::nullopt;
}

// Our parts of the rows that stand, the table that they make with the proposer's, and our word for
// it.
Result<list::Reporting> add_table(const State& state, Environment& environment, const Proposal& p,
                                  std::vector<voucher::Partial> theirs, Countersignature& answer) {
  const HeldKey& key = *state.of(p.kind).key;
  answer.parts = parts_of(key, answer.entries, p.tokens, environment.rng);
  const std::vector<std::vector<voucher::Partial>> parts{std::move(theirs), answer.parts};
  const auto table = TRY(table_of(key, answer.entries, p.tokens, parts));
  answer.coverage = cover(table, p.kind, state.signing);
  return reporting_of(key, *p.reporting, table);
}

// One head for a kind and version, or whoever got two could choose later which of them counts.
// After kHeldBack_ms another may be signed, so that a proposer who never publishes stops nobody for
// ever.
Status note_countersigned(std::optional<Countersigned>& last, const list::ListHead& head,
                          Time now) {
  constexpr std::uint64_t kHeldBack_ms = 7 * kDay_ms;
  const bool another = last && last->version == head.version && last->head != head.id();
  REQUIRE_OR(!another || last->at + kHeldBack_ms <= now, Err::refused);
  if (!last || another || last->version < head.version)
    last = Countersigned{head.version, head.id(), now};
  return ok();
}

/// What we attest of a proposal, and what not.
struct Standing {
  std::vector<list::CertifiedEntry> entries;
  std::vector<voucher::Partial> theirs;  // with reporting: the proposer's parts of these
  std::vector<phash::Hash> declined;
};
Standing standing_of(const State& state, const Proposal& p, Time now) {
  const ListState& l = state.of(p.kind);
  Standing all;
  for (std::size_t i = 0; i < p.entries.size(); i++) {
    auto e = p.entries[i];
    const bool ours = is_attested_by(e, state.signing.verify_key());
    auto attestation = ours ? std::nullopt : attestation_for(state, e.entry, now);
    if (attestation) e.attestations.push_back(*attestation);
    bool stands = (ours && !l.withdrawn.contains(e.entry.hash)) || attestation;
    if (!stands) {
      // not renewed by us, so as it was
      if (const auto* before = still_published(state, e.entry, p.issued)) {
        e = *before;
        stands = true;
      }
    }
    if (stands) {
      all.entries.push_back(std::move(e));
      if (p.reporting) all.theirs.push_back(p.parts[i]);
    } else {
      all.declined.push_back(e.entry.hash);
    }
  }
  return all;
}

/// A version that holds nothing says something only if it takes off all that is published, so that
/// the last pictures of a list can leave it; or goes on with a list that was emptied so.
bool takes_all_off(const ListState& l, const std::optional<Published>& current, const Proposal& p) {
  if (!current || list::entries_root(l.entries) != current->signed_head.head.entries_root)
    return false;  // there is none, or we do not know what it holds
  const auto removed = together(p.removed, removals_of(l, p.issued));
  return std::ranges::all_of(l.entries, [&](const list::CertifiedEntry& e) {
    return std::ranges::find(removed, list::name_of(e.entry), &list::Removal::entry) !=
           removed.end();
  });
}

/// Why what stands of it makes no version.
std::optional<Ignored> fault_of(const Standing& standing, const ListState& l, const Proposal& p,
                                const std::optional<Published>& current) {
  if (!standing.entries.empty()) return std::nullopt;
  if (!p.entries.empty() && l.entries.empty()) return Ignored::nothing_held;
  if (!takes_all_off(l, current, p))
    return p.entries.empty() ? Ignored::empties_list : Ignored::nothing_held;
  return p.reporting ? std::optional(Ignored::none_to_report) : std::nullopt;
}

/// Our answer, not yet signed.
Result<Countersignature> answer_to(const State& state, Environment& environment, const Proposal& p,
                                   Standing standing) {
  Countersignature answer;
  const ListState& l = state.of(p.kind);
  answer.proposal = p.id();
  answer.entries = std::move(standing.entries);
  answer.declined = std::move(standing.declined);
  TRY(list::check_entries(answer.entries, p.kind, wire::list_trust(environment.realm).authorities,
                          p.issued));
  const Secret<32> filler(Array<32>(p.filler));
  const auto filter =
      TRY(compute_filter(state, environment, answer.entries, p.tokens, filler, p.kind, p.version));
  std::optional<list::Reporting> reporting;
  if (p.reporting)
    reporting = TRY(add_table(state, environment, p, std::move(standing.theirs), answer));
  answer.head = head_of(p, answer.entries, filter, environment.realm, std::move(reporting),
                        together(p.removed, removals_of(l, p.issued)),
                        sum(p.disputes, answered_since(state, p.kind, p.issued)));
  TRY(answer.head.check());
  return answer;
}

/// Answers one proposal, or says why not.  An error is of the line to the server: then the letter
/// stays.
Status countersign(State& state, Environment& environment, const ProposalReceived& received,
                   const wire::Hotline& from, const std::optional<Published>& current,
                   Answering how, CertifyOutcome& out) {
  const Proposal& p = received.proposal;
  ListState& l = state.of(p.kind);
  const auto ignore = [&](Ignored why) {
    out.ignored.push_back({why, from.org.name});
    return ok();
  };
  if (received.at + kListLetterAge_ms < environment.now) return ignore(Ignored::too_old);
  if (const auto fault = fault_of(state, environment, p, current, from)) return ignore(*fault);
  auto standing = standing_of(state, p, environment.now);
  if (const auto fault = fault_of(standing, l, p, current)) return ignore(*fault);
  auto made = answer_to(state, environment, p, std::move(standing));
  if (!made.ok() && (made.error() == Err::unavailable || made.error() == Err::exhausted))
    return made.error();
  if (!made.ok()) return ignore(Ignored::unsound);
  Countersignature answer = std::move(made).take();
  auto last = l.countersigned;
  if (!note_countersigned(last, answer.head, environment.now).ok())
    return ignore(Ignored::another_signed);
  const Certified certified{from.org.name, answer.head, answer.entries.size(), answer.declined,
                            dropped(current ? &current->signed_head.head : nullptr,
                                    answer.head.regions, environment.realm, environment.now)};
  if (how == Answering::look) {
    out.done.push_back(certified);
    return ok();
  }
  l.countersigned = last;
  answer.signature = list::sign_head(answer.head, state.signing);
  const Secret<32> filler(Array<32>(p.filler));
  l.filler = filler.clone();
  l.pending = Pending{answer.head, answer.entries};
  environment.keep();
  const auto sent = wire::post(wire::clerk(state, environment), from.org,
                               wire::LetterKind::list_signature, encode(answer));
  if (!sent.ok() && sent.error() == Err::unavailable) return sent;
  if (!sent.ok()) return ignore(Ignored::undelivered);
  out.done.push_back(certified);
  return ok();
}

}  // namespace

Result<CertifyOutcome> certify(State& state, Environment& environment, const Answers& answers) {
  TRY(take_in(state, environment));
  CertifyOutcome out;
  const bool looks = answers.how == Answering::look;
  std::map<list::Kind, std::optional<Published>> current;
  for (const auto& received : state.proposals) {
    const list::Kind kind = received.proposal.kind;
    if (answers.how == Answering::refuse || (answers.kind && answers.kind != kind)) continue;
    if (!current.contains(kind)) current.emplace(kind, TRY(published(state, environment, kind)));
  }
  // One that cannot be answered now waits, and holds up no other.
  Status waits;
  for (std::size_t i = 0; i < state.proposals.size();) {
    const ProposalReceived received = state.proposals[i];
    const list::Kind kind = received.proposal.kind;
    if (answers.kind && answers.kind != kind) {
      ++i;
      continue;
    }
    // Whoever left the realm meanwhile has no list.
    const auto* from = hotline_by_key(environment.realm, received.from);
    Status done;
    if (from && answers.how == Answering::refuse)
      out.refused.push_back({from->org.name, kind, received.proposal.version});
    else if (from)
      done = countersign(state, environment, received, *from, current.at(kind), answers.how, out);
    if (!done.ok()) waits = done;
    if (!done.ok() || looks) {
      ++i;
      continue;
    }
    state.proposals.erase(state.proposals.begin() + static_cast<std::ptrdiff_t>(i));
    environment.keep();
  }
  if (!waits.ok() && out.done.empty() && out.ignored.empty()) return waits.error();
  const auto ignored = looks ? state.ignored : std::exchange(state.ignored, {});
  out.ignored.insert(out.ignored.begin(), ignored.begin(), ignored.end());
  environment.keep();
  return out;
}

}  // namespace eq::hotline
