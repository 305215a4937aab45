// What a hotline holds, and the list as the public log shows it.
#include <algorithm>

#include "eq/wire/list_reader.h"
#include "parties/curator/curator.h"

namespace eq::curator {

Status add(State& s, const phash::Fingerprint& own_copy, const phash::Hash& middle, list::Category category, std::string assessor,
           std::string provenance, Time now) {
  constexpr std::size_t kTextMax = 500;
  REQUIRE_OR(!assessor.empty() && assessor.size() <= kTextMax, Err::malformed);
  REQUIRE_OR(!provenance.empty() && provenance.size() <= kTextMax, Err::malformed);
  REQUIRE_OR(own_copy.is_meaningful(), Err::refused);
  Holding h{own_copy.hash, middle, static_cast<std::uint8_t>(own_copy.quality), category, std::move(assessor),
            std::move(provenance), now};
  s.withdrawn.erase(h.hash);
  s.holdings.insert_or_assign(h.hash, std::move(h));
  return ok();
}

void forget_removals(State& s, const list::ListHead& published) {
  std::erase_if(s.removals, [&](const auto& r) { return std::binary_search(published.removed.begin(), published.removed.end(), r); });
}

Status withdraw(State& s, const phash::Hash& hash, Time now) {
  const auto entry = std::find_if(s.entries.begin(), s.entries.end(), [&](auto& e) { return e.entry.hash == hash; });
  const bool listed = entry != s.entries.end();
  if (listed && !s.withdrawn.contains(hash)) s.removals.push_back({list::digest_of(entry->entry), now});
  const bool held = s.holdings.erase(hash) > 0;
  REQUIRE_OR(listed || held, Err::missing);
  s.withdrawn.insert(hash);
  return ok();
}

Result<std::optional<Published>> published(State& s, Hands& h) {
  const auto got = wire::ask(h.server, wire::ListGet{});
  if (!got.ok() && got.error() == Err::missing && s.list_version == 0) return std::optional<Published>();
  if (!got.ok()) return got.error();
  const std::vector<tlog::Head> known = s.orders_seen ? std::vector{*s.orders_seen} : std::vector<tlog::Head>{};
  const auto log = wire::read_log(h.server, h.realm, wire::LogName::orders, known);
  if (!log.ok()) return log.error().err == Err::missing ? Err::unavailable : log.error().err;
  REQUIRE_OR(got->index < log->size(), Err::unavailable);
  const auto logged = TRY(log->logged<list::SignedHead>(got->index));
  TRY(list::check_certification(*logged, wire::list_trust(h.realm).authorities));
  REQUIRE_OR(logged->head.version >= s.list_version, Err::stale);
  s.orders_seen = log->checkpoint().head();
  s.list_version = logged->head.version;
  if (s.pending && s.pending->head == logged->head) {
    s.entries = std::move(s.pending->entries);
    s.pending.reset();
    forget_removals(s, logged->head);
  }
  Published p{*logged, got->index, 0};
  if (list::entries_root(s.entries) == logged->head.entries_root) p.known_entries = s.entries.size();
  return std::optional(std::move(p));
}

Result<list::AbsenceProof> prove_absent(State& s, Hands& h, const phash::Fingerprint& picture) {
  const std::vector<tlog::Head> known = s.orders_seen ? std::vector{*s.orders_seen} : std::vector<tlog::Head>{};
  const auto read = TRY(wire::read_list(h.server, h.realm, known, s.list_version, h.now));
  s.orders_seen = read.seen;
  s.list_version = read.list.head().version;
  const auto query = TRY(list::AbsenceQuery::prepare(picture, read.list, h.rng));
  const auto reply = TRY(wire::ask(h.server, {s.signing, h.realm.name}, h.now, h.rng, wire::MatchEvaluate{query.request().blinded}));
  return query.finish({reply.evaluated, reply.proof}, read.list);
}

Result<list::Filter> compute_filter(const State& s, Hands& h, std::span<const list::CertifiedEntry> entries,
                                    const phash::TokenParams& tokens, const Secret<32>& filler, std::uint32_t version) {
  const auto inputs = list::evaluation_inputs(entries, tokens);
  std::vector<list::Tag> tags;
  for (std::size_t i = 0; i < inputs.size(); i += list::kBatch) {
    const auto part = std::span(inputs).subspan(i, std::min(list::kBatch, inputs.size() - i));
    const auto batch = TRY(list::BlindedBatch::blind(part, h.rng));
    const auto reply = TRY(wire::ask(h.server, {s.signing, h.realm.name}, h.now, h.rng,
                                     wire::MatchEvaluate{batch.request().blinded}));
    const auto some = TRY(batch.finish({reply.evaluated, reply.proof}, h.realm.match_key));
    tags.insert(tags.end(), some.begin(), some.end());
  }
  return list::Filter::build(std::move(tags), filler, version);
}

list::ListHead head_of(const Proposal& p, std::span<const list::CertifiedEntry> entries, const list::Filter& filter,
                       const wire::Realm& realm, std::optional<list::Reporting> reporting, std::vector<list::Removal> removed) {
  list::ListHead head;
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
  head.issued = p.issued;
  head.expires = p.expires;
  return head;
}

}  // namespace eq::curator
