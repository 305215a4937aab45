// Propose, certify, publish: the three letters' worth of work between two hotlines.
#include <algorithm>
#include <map>
#include <set>

#include "eq/phash/distance.h"
#include "eq/wire/desk.h"
#include "eq/wire/letter.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/pages.h"
#include "parties/hotline/disputes.h"
#include "parties/hotline/hotline.h"
#include "parties/hotline/rows.h"

namespace eq::hotline {
namespace {

constexpr std::uint64_t kLetterAge_ms = 7 * kDay_ms;
constexpr std::uint64_t kDaysMax = 366;

const wire::Hotline* hotline_by_key(const wire::Realm& realm, const crypto::VerifyKey& key) {
  for (const auto& c : realm.hotlines)
    if (c.org.signing == key) return &c;
  return nullptr;
}

bool is_attested_by(const list::CertifiedEntry& e, const crypto::VerifyKey& key) {
  return std::any_of(e.attestations.begin(), e.attestations.end(),
                     [&](auto& a) { return a.key == key; });
}

// A letter at our desk from another hotline, opened.  Letters of others are not for these
// functions.
struct Opened {
  std::uint64_t seq = 0;
  wire::Letter letter;
  const wire::Hotline* from = nullptr;
};
struct Desk {
  std::vector<Opened> letters;
  std::size_t ignored = 0;
  std::uint64_t last = 0;
};

// An answer is kept until its proposal is published or made anew, whatever the desk was read for.
bool keep_answer(State& state, const wire::Letter& letter) {
  auto answer = decode<Countersignature>(letter.body);
  if (!answer.ok()) return false;
  ListState& l = state.of(answer->head.kind);
  if (!l.proposed || answer->proposal != l.proposed->id()) return false;
  l.answered = Answered{letter.from, std::move(answer).take()};
  return true;
}

Result<Desk> read_desk(State& state, Environment& environment) {
  Desk desk;
  wire::Pages pages(state.desk_seen);
  const wire::Address self = wire::Address::of(state.signing.verify_key());
  for (bool more = true; more && pages.ask();) {
    auto answer = wire::ask(environment.server, {state.signing, environment.realm.name},
                            environment.now, environment.rng, wire::DeskFetch{pages.seen(), 64});
    if (!answer.ok() && answer.error() == Err::refused && pages.begin_again()) continue;
    const wire::DeskContents got = TRY(std::move(answer));
    for (const auto& l : got.letters) {
      TRY(pages.take(l.seq));
      auto opened = wire::open_letter(
          self, state.letters.private_key.reveal("opening a letter to us"), l.letter);
      if (opened.ok() && opened->kind == wire::LetterKind::list_dispute &&
          opened->at + wire::kLetterAge_ms >= environment.now) {
        desk.ignored += !TRY(file_dispute(state, environment, *opened));
        continue;
      }
      if (opened.ok() && opened->kind == wire::LetterKind::list_signature) {
        desk.ignored += !keep_answer(state, *opened);
        continue;
      }
      const auto* from = opened.ok() ? hotline_by_key(environment.realm, opened->from) : nullptr;
      if (!from || from->org.signing == state.signing.verify_key() ||
          opened->at + kLetterAge_ms < environment.now) {
        desk.ignored++;
        continue;
      }
      desk.letters.push_back({l.seq, std::move(opened).take(), from});
    }
    more = got.more && !got.letters.empty();
  }
  desk.last = pages.seen();
  return desk;
}

// Forget letters at the desk once their effect is saved.
Status finish_desk(State& state, Environment& environment, std::uint64_t up_to) {
  if (up_to == state.desk_seen) return ok();
  state.desk_seen = up_to;
  environment.keep();
  TRY(wire::ask(environment.server, {state.signing, environment.realm.name}, environment.now,
                environment.rng, wire::DeskAck{up_to}));
  return ok();
}

Status post(const State& state, Environment& environment, const wire::Organisation& to,
            wire::LetterKind kind, Bytes body) {
  const auto address = wire::Address::of(to.signing);
  auto sealed = TRY(wire::seal_letter(address, to.hpke, kind, std::move(body), state.signing,
                                      environment.now, environment.rng));
  TRY(wire::ask(environment.server, {state.signing, environment.realm.name}, environment.now,
                environment.rng, wire::DeskPost{address, std::move(sealed)}));
  return ok();
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

// The same entry as published and not yet expired, if the one given would renew it.
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

// Do we two hold the evaluation key of this kind together?
bool holds_with(const ListState& l, const crypto::VerifyKey& other) {
  return l.key && l.key->key.params.threshold == 2 &&
         std::find(l.key->holders.begin(), l.key->holders.end(), other) != l.key->holders.end();
}

// What we withdrew since the version before, and what its time has taken.
std::vector<list::Removal> removals_of(const ListState& l, Time issued) {
  auto all = l.removals;
  for (const auto& r : expired(l, issued)) all.push_back(r);
  return all;
}

list::DisputesAnswered sum(const list::DisputesAnswered& a, const list::DisputesAnswered& b) {
  return {a.upheld + b.upheld, a.withdrawn + b.withdrawn};
}

// What both say, each once.
std::vector<list::Removal> together(std::vector<list::Removal> a,
                                    const std::vector<list::Removal>& b) {
  for (const auto& r : b) {
    if (std::none_of(a.begin(), a.end(), [&](auto& x) { return x.entry == r.entry; }))
      a.push_back(r);
  }
  return a;
}

// Nobody would take a head that one of us may not sign.
bool may_both_certify(const wire::Realm& realm, list::Kind kind, const crypto::VerifyKey& a,
                      const crypto::VerifyKey& b) {
  const auto authorities = wire::list_trust(realm).authorities;
  return list::authority_for(kind, a, authorities) && list::authority_for(kind, b, authorities);
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
Status note_countersigned(State& state, const list::ListHead& head, Time now) {
  constexpr std::uint64_t kHeldBack_ms = 7 * kDay_ms;
  auto& last = state.of(head.kind).countersigned;
  const bool another = last && last->version == head.version && last->head != head.id();
  REQUIRE_OR(!another || last->at + kHeldBack_ms <= now, Err::refused);
  if (!last || another || last->version < head.version)
    last = Countersigned{head.version, head.id(), now};
  return ok();
}

Result<Certified> countersign(State& state, Environment& environment, const Proposal& p,
                              const wire::Hotline& from) {
  Countersignature answer;
  ListState& l = state.of(p.kind);
  answer.proposal = p.id();
  REQUIRE_OR(
      may_both_certify(environment.realm, p.kind, state.signing.verify_key(), from.org.signing),
      Err::refused);
  REQUIRE_OR(!p.reporting || holds_with(l, from.org.signing), Err::refused);
  std::vector<voucher::Partial> theirs;  // of the entries that stand
  for (std::size_t i = 0; i < p.entries.size(); i++) {
    auto e = p.entries[i];
    const bool ours = is_attested_by(e, state.signing.verify_key());
    auto attestation = ours ? std::nullopt : attestation_for(state, e.entry, environment.now);
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
      answer.entries.push_back(std::move(e));
      if (p.reporting) theirs.push_back(p.parts[i]);
    } else {
      answer.declined.push_back(e.entry.hash);
    }
  }
  TRY(list::check_entries(answer.entries, p.kind, wire::list_trust(environment.realm).authorities,
                          p.issued));
  const Secret<32> filler(Array<32>(p.filler));
  const auto filter =
      TRY(compute_filter(state, environment, answer.entries, p.tokens, filler, p.kind, p.version));
  std::optional<list::Reporting> reporting;
  if (p.reporting) reporting = TRY(add_table(state, environment, p, std::move(theirs), answer));
  answer.head = head_of(p, answer.entries, filter, environment.realm, std::move(reporting),
                        together(p.removed, removals_of(l, p.issued)),
                        sum(p.disputes, answered_since(state, p.kind, p.issued)));
  TRY(answer.head.check());
  TRY(note_countersigned(state, answer.head, environment.now));
  answer.signature = list::sign_head(answer.head, state.signing);
  l.filler = filler.clone();
  l.pending = Pending{answer.head, answer.entries};
  environment.keep();
  TRY(post(state, environment, from.org, wire::LetterKind::list_signature, encode(answer)));
  return Certified{from.org.name, answer.head, answer.entries.size(), answer.declined};
}

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

}  // namespace

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

