// What only the hotlines know: the entries of a list, and how two of them certify one.
// spec/list.md sections 3 and 6.
//
// An entry holds hashes and paperwork, never a picture.  The authority that proposes it and at
// least one other in another jurisdiction, each holding a copy of the picture, attest it.
#pragma once

#include "eq/list/filter.h"

namespace eq::list {

/// No entry stands longer than this after it was assessed: whoever wants it on the list then looks
/// at it again.
constexpr std::uint64_t kEntryLife_ms = 3 * 365 * kDay_ms;

struct Entry {
  phash::Hash hash;
  // of the same picture mirrored or turned by quarters, ascending, at most 7
  std::vector<phash::Hash> turned;
  Kind kind = Kind::drill;  // of the list that it is for
  std::string assessor;     // role, not name: "analyst 7"
  std::string provenance;   // where the hotline has it from, case number
  Time assessed;
  Time expires;  // a head issued from then on leaves it out; at most kEntryLife_ms after assessed
  Array<16> salt{};  // so that neither root nor name reveals an entry to guessing
  auto operator<=>(const Entry&) const = default;
  EQ_FIELDS(hash, turned, kind, assessor, provenance, assessed, expires, salt)

  /// Err::malformed for values no entry may have.
  Status check() const;
  /// Its hash and the turned ones, all different.
  std::vector<phash::Hash> hashes() const;
};

/// Signature over "eqp list entry v2" || SHA-256 of the entry.  It says: I hold a copy of this
/// picture, I hashed and assessed it myself, as of this kind.
struct Attestation {
  crypto::VerifyKey key;
  crypto::Signature signature{};
  auto operator<=>(const Attestation&) const = default;
  EQ_FIELDS(key, signature)
};

/// SHA-256 of the entry: what attestations cover.
crypto::Digest digest_of(const Entry& entry);
/// SHA-256 of hash and salt: names an entry without revealing it, the same before and after it is
/// renewed.
crypto::Digest name_of(const Entry& entry);

struct CertifiedEntry {
  Entry entry;
  std::vector<Attestation> attestations;
  auto operator<=>(const CertifiedEntry&) const = default;
  EQ_FIELDS(entry, attestations)
};

/// A hotline's own look at its own copy differs from the proposer's by at most this many bits, or
/// it does not attest: the copies may be different encodings of one picture.
constexpr int kCopyDistanceMax = phash::kSamePictureDistance;

/// The proposer's attestation, by its own picture.
Attestation attest(const Entry& entry, const crypto::SigningKey& key);
/// What the second authority has: its own copy, hashed as it lies and in those turns that it can
/// vouch for, and when it looked.
struct OwnCopy {
  Kind kind;                            // that it found the picture to be of
  std::span<const phash::Hash> hashes;  // of meaningful quality
  Time assessed;
};
/// The second authority's.
/// @return Err::refused if its copy is not the picture of the entry in every turn listed, if it
///     found it to be of another kind, or if the entry would stand longer than kEntryLife_ms after
///     its own look.  Promises LST-8, LST-14.
Result<Attestation> attest_copy(const Entry& entry, const OwnCopy& own,
                                const crypto::SigningKey& key);

/// Every entry of this kind, attested by enough of its authorities of enough jurisdictions, none
/// expired when the head is issued, and no hash twice.
/// @return Err::malformed; Err::forged for a bad attestation; Err::stale for an expired entry;
///     Err::refused without a quorum, for another kind or a duplicate hash.  Promises LST-7,
///     LST-14.
Status check_entries(std::span<const CertifiedEntry> entries, Kind kind,
                     std::span<const Authority> authorities, Time issued);

/// Merkle root (RFC 6962) over the entries sorted by hash.
crypto::Digest entries_root(std::vector<CertifiedEntry> entries);

/// The tokens of one entry in all its turns, or of these entries; ascending, each once.
std::vector<phash::Token> tokens_of(const Entry& entry, const phash::TokenParams& params);
std::vector<phash::Token> tokens_of(std::span<const CertifiedEntry> entries,
                                    const phash::TokenParams& params);
/// The inputs of the blinded evaluation for a set of entries, in a fixed order, without duplicates.
std::vector<Bytes> evaluation_inputs(std::span<const CertifiedEntry> entries,
                                     const phash::TokenParams& params);

}  // namespace eq::list
