// For tests only: two hotlines, a server with an evaluation key, a log with a witness.
#pragma once

#include "apps/media/decode.h"
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "eq/list/entry.h"
#include "eq/list/history.h"
#include "eq/list/query.h"
#include "eq/phash/turned_picture.h"
#include "eq/testing/seeded.h"
#include "eq/tlog/log.h"

namespace eq::list::testing {

using eq::testing::SeededRandom;

template <class T>
std::optional<Err> err(const Result<T>& r) {
  return r.ok() ? std::nullopt : std::optional(r.error());
}

inline phash::Fingerprint print_of(const phash::Picture& picture) {
  auto f = phash::fingerprint(picture);
  EQ_ASSERT(f.ok());
  return *f;
}

struct World {
  SeededRandom rng{1};
  Time now{1'770'000'000'000};
  crypto::SigningKey nl = crypto::SigningKey::generate(rng), fr = crypto::SigningKey::generate(rng),
                     nl2 = crypto::SigningKey::generate(rng),
                     stranger = crypto::SigningKey::generate(rng),
                     court = crypto::SigningKey::generate(rng);
  crypto::VoprfKey match_key = crypto::VoprfKey::generate(rng);
  Secret<32> filler = rng.secret<32>();
  tlog::LogSigner log{"example.org/orders", crypto::SigningKey::generate(rng)};
  tlog::WitnessSigner witness{"witness.example", crypto::SigningKey::generate(rng)};
  Trust trust{{{"Meldpunt", "NL", nl.verify_key(), Kinds::all()},
               {"Point de contact", "FR", fr.verify_key(), Kinds::all()},
               {"Tweede", "NL", nl2.verify_key(), Kinds::all()}},
              match_key.public_key(),
              court.verify_key()};
  Kind kind = Kind::child_abuse_a;  // of lists made from here on
  int evaluations = 0;
  std::vector<std::size_t> transcript;  // sizes of what the server got and gave

  tlog::Policy policy() const { return {log.verify_key(), {witness.verify_key()}, 1}; }

  MatchReply serve(const MatchRequest& request) {
    const Bytes in = encode(request);
    auto reply = evaluate(match_key, *decode<MatchRequest>(in), rng);
    EQ_ASSERT(reply.ok());
    evaluations++;
    transcript.push_back(in.size());
    transcript.push_back(encode(*reply).size());
    return *reply;
  }

  enum class Turned { no, yes };
  CertifiedEntry entry(const phash::Picture& picture, Turned turned = Turned::no) {
    std::vector<phash::Hash> turns;
    for (std::size_t t = 1; turned == Turned::yes && t < phash::kTurns; t++)
      turns.push_back(print_of(phash::turned(picture, static_cast<phash::Turn>(t))).hash);
    std::sort(turns.begin(), turns.end());
    const Entry e{print_of(picture).hash, turns,          kind, "analyst 7", "case 12", now,
                  now + kEntryLife_ms,    rng.array<16>()};
    const auto own = e.hashes();
    auto second = attest_copy(e, {kind, own, now}, fr);
    EQ_ASSERT(second.ok());
    return {e, {attest(e, nl), *second}};
  }

  Filter filter_of(std::span<const CertifiedEntry> entries, const phash::TokenParams& tokens,
                   std::uint32_t version) {
    std::vector<Tag> tags;
    const auto inputs = evaluation_inputs(entries, tokens);
    for (std::size_t i = 0; i < inputs.size(); i += kBatch) {
      const auto part = std::span(inputs).subspan(i, std::min(kBatch, inputs.size() - i));
      auto batch = BlindedBatch::blind(part, rng);
      EQ_ASSERT(batch.ok());
      auto some = batch->finish(serve(batch->request()), match_key.public_key());
      EQ_ASSERT(some.ok());
      tags.insert(tags.end(), some->begin(), some->end());
    }
    auto filter = Filter::build(std::move(tags), filler, kind, version);
    EQ_ASSERT(filter.ok());
    return std::move(filter).take();
  }

  ListHead head_of(std::span<const CertifiedEntry> entries, const Filter& filter,
                   std::uint32_t version) {
    ListHead h;
    h.kind = kind;
    h.version = version;
    if (version > 1) h.previous = rng.array<32>();
    h.match_key = match_key.public_key();
    h.entries_root = entries_root({entries.begin(), entries.end()});
    h.slots = filter.slots();
    h.filter_digest = filter.digest();
    h.regions = {rule("*", Mode::warn_user_only), {"DE", Mode::off, {}}};
    h.issued = now;
    h.expires = now + 30 * kDay_ms;
    return h;
  }

  /// A rule with a legal basis that the court signed for sixty days.
  RegionRule rule(std::string region, Mode mode) {
    LegalBasis b{kind, "Drill Act",        "article 1",      region,
                 mode, now + 60 * kDay_ms, "District Court", {}};
    sign_legal_basis(b, court);
    return {std::move(region), mode, std::move(b)};
  }

  SignedHead sign(const ListHead& h) { return {h, {sign_head(h, nl), sign_head(h, fr)}}; }

  /// The head as the only entry of a log that the witness cosigned.
  Result<tlog::Logged<SignedHead>> logged(const SignedHead& s) {
    const Bytes entry = tlog::entry_of(s);
    tlog::MemoryTree tree;
    tree.append(tlog::leaf_hash(entry));
    std::string note = tlog::sign_checkpoint({1, *tlog::root_of(tree, 1)}, log);
    const std::string text = tlog::Note::parse(note)->text;
    const auto line = tlog::cosign(text, witness, now);
    note = *tlog::with_signatures(note, std::span(&line, 1));
    return tlog::Logged<SignedHead>::verify(View(entry), tlog::LogProof{{}, 0, {}, note}, policy());
  }
  Result<AcceptedHead> accept(const SignedHead& s, std::uint32_t last_seen = 0) {
    auto l = logged(s);
    EQ_ASSERT(l.ok());
    return AcceptedHead::accept(*l, s.head.kind, trust, last_seen, now);
  }

  /// A published list of these pictures.
  AcceptedList publish(std::span<const phash::Picture> pictures, std::uint32_t version = 1,
                       Turned turned = Turned::no) {
    std::vector<CertifiedEntry> entries;
    for (const auto& p : pictures) entries.push_back(entry(p, turned));
    phash::TokenParams tokens;
    const Filter filter = filter_of(entries, tokens, version);
    auto head = accept(sign(head_of(entries, filter, version)));
    EQ_ASSERT(head.ok());
    auto list = AcceptedList::with(std::move(head).take(), filter.encode());
    EQ_ASSERT(list.ok());
    return std::move(list).take();
  }

  Verdict look_up(const phash::Picture& picture, const AcceptedList& list) {
    auto query = Query::prepare(print_of(picture), list, rng);
    EQ_ASSERT(query.ok());
    auto finding = query->finish(serve(query->request()), list);
    EQ_ASSERT(finding.ok());
    return finding->verdict;
  }
};

}  // namespace eq::list::testing