  ListState& l = state.of(terms.kind);
  const auto current = TRY(published(state, environment, terms.kind));
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

  std::set<phash::Hash> in;
  for (const auto& e : l.entries) {
    if (l.withdrawn.contains(e.entry.hash) || e.entry.expires <= p.issued) continue;
    for (const auto& hash : e.entry.hashes()) in.insert(hash);
    p.entries.push_back(renewed(state, e, p.issued));
  }
  for (const auto& [hash, own] : state.holdings) {
    if (own.kind != p.kind) continue;
    const auto e = entry_of(own, environment.rng.array<16>());
    const auto hashes = e.hashes();
    if (own.expires <= p.issued ||
        std::any_of(hashes.begin(), hashes.end(), [&](auto& x) { return in.contains(x); }))
      continue;
    in.insert(hashes.begin(), hashes.end());
    p.entries.push_back({e, {list::attest(e, state.signing)}});
  }
  p.removed = removals_of(l, p.issued);
  p.disputes = answered_since(state, p.kind, p.issued);
  if ((p.reporting = terms.reporting)) {
    REQUIRE_OR(holds_with(l, other->org.signing), Err::refused);
    p.parts = parts_of(*l.key, p.entries, p.tokens, environment.rng);
  }
  const std::size_t n = p.entries.size();
  l.proposed = p;
  l.answered.reset();
  environment.keep();
  TRY(post(state, environment, other->org, wire::LetterKind::list_proposal, encode(p)));
  return n;
}

Result<CertifyOutcome> certify(State& state, Environment& environment) {
  CertifyOutcome out;
  const auto desk = TRY(read_desk(state, environment));
  out.ignored = desk.ignored;
  // Whoever proposed anew meant the last one of that kind.
  std::map<std::pair<crypto::VerifyKey, list::Kind>, std::pair<const wire::Hotline*, Proposal>>
      last_of;
  for (const auto& l : desk.letters) {
    auto p = decode<Proposal>(l.letter.body);
    if (l.letter.kind != wire::LetterKind::list_proposal || !p.ok()) {
      out.ignored++;
      continue;
    }
    const std::pair key{l.letter.from, p->kind};
    out.ignored += last_of.contains(key);
    last_of.insert_or_assign(key, std::pair{l.from, std::move(p).take()});
  }
  std::map<list::Kind, std::optional<Published>> current;
  for (const auto& [key, proposal] : last_of)
    if (!current.contains(key.second))
      current.emplace(key.second, TRY(published(state, environment, key.second)));
  for (const auto& [key, proposal] : last_of) {
    const auto& [from, p] = proposal;
    if (!check_proposal(p, current.at(p.kind), environment.now).ok()) {
      out.ignored++;
      continue;
    }
    auto done = countersign(state, environment, p, *from);
    if (done.ok()) out.done.push_back(std::move(done).take());
    // nothing is lost: the letter stays
    else if (done.error() == Err::unavailable)
      return done.error();
    else
      out.ignored++;
  }
  TRY(finish_desk(state, environment, desk.last));
  return out;
}

namespace {

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
  const auto desk = TRY(read_desk(state, environment));
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
  TRY(finish_desk(state, environment, desk.last));
  return out;
}

}  // namespace eq::hotline
