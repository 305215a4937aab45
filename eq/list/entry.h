// What only the hotlines know: the entries of a list, and how two of them certify one.
// spec/list.md sections 3 and 6.
//
// An entry holds hashes and paperwork, never a picture.  The authority that proposes it and at least
// one other in another jurisdiction, each holding a copy of the picture, attest it.
#pragma once

#include "eq/list/filter.h"

namespace eq::list {

enum class Category : std::uint8_t { a = 1, b = 2, test = 3 };  // by severity; "test": harmless, for drills
constexpr bool is_valid(Category c) { return c >= Category::a && c <= Category::test; }

struct Entry {
  phash::Hash hash;
  Category category = Category::test;
  std::string assessor;    // role, not name: "analyst 7"
  std::string provenance;  // where the hotline has it from, case number
  Time assessed;
  Array<16> salt{};        // so that the root reveals no entry by guessing
  auto operator<=>(const Entry&) const = default;
  EQ_FIELDS(hash, category, assessor, provenance, assessed, salt)
};

/// Signature over "eqp list entry v1" || SHA-256 of the entry.  It says: I hold a copy of this picture,
/// I hashed and assessed it myself.
struct Attestation {
  crypto::VerifyKey key;
  crypto::Signature signature{};
  auto operator<=>(const Attestation&) const = default;
  EQ_FIELDS(key, signature)
};

/// SHA-256 of the entry: names it without revealing it.
crypto::Digest digest_of(const Entry& entry);

struct CertifiedEntry {
  Entry entry;
  std::vector<Attestation> attestations;
  auto operator<=>(const CertifiedEntry&) const = default;
  EQ_FIELDS(entry, attestations)
};

/// A hotline's own look at its own copy differs from the proposer's by at most this many bits, or it
/// does not attest: the copies may be different encodings of one picture.
constexpr int kCopyDistanceMax = phash::kSamePictureDistance;

/// The proposer's attestation, by its own picture.
Attestation attest(const Entry& entry, const crypto::SigningKey& key);
/// The second authority's, after hashing its own copy.
/// @return Err::refused if its copy is not the picture of the entry.  Promise LST-8.
Result<Attestation> attest_copy(const Entry& entry, const phash::Fingerprint& own_copy, const crypto::SigningKey& key);

/// Every entry attested by enough authorities of enough jurisdictions, and none twice.
/// @return Err::forged for a bad attestation, Err::refused without a quorum or for a duplicate hash.
/// Promises LST-7.
Status check_entries(std::span<const CertifiedEntry> entries, std::span<const Authority> authorities);

/// Merkle root (RFC 6962) over the entries sorted by hash.
crypto::Digest entries_root(std::vector<CertifiedEntry> entries);

/// The tokens of these entries, ascending, each once.
std::vector<phash::Token> tokens_of(std::span<const CertifiedEntry> entries, const phash::TokenParams& params);
/// The inputs of the blinded evaluation for a set of entries, in a fixed order, without duplicates.
std::vector<Bytes> evaluation_inputs(std::span<const CertifiedEntry> entries, const phash::TokenParams& params);

}  // namespace eq::list
