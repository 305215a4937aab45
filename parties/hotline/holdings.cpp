// What a hotline holds, and the list as the public log shows it.
#include <algorithm>

#include "eq/phash/distance.h"
#include "eq/wire/list_reader.h"
#include "parties/hotline/disputes.h"

namespace eq::hotline {

Status add(State& state, Copy copy, Turns turns, Assessment a) {
  REQUIRE_OR(has_edges(copy), Err::refused);
  Holding h{std::move(copy),         turns, a.kind,   std::move(a.assessor),
            std::move(a.provenance), a.at,  a.expires};
  TRY(entry_of(h, {}).check());
  const auto hash = h.hash();
  const auto held = state.holdings.find(hash);
  REQUIRE_OR(held == state.holdings.end() || held->second.kind == a.kind, Err::refused);
  state.of(a.kind).withdrawn.erase(hash);
  state.holdings.insert_or_assign(hash, std::move(h));
  return ok();
}

std::vector<Alike> alike(const State& state, const Copy& copy, list::Kind kind) {
  std::vector<Alike> all;
  for (const auto& [hash, held] : state.holdings) {
    if (hash == copy.looks.front().hash) continue;
    int nearest = 256;
    for (const auto& look : copy.looks)
      nearest = std::min(nearest, phash::distance(look.hash, hash));
    if (nearest <= list::kCopyDistanceMax) all.push_back({hash, nearest, held.kind != kind});
  }
  return all;
}

list::Entry entry_of(const Holding& h, const Array<16>& salt) {
  return {h.hash(),     turned_hashes(h.copy, h.turns),
          h.kind,       h.assessor,
          h.provenance, h.assessed,
          h.expires,    salt};
}

void forget_removals(State& state, const list::ListHead& published) {
  const auto& said = published.removed;
  std::erase_if(state.of(published.kind).removals, [&](auto& r) {
    return std::any_of(said.begin(), said.end(), [&](auto& x) { return x.entry == r.entry; });
  });
}

Status withdraw(State& state, list::Kind kind, const phash::Hash& hash, list::Reason reason,
                Time now) {
  ListState& l = state.of(kind);
  const list::CertifiedEntry* entry = nullptr;
  const auto look_in = [&](const std::vector<list::CertifiedEntry>& entries) {
    for (const auto& e : entries)
      if (e.entry.hash == hash) entry = &e;
  };
  look_in(l.entries);
  // what we signed may be published without our having seen it
  if (!entry && l.pending) look_in(l.pending->entries);
  const bool listed = entry != nullptr;
  const auto own = state.holdings.find(hash);
  const bool held = own != state.holdings.end() && own->second.kind == kind;
  REQUIRE_OR(listed || held, Err::missing);
  if (listed && !l.withdrawn.contains(hash))
    l.removals.push_back({list::name_of(entry->entry), reason, now});
  if (held) state.holdings.erase(own);
  l.withdrawn.emplace(hash, now);
  return ok();
}

std::vector<list::Removal> expired(const ListState& l, Time issued) {
  std::vector<list::Removal> all;
  for (const auto& e : l.entries) {
    if (e.entry.expires <= issued && !l.withdrawn.contains(e.entry.hash))
      all.push_back({list::name_of(e.entry), list::Reason::expired, e.entry.expires});
  }
  return all;
}

Result<std::optional<Published>> published(State& state, Environment& environment,
                                           list::Kind kind) {
  ListState& l = state.of(kind);
  const auto got = wire::ask(environment.server, wire::ListGet{kind});
  if (!got.ok() && got.error() == Err::missing && l.version == 0) return std::optional<Published>();
  if (!got.ok()) return got.error();
  const auto log = wire::read_fresh_log(environment.server, environment.realm,
                                        wire::LogName::orders, state.orders_seen, environment.now);
  if (!log.ok()) return log.error().err == Err::missing ? Err::unavailable : log.error().err;
  REQUIRE_OR(got->index < log->size(), Err::unavailable);
  const auto logged = TRY(log->logged<list::SignedHead>(got->index));
  TRY(list::check_certification(*logged, wire::list_trust(environment.realm).authorities));
  const auto history = wire::list_history(*log, environment.realm);
  REQUIRE_OR(history.newest(kind) && history.newest(kind)->index == got->index, Err::stale);
  REQUIRE_OR(logged->head.version >= l.version, Err::stale);
  l.version = logged->head.version;
  if (l.pending && l.pending->head == logged->head) {
    l.replace_entries(std::move(l.pending->entries));
    l.pending.reset();
    forget_removals(state, logged->head);
    note_counted(state, logged->head);
  }
  Published p{*logged, got->index, 0};
  if (list::entries_root(l.entries) == logged->head.entries_root)
    p.known_entries = l.entries.size();
  return std::optional(std::move(p));
}

Result<list::AbsenceProof> prove_absent(State& state, Environment& environment, list::Kind kind,
                                        const phash::Fingerprint& picture) {
  ListState& l = state.of(kind);
  const auto read = TRY(wire::read_list(environment.server, environment.realm, kind,
                                        state.orders_seen, l.version, environment.now));
  l.version = read.list.head().version;
  const auto query = TRY(list::AbsenceQuery::prepare(picture, read.list, environment.rng));
  const auto reply =
      TRY(wire::ask(environment.server, {state.signing, environment.realm.name}, environment.now,
                    environment.rng, wire::MatchEvaluate{query.request().blinded}));
  return query.finish({reply.evaluated, reply.proof}, read.list);
}

Result<list::Filter> compute_filter(const State& state, Environment& environment,
                                    std::span<const list::CertifiedEntry> entries,
                                    const phash::TokenParams& tokens, const Secret<32>& filler,
                                    list::Kind kind, std::uint32_t version) {
  const auto inputs = list::evaluation_inputs(entries, tokens);
  std::vector<list::Tag> tags;
  for (std::size_t i = 0; i < inputs.size(); i += list::kBatch) {
    const auto part = std::span(inputs).subspan(i, std::min(list::kBatch, inputs.size() - i));
    const auto batch = TRY(list::BlindedBatch::blind(part, environment.rng));
    const auto reply =
        TRY(wire::ask(environment.server, {state.signing, environment.realm.name}, environment.now,
                      environment.rng, wire::MatchEvaluate{batch.request().blinded}));
    const auto some =
        TRY(batch.finish({reply.evaluated, reply.proof}, environment.realm.match_key));
    tags.insert(tags.end(), some.begin(), some.end());
  }
  return list::Filter::build(std::move(tags), filler, kind, version);
}

list::ListHead head_of(const Proposal& p, std::span<const list::CertifiedEntry> entries,
                       const list::Filter& filter, const wire::Realm& realm,
                       std::optional<list::Reporting> reporting, std::vector<list::Removal> removed,
                       list::DisputesAnswered disputes) {
  list::ListHead head;
  head.kind = p.kind;
  head.version = p.version;
  head.previous = p.previous;
  head.tokens = p.tokens;
  head.match_key = realm.match_key;
  head.entries_root = list::entries_root({entries.begin(), entries.end()});
  head.slots = filter.slots();
  head.filter_digest = filter.digest();
  head.regions = p.regions;
  head.reporting = std::move(reporting);
  head.removed = std::move(removed);
  std::sort(head.removed.begin(), head.removed.end());
  head.disputes = disputes;
  head.issued = p.issued;
  head.expires = p.expires;
  return head;
}

}  // namespace eq::hotline
