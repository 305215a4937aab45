// Propose, certify, publish: the three letters' worth of work between two hotlines.
#include <algorithm>
#include <map>

#include "eq/phash/distance.h"
#include "eq/wire/desk.h"
#include "eq/wire/letter.h"
#include "eq/wire/log_entry.h"
#include "parties/curator/curator.h"
#include "parties/curator/disputes.h"
#include "parties/curator/rows.h"

namespace eq::curator {
namespace {

constexpr std::uint64_t kLetterAge_ms = 7 * kDay_ms;
constexpr std::uint64_t kDaysMax = 366;

const wire::Curator* curator_by_key(const wire::Realm& realm, const crypto::VerifyKey& key) {
  for (const auto& c : realm.curators) if (c.org.signing == key) return &c;
  return nullptr;
}

bool is_attested_by(const list::CertifiedEntry& e, const crypto::VerifyKey& key) {
  return std::any_of(e.attestations.begin(), e.attestations.end(), [&](auto& a) { return a.key == key; });
}

// A letter at our desk from another curator, opened.  Letters of others are not for these functions.
struct Opened {
  std::uint64_t seq = 0;
  wire::Letter letter;
  const wire::Curator* from = nullptr;
};
struct Desk {
  std::vector<Opened> letters;
  std::size_t ignored = 0;
  std::uint64_t last = 0;
};

Result<Desk> read_desk(State& s, Hands& h) {
  Desk desk;
  desk.last = s.desk_seen;
  const wire::Address self = wire::Address::of(s.signing.verify_key());
  for (bool more = true; more;) {
    const auto got = TRY(wire::ask(h.server, {s.signing, h.realm.name}, h.now, h.rng, wire::DeskFetch{desk.last, 64}));
    for (const auto& l : got.letters) {
      desk.last = std::max(desk.last, l.seq);
      auto opened = wire::open_letter(self, s.letters.private_key.reveal("opening a letter to us"), l.letter);
      if (opened.ok() && opened->kind == wire::LetterKind::list_dispute && opened->at + wire::kLetterAge_ms >= h.now) {
        desk.ignored += !TRY(file_dispute(s, h, *opened));
        continue;
      }
      const auto* from = opened.ok() ? curator_by_key(h.realm, opened->from) : nullptr;
      if (!from || from->org.signing == s.signing.verify_key() || opened->at + kLetterAge_ms < h.now) {
        desk.ignored++;
        continue;
      }
      desk.letters.push_back({l.seq, std::move(opened).take(), from});
    }
    more = got.more && !got.letters.empty();
  }
  return desk;
}

// Forget letters at the desk once their effect is saved.
Status finish_desk(State& s, Hands& h, std::uint64_t up_to) {
  if (up_to == s.desk_seen) return ok();
  s.desk_seen = up_to;
  h.keep();
  TRY(wire::ask(h.server, {s.signing, h.realm.name}, h.now, h.rng, wire::DeskAck{up_to}));
  return ok();
}

Status post(const State& s, Hands& h, const wire::Organisation& to, wire::LetterKind kind, Bytes body) {
  const auto address = wire::Address::of(to.signing);
  auto sealed = TRY(wire::seal_letter(address, to.hpke, kind, std::move(body), s.signing, h.now, h.rng));
  TRY(wire::ask(h.server, {s.signing, h.realm.name}, h.now, h.rng, wire::DeskPost{address, std::move(sealed)}));
  return ok();
}

// Our own attestation of an entry, if we have any business giving it.
std::optional<list::Attestation> attestation_for(const State& s, const list::Entry& e, Time now) {
  if (s.withdrawn.contains(e.hash)) return std::nullopt;
  for (const auto& [hash, holding] : s.holdings) {
    if (holding.expires <= now) continue;  // nobody looked at it for too long
    const auto hashes = hashes_of(holding.copy);
    if (auto a = list::attest_copy(e, {hashes, holding.assessed}, s.signing); a.ok()) return *a;
  }
  return std::nullopt;
}

// The same entry as published and not yet expired, if the one given would renew it.
const list::CertifiedEntry* still_published(const State& s, const list::Entry& renewed, Time issued) {
  for (const auto& e : s.entries) {
    const bool same = e.entry.hash == renewed.hash && e.entry.turned == renewed.turned && e.entry.salt == renewed.salt;
    if (same && issued < e.entry.expires && !s.withdrawn.contains(e.entry.hash)) return &e;
  }
  return nullptr;
}

// Do we two hold the evaluation key together?
bool holds_with(const State& s, const crypto::VerifyKey& other) {
  return s.key && s.key->key.params.threshold == 2 &&
         std::find(s.key->holders.begin(), s.key->holders.end(), other) != s.key->holders.end();
}

// What we withdrew since the version before, and what its time has taken.
std::vector<list::Removal> removals_of(const State& s, Time issued) {
  auto all = s.removals;
  for (const auto& r : expired(s, issued)) all.push_back(r);
  return all;
}

list::DisputesAnswered sum(const list::DisputesAnswered& a, const list::DisputesAnswered& b) {
  return {a.upheld + b.upheld, a.withdrawn + b.withdrawn};
}

// What both say, each once.
std::vector<list::Removal> together(std::vector<list::Removal> a, const std::vector<list::Removal>& b) {
  for (const auto& r : b) {
    if (std::none_of(a.begin(), a.end(), [&](auto& x) { return x.entry == r.entry; })) a.push_back(r);
  }
  return a;
}

// Is this proposal one we could sign at all?
Status check_proposal(const Proposal& p, const std::optional<Published>& current, Time now) {
  const std::uint32_t version = current ? current->signed_head.head.version + 1 : 1;
  const crypto::Digest previous = current ? current->signed_head.head.id() : crypto::Digest{};
  REQUIRE_OR(p.version == version && p.previous == previous, Err::stale);
  REQUIRE_OR(p.issued <= now + kHour_ms && now < p.expires, Err::stale);
  REQUIRE_OR(p.expires <= p.issued + kDaysMax * kDay_ms, Err::refused);
  TRY(p.tokens.check());
  REQUIRE_OR(p.tokens.probes() == list::kBatch, Err::refused);
  REQUIRE_OR(!p.reporting || p.parts.size() == p.entries.size(), Err::malformed);
  return ok();
}

// Our parts of the rows that stand, the table that they make with the proposer's, and our word for it.
Result<list::Reporting> add_table(const State& s, Hands& h, const Proposal& p, std::vector<voucher::Partial> theirs,
                                  Countersignature& answer) {
  answer.parts = parts_of(*s.key, answer.entries, p.tokens, h.rng);
  const std::vector<std::vector<voucher::Partial>> parts{std::move(theirs), answer.parts};
  const auto table = TRY(table_of(*s.key, answer.entries, p.tokens, parts));
  answer.coverage = cover(table, s.signing);
  return reporting_of(*s.key, *p.reporting, table);
}

// One head for a version, or whoever got two could choose later which of them counts.  After kHeldBack_ms another may be
// signed, so that a proposer who never publishes stops nobody for ever.
Status note_countersigned(State& s, const list::ListHead& head, Time now) {
  constexpr std::uint64_t kHeldBack_ms = 7 * kDay_ms;
  const auto& last = s.countersigned;
  const bool another = last && last->version == head.version && last->head != head.id();
  REQUIRE_OR(!another || last->at + kHeldBack_ms <= now, Err::refused);
  if (!last || another || last->version < head.version) s.countersigned = Countersigned{head.version, head.id(), now};
  return ok();
}

Result<Certified> countersign(State& s, Hands& h, const Proposal& p, const wire::Curator& from) {
  Countersignature answer;
  answer.proposal = p.id();
  REQUIRE_OR(!p.reporting || holds_with(s, from.org.signing), Err::refused);
  std::vector<voucher::Partial> theirs;  // of the entries that stand
  for (std::size_t i = 0; i < p.entries.size(); i++) {
    auto e = p.entries[i];
    const bool ours = is_attested_by(e, s.signing.verify_key());
    auto attestation = ours ? std::nullopt : attestation_for(s, e.entry, h.now);
    if (attestation) e.attestations.push_back(*attestation);
    bool stands = (ours && !s.withdrawn.contains(e.entry.hash)) || attestation;
    if (!stands) {
      if (const auto* before = still_published(s, e.entry, p.issued)) {  // not renewed by us, so as it was
        e = *before;
        stands = true;
      }
    }
    if (stands) {
      answer.entries.push_back(std::move(e));
      if (p.reporting) theirs.push_back(p.parts[i]);
    } else {
      answer.declined.push_back(e.entry.hash);
    }
  }
  TRY(list::check_entries(answer.entries, wire::list_trust(h.realm).authorities, p.issued));
  const Secret<32> filler(Array<32>(p.filler));
  const auto filter = TRY(compute_filter(s, h, answer.entries, p.tokens, filler, p.version));
  std::optional<list::Reporting> reporting;
  if (p.reporting) reporting = TRY(add_table(s, h, p, std::move(theirs), answer));
  answer.head = head_of(p, answer.entries, filter, h.realm, std::move(reporting), together(p.removed, removals_of(s, p.issued)), sum(p.disputes, answered_since(s, p.issued)));
  TRY(answer.head.check());
  TRY(note_countersigned(s, answer.head, h.now));
  answer.signature = list::sign_head(answer.head, s.signing);
  s.filler = filler.clone();
  s.pending = Pending{answer.head, answer.entries};
  h.keep();
  TRY(post(s, h, from.org, wire::LetterKind::list_signature, encode(answer)));
  return Certified{from.org.name, answer.head, answer.entries.size(), answer.declined};
}

// The other's answer must hold nothing but what we proposed, less what it declined or did not renew.
Status check_answer(const State& s, const Countersignature& a, const Proposal& p, const crypto::VerifyKey& signer, const wire::Realm& realm) {
  REQUIRE_OR(a.proposal == p.id() && a.signature.key == signer, Err::refused);
  REQUIRE_OR(a.entries.size() + a.declined.size() == p.entries.size(), Err::refused);
  for (const auto& e : a.entries) {
    const bool proposed = std::any_of(p.entries.begin(), p.entries.end(), [&](auto& x) { return x.entry == e.entry; });
    REQUIRE_OR(proposed || still_published(s, e.entry, p.issued), Err::refused);
  }
  return list::check_entries(a.entries, wire::list_trust(realm).authorities, p.issued);
}

// A published entry; attested anew if we looked at our copy again since.  It keeps its turns and its name.
list::CertifiedEntry renewed(const State& s, const list::CertifiedEntry& before, Time issued) {
  const auto own = s.holdings.find(before.entry.hash);
  if (own == s.holdings.end() || own->second.assessed <= before.entry.assessed || own->second.expires <= issued)
    return before;
  auto e = entry_of(own->second, before.entry.salt);
  e.turned = before.entry.turned;
  return {e, {list::attest(e, s.signing)}};
}

}  // namespace

Result<std::size_t> propose(State& s, Hands& h, const std::string& to, const Terms& terms) {
  const wire::Curator* other = nullptr;
  for (const auto& c : h.realm.curators) if (c.org.name == to) other = &c;
  REQUIRE_OR(other && other->org.signing != s.signing.verify_key(), Err::missing);
  REQUIRE_OR(other->jurisdiction != s.jurisdiction, Err::refused);
  REQUIRE_OR(terms.days >= 1 && terms.days <= kDaysMax, Err::malformed);

  const auto current = TRY(published(s, h));
  Proposal p;
  p.version = current ? current->signed_head.head.version + 1 : 1;
  p.previous = current ? current->signed_head.head.id() : crypto::Digest{};
  if (current) p.tokens = current->signed_head.head.tokens;
  else p.tokens.seed = h.rng.array<32>();
  p.regions = terms.regions;
  p.issued = h.now;
  p.expires = h.now + terms.days * kDay_ms;
  const auto filler = s.filler.reveal("travels to the other hotline in a sealed letter");
  std::copy(filler.begin(), filler.end(), p.filler.begin());

  std::set<phash::Hash> in;
  for (const auto& e : s.entries) {
    if (s.withdrawn.contains(e.entry.hash) || e.entry.expires <= p.issued) continue;
    for (const auto& hash : e.entry.hashes()) in.insert(hash);
    p.entries.push_back(renewed(s, e, p.issued));
  }
  for (const auto& [hash, own] : s.holdings) {
    const auto e = entry_of(own, h.rng.array<16>());
    const auto hashes = e.hashes();
    if (own.expires <= p.issued || std::any_of(hashes.begin(), hashes.end(), [&](auto& x) { return in.contains(x); })) continue;
    in.insert(hashes.begin(), hashes.end());
    p.entries.push_back({e, {list::attest(e, s.signing)}});
  }
  p.removed = removals_of(s, p.issued);
  p.disputes = answered_since(s, p.issued);
  if ((p.reporting = terms.reporting)) {
    REQUIRE_OR(holds_with(s, other->org.signing), Err::refused);
    p.parts = parts_of(*s.key, p.entries, p.tokens, h.rng);
  }
  const std::size_t n = p.entries.size();
  s.proposed = p;
  h.keep();
  TRY(post(s, h, other->org, wire::LetterKind::list_proposal, encode(p)));
  return n;
}

Result<CertifyOutcome> certify(State& s, Hands& h) {
  CertifyOutcome out;
  const auto desk = TRY(read_desk(s, h));
  out.ignored = desk.ignored;
  const auto current = TRY(published(s, h));
  // Whoever proposed anew meant the last one.
  std::map<crypto::VerifyKey, std::uint64_t> last_of;
  for (const auto& l : desk.letters)
    if (l.letter.kind == wire::LetterKind::list_proposal) last_of[l.letter.from] = l.seq;
  for (const auto& l : desk.letters) {
    if (l.letter.kind != wire::LetterKind::list_proposal || last_of[l.letter.from] != l.seq) {
      out.ignored++;
      continue;
    }
    const auto p = decode<Proposal>(l.letter.body);
    if (!p.ok() || !check_proposal(*p, current, h.now).ok()) {
      out.ignored++;
      continue;
    }
    auto done = countersign(s, h, *p, *l.from);
    if (done.ok()) out.done.push_back(std::move(done).take());
    else if (done.error() == Err::unavailable) return done.error();  // nothing is lost: the letter stays
    else out.ignored++;
  }
  TRY(finish_desk(s, h, desk.last));
  return out;
}

Result<PublishOutcome> publish(State& s, Hands& h) {
  REQUIRE_OR(s.proposed, Err::missing);
  const auto desk = TRY(read_desk(s, h));
  const Proposal& p = *s.proposed;
  for (const auto& l : desk.letters) {
    if (l.letter.kind != wire::LetterKind::list_signature) continue;
    const auto a = decode<Countersignature>(l.letter.body);
    if (!a.ok() || a->proposal != p.id()) continue;
    TRY(check_answer(s, *a, p, l.letter.from, h.realm));
    for (const auto& e : a->entries) REQUIRE_OR(!s.withdrawn.contains(e.entry.hash), Err::refused);
    const auto filter = TRY(compute_filter(s, h, a->entries, p.tokens, s.filler, p.version));
    std::vector<Bytes> blobs{filter.encode()};
    std::optional<list::Reporting> reporting;
    if (p.reporting) {
      const std::vector<std::vector<voucher::Partial>> parts{a->parts, parts_of(*s.key, a->entries, p.tokens, h.rng)};
      const auto table = TRY(table_of(*s.key, a->entries, p.tokens, parts));
      reporting = reporting_of(*s.key, *p.reporting, table);
      REQUIRE_OR(a->coverage, Err::refused);
      for (const auto& part : {table.encode(), encode(cover(table, s.signing)), encode(*a->coverage)}) blobs.push_back(part);
    }
    const auto head = head_of(p, a->entries, filter, h.realm, std::move(reporting), together(p.removed, a->head.removed), a->head.disputes);
    REQUIRE_OR(head == a->head && head.disputes.upheld >= p.disputes.upheld && head.disputes.withdrawn >= p.disputes.withdrawn, Err::refused);
    list::SignedHead both{head, {list::sign_head(head, s.signing), a->signature}};
    TRY(list::check_certification(both, wire::list_trust(h.realm).authorities));

    const wire::LogEntry entry{wire::LogEntryKind::list_head, encode(both)};
    s.pending = Pending{head, a->entries};
    h.keep();
    const auto appended = TRY(wire::ask(h.server, {s.signing, h.realm.name}, h.now, h.rng,
                                        wire::LogAppend{wire::LogName::orders, {}, encode(entry), std::move(blobs)}));
    s.entries = a->entries;
    forget_removals(s, head);
    note_counted(s, head);
    s.list_version = std::max(s.list_version, head.version);
    s.proposed.reset();
    s.pending.reset();
    TRY(finish_desk(s, h, desk.last));
    return PublishOutcome{appended.index, both, a->entries.size(), a->declined};
  }
  return Err::missing;
}

}  // namespace eq::curator
