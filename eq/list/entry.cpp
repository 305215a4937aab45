#include "eq/list/entry.h"

#include <algorithm>
#include <set>

#include "eq/phash/distance.h"

namespace eq::list {
namespace {

constexpr std::string_view kEntryLabel = "eqp list entry v1";

}  // namespace

crypto::Digest digest_of(const Entry& e) { return crypto::sha256(encode(e)); }

Attestation attest(const Entry& entry, const crypto::SigningKey& key) {
  return {key.verify_key(), key.sign({view(kEntryLabel), digest_of(entry)})};
}

Result<Attestation> attest_copy(const Entry& entry, const phash::Fingerprint& own_copy, const crypto::SigningKey& key) {
  REQUIRE_OR(own_copy.is_meaningful(), Err::refused);
  REQUIRE_OR(phash::distance(entry.hash, own_copy.hash) <= kCopyDistanceMax, Err::refused);
  return attest(entry, key);
}

Status check_entries(std::span<const CertifiedEntry> entries, std::span<const Authority> authorities) {
  std::set<phash::Hash> seen;
  for (const auto& e : entries) {
    REQUIRE_OR(seen.insert(e.entry.hash).second, Err::refused);
    const auto digest = digest_of(e.entry);
    std::vector<crypto::VerifyKey> keys;
    for (const auto& a : e.attestations) {
      REQUIRE_OR(crypto::verify(a.key, {view(kEntryLabel), digest}, a.signature), Err::forged);
      keys.push_back(a.key);
    }
    TRY(check_quorum(keys, authorities));
  }
  return ok();
}

crypto::Digest entries_root(std::vector<CertifiedEntry> entries) {
  std::sort(entries.begin(), entries.end());
  tlog::Frontier tree;
  for (const auto& e : entries) tree.append(tlog::leaf_hash(encode(e.entry)));
  return tree.root();
}

std::vector<phash::Token> tokens_of(std::span<const CertifiedEntry> entries, const phash::TokenParams& params) {
  std::set<phash::Token> tokens;
  for (const auto& e : entries) {
    for (const auto& token : phash::list_tokens(e.entry.hash, params)) tokens.insert(token);
  }
  return {tokens.begin(), tokens.end()};
}

std::vector<Bytes> evaluation_inputs(std::span<const CertifiedEntry> entries, const phash::TokenParams& params) {
  std::vector<Bytes> inputs;
  for (const auto& token : tokens_of(entries, params)) inputs.push_back(token.bytes());
  return inputs;
}

}  // namespace eq::list
