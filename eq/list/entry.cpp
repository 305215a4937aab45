#include "eq/list/entry.h"

#include <algorithm>
#include <set>

#include "eq/phash/distance.h"

namespace eq::list {
namespace {

constexpr std::string_view kEntryLabel = "eqp list entry v2", kNameLabel = "eqp list entry name v1";
constexpr std::size_t kTextMax = 500;

}  // namespace

Status Entry::check() const {
  REQUIRE_OR(is_valid(kind), Err::malformed);
  REQUIRE_OR(!assessor.empty() && assessor.size() <= kTextMax && !provenance.empty() &&
                 provenance.size() <= kTextMax,
             Err::malformed);
  REQUIRE_OR(assessed < expires && expires <= assessed + kEntryLife_ms, Err::malformed);
  REQUIRE_OR(turned.size() < phash::kTurns && std::is_sorted(turned.begin(), turned.end()),
             Err::malformed);
  return ok();
}

std::vector<phash::Hash> Entry::hashes() const {
  std::vector<phash::Hash> all{hash};
  all.insert(all.end(), turned.begin(), turned.end());
  return all;
}

crypto::Digest digest_of(const Entry& e) { return crypto::sha256(encode(e)); }
crypto::Digest name_of(const Entry& e) {
  return crypto::sha256({view(kNameLabel), encode(e.hash), e.salt});
}

Attestation attest(const Entry& entry, const crypto::SigningKey& key) {
  return {key.verify_key(), key.sign({view(kEntryLabel), digest_of(entry)})};
}

Result<Attestation> attest_copy(const Entry& entry, const OwnCopy& own,
                                const crypto::SigningKey& key) {
  REQUIRE_OR(own.kind == entry.kind, Err::refused);
  for (const auto& hash : entry.hashes()) {
    const bool ours = std::any_of(own.hashes.begin(), own.hashes.end(), [&](auto& o) {
      return phash::distance(hash, o) <= kCopyDistanceMax;
    });
    REQUIRE_OR(ours, Err::refused);
  }
  REQUIRE_OR(entry.expires <= own.assessed + kEntryLife_ms, Err::refused);
  return attest(entry, key);
}

Status check_entries(std::span<const CertifiedEntry> entries, Kind kind,
                     std::span<const Authority> authorities, Time issued) {
  std::set<phash::Hash> seen;
  for (const auto& e : entries) {
    TRY(e.entry.check());
    REQUIRE_OR(e.entry.kind == kind, Err::refused);
    REQUIRE_OR(issued < e.entry.expires, Err::stale);
    for (const auto& hash : e.entry.hashes()) REQUIRE_OR(seen.insert(hash).second, Err::refused);
    const auto digest = digest_of(e.entry);
    std::vector<crypto::VerifyKey> keys;
    for (const auto& a : e.attestations) {
      REQUIRE_OR(crypto::verify(a.key, {view(kEntryLabel), digest}, a.signature), Err::forged);
      keys.push_back(a.key);
    }
    TRY(check_quorum(keys, kind, authorities));
  }
  return ok();
}

crypto::Digest entries_root(std::vector<CertifiedEntry> entries) {
  std::sort(entries.begin(), entries.end());
  tlog::Frontier tree;
  for (const auto& e : entries) tree.append(tlog::leaf_hash(encode(e.entry)));
  return tree.root();
}

std::vector<phash::Token> tokens_of(const Entry& entry, const phash::TokenParams& params) {
  std::set<phash::Token> tokens;
  for (const auto& hash : entry.hashes()) {
    for (const auto& token : phash::list_tokens(hash, params)) tokens.insert(token);
  }
  return {tokens.begin(), tokens.end()};
}

std::vector<phash::Token> tokens_of(std::span<const CertifiedEntry> entries,
                                    const phash::TokenParams& params) {
  std::set<phash::Token> tokens;
  for (const auto& e : entries) {
    for (const auto& token : tokens_of(e.entry, params)) tokens.insert(token);
  }
  return {tokens.begin(), tokens.end()};
}

std::vector<Bytes> evaluation_inputs(std::span<const CertifiedEntry> entries,
                                     const phash::TokenParams& params) {
  std::vector<Bytes> inputs;
  for (const auto& token : tokens_of(entries, params)) inputs.push_back(token.bytes());
  return inputs;
}

}  // namespace eq::list
