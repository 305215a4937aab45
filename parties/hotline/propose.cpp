// The first hotline's part: what the next version would hold, and the letter that proposes it.
#include <algorithm>
#include <map>
#include <set>

#include "eq/wire/desk.h"
#include "parties/hotline/between_two.h"
#include "parties/hotline/desk.h"
#include "parties/hotline/disputes.h"
#include "parties/hotline/regions.h"
#include "parties/hotline/rows.h"

namespace eq::hotline {
namespace {

// A published entry; attested anew if we looked at our copy again since.  It keeps its turns and
// its name.
list::CertifiedEntry renewed(const State& state, const list::CertifiedEntry& before, Time issued) {
  const auto own = state.holdings.find(before.entry.hash);
  if (own == state.holdings.end() || own->second.kind != before.entry.kind ||
      own->second.assessed <= before.entry.assessed || own->second.expires <= issued)
    return before;
  auto e = entry_of(own->second, before.entry.salt);
  e.turned = before.entry.turned;
  return {e, {list::attest(e, state.signing)}};
}

bool is_answered(const ListState& l) {
  return std::ranges::any_of(l.proposed, [](const Proposed& p) { return p.answered.has_value(); });
}

/// Any of them may be the one that the other hotline read; it reads none that is a week old.
void keep(ListState& l, const Proposal& p) {
  constexpr std::size_t kProposedMax = 4;
  std::erase_if(l.proposed, [&](const Proposed& old) {
    return !old.answered && old.proposal.issued + 2 * kListLetterAge_ms < p.issued;
  });
  if (l.proposed.size() == kProposedMax) {
    const auto unanswered =
        std::ranges::find_if(l.proposed, [](const Proposed& old) { return !old.answered; });
    l.proposed.erase(unanswered == l.proposed.end() ? l.proposed.begin() : unanswered);
  }
  l.proposed.push_back({p, {}});
}

}  // namespace

std::vector<list::CertifiedEntry> next_entries(const State& state, list::Kind kind, Time issued,
                                               Random& rng) {
  const ListState& l = state.of(kind);
  std::vector<list::CertifiedEntry> next;
  std::set<phash::Hash> in;
  for (const auto& e : l.entries) {
    if (l.withdrawn.contains(e.entry.hash) || e.entry.expires <= issued) continue;
    for (const auto& hash : e.entry.hashes()) in.insert(hash);
    next.push_back(renewed(state, e, issued));
  }
  for (const auto& [hash, own] : state.holdings) {
    if (own.kind != kind) continue;
    const auto e = entry_of(own, rng.array<16>());
    const auto hashes = e.hashes();
    if (own.expires <= issued ||
        std::any_of(hashes.begin(), hashes.end(), [&](auto& x) { return in.contains(x); }))
      continue;
    in.insert(hashes.begin(), hashes.end());
    next.push_back({e, {list::attest(e, state.signing)}});
  }
  return next;
}

Changes changes_to(const ListState& l, std::span<const list::CertifiedEntry> next) {
  std::map<crypto::Digest, const list::CertifiedEntry*> before;
  for (const auto& e : l.entries) before.emplace(list::name_of(e.entry), &e);
  Changes out;
  for (const auto& e : next) {
    const auto it = before.find(list::name_of(e.entry));
    if (it == before.end())
      out.added.push_back(e.entry.hash);
    else if (*it->second == e)
      ++out.kept;
    else
      out.renewed.push_back(e.entry.hash);
    if (it != before.end()) before.erase(it);
  }
  for (const auto& [name, gone] : before)
    (l.withdrawn.contains(gone->entry.hash) ? out.withdrawn : out.expired)
        .push_back(gone->entry.hash);
  return out;
}

Result<std::size_t> propose(State& state, Environment& environment, const std::string& to,
                            const Terms& terms) {
  const wire::Hotline* other = nullptr;
  for (const auto& c : environment.realm.hotlines)
    if (c.org.name == to) other = &c;
  REQUIRE_OR(other && other->org.signing != state.signing.verify_key(), Err::missing);
  REQUIRE_OR(other->jurisdiction != state.jurisdiction, Err::refused);
  REQUIRE_OR(may_both_certify(environment.realm, terms.kind, state.signing.verify_key(),
                              other->org.signing),
             Err::refused);
  REQUIRE_OR(terms.days >= 1 && terms.days <= kDaysMax, Err::malformed);
  REQUIRE_OR(are_rules(terms.regions, terms.kind), Err::malformed);
  REQUIRE_OR(!a_basis_has_ended(terms.regions, environment.now), Err::refused);

  ListState& l = state.of(terms.kind);
  TRY(take_in(state, environment));
  const auto current = TRY(published(state, environment, terms.kind));
  forget_overtaken(l, current);
  REQUIRE_OR(terms.if_answered == IfAnswered::propose_anew || !is_answered(l), Err::refused);
  Proposal p;
  p.kind = terms.kind;
  p.version = current ? current->signed_head.head.version + 1 : 1;
  p.previous = current ? current->signed_head.head.id() : crypto::Digest{};
  if (current)
    p.tokens = current->signed_head.head.tokens;
  else
    p.tokens.seed = environment.rng.array<32>();
  p.regions = terms.regions;
  p.issued = environment.now;
  p.expires = environment.now + terms.days * kDay_ms;
  const auto filler = l.filler.reveal("travels to the other hotline in a sealed letter");
  std::copy(filler.begin(), filler.end(), p.filler.begin());

  p.entries = next_entries(state, p.kind, p.issued, environment.rng);
  p.removed = removals_of(l, p.issued);
  p.disputes = answered_since(state, p.kind, p.issued);
  if ((p.reporting = terms.reporting)) {
    REQUIRE_OR(holds_with(l, other->org.signing), Err::refused);
    p.parts = parts_of(*l.key, p.entries, p.tokens, environment.rng);
  }
  const std::size_t n = p.entries.size();
  keep(l, p);
  environment.keep();
  TRY(wire::post(wire::clerk(state, environment), other->org, wire::LetterKind::list_proposal,
                 encode(p)));
  return n;
}

}  // namespace eq::hotline
