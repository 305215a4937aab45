#include "parties/hotline/between_two.h"

#include <algorithm>

#include "eq/wire/authorities.h"

namespace eq::hotline {

void forget_overtaken(ListState& l, const std::optional<Published>& current) {
  const auto* head = current ? &current->signed_head.head : nullptr;
  const std::uint32_t next = head ? head->version + 1 : 1;
  const crypto::Digest previous = head ? head->id() : crypto::Digest{};
  std::erase_if(l.proposed, [&](const Proposed& p) {
    return p.proposal.version != next || p.proposal.previous != previous;
  });
}

std::vector<phash::Hash> withdrawn_of(const ListState& l, const Answered& answered) {
  std::vector<phash::Hash> out;
  for (const auto& e : answered.answer.entries)
    if (l.withdrawn.contains(e.entry.hash)) out.push_back(e.entry.hash);
  return out;
}

const list::CertifiedEntry* still_published(const State& state, const list::Entry& renewed,
                                            Time issued) {
  const ListState& l = state.of(renewed.kind);
  for (const auto& e : l.entries) {
    const bool same = e.entry.hash == renewed.hash && e.entry.turned == renewed.turned &&
                      e.entry.salt == renewed.salt;
    if (same && issued < e.entry.expires && !l.withdrawn.contains(e.entry.hash)) return &e;
  }
  return nullptr;
}

bool holds_with(const ListState& l, const crypto::VerifyKey& other) {
  return l.key && l.key->key.params.threshold == 2 &&
         std::find(l.key->holders.begin(), l.key->holders.end(), other) != l.key->holders.end();
}

std::vector<list::Removal> removals_of(const ListState& l, Time issued) {
  auto all = l.removals;
  for (const auto& r : expired(l, issued)) all.push_back(r);
  return all;
}

list::DisputesAnswered sum(const list::DisputesAnswered& a, const list::DisputesAnswered& b) {
  return {a.upheld + b.upheld, a.withdrawn + b.withdrawn};
}

std::vector<list::Removal> together(std::vector<list::Removal> a,
                                    const std::vector<list::Removal>& b) {
  for (const auto& r : b) {
    if (std::none_of(a.begin(), a.end(), [&](auto& x) { return x.entry == r.entry; }))
      a.push_back(r);
  }
  return a;
}

bool may_both_certify(const wire::Realm& realm, list::Kind kind, const crypto::VerifyKey& a,
                      const crypto::VerifyKey& b) {
  const auto authorities = wire::list_trust(realm).authorities;
  return list::authority_for(kind, a, authorities) && list::authority_for(kind, b, authorities);
}

}  // namespace eq::hotline
