// The public head of a certified list: what is matched, by which rule, who certified it, until
// when. spec/list.md section 3.
//
// A client acts on a list only as an AcceptedHead, and there is no way to get one but accept(): the
// head stands in the public log, enough authorities of different jurisdictions signed it, it is not
// older than the last one seen, and it has not expired.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eq/crypto/hash.h"
#include "eq/crypto/ristretto.h"
#include "eq/crypto/verifiable_sharing.h"
#include "eq/list/mode.h"
#include "eq/phash/tokens.h"
#include "eq/tlog/logged.h"
#include "eq/voucher/voucher.h"

namespace eq::list {

/// Signatures a head and an entry need, and from how many jurisdictions.
constexpr std::size_t kAuthoritiesMin = 2;
constexpr std::size_t kJurisdictionsMin = 2;

/// An organisation that may certify lists of some kinds; pinned by every client in its realm.
struct Authority {
  std::string name;
  std::string jurisdiction;  // ISO 3166-1 alpha-2
  crypto::VerifyKey key;
  Kinds kinds;
  auto operator<=>(const Authority&) const = default;
  EQ_FIELDS(name, jurisdiction, key, kinds)
};
/// The authority of this key, if it is one for lists of this kind; nullptr otherwise.  Promises
/// LST-18.
const Authority* authority_for(Kind kind, const crypto::VerifyKey& key,
                               std::span<const Authority> authorities);

/// A hotline that holds a part of the evaluation key; number i + 1 is the i-th.
struct Holder {
  crypto::VerifyKey authority;
  crypto::Point share_point;
  bool operator==(const Holder&) const = default;
  EQ_FIELDS(authority, share_point)
};

/// What vouchers are made and opened by; needed where a region's mode is report_after_threshold.
struct Reporting {
  voucher::Terms terms;         // evaluation key, table, threshold, rate of synthetic vouchers
  std::uint32_t rows = 0;       // of the table
  std::uint16_t threshold = 0;  // so many holders together evaluate, at least 2
  std::vector<Holder> holders;
  std::uint16_t notice_days = 90;  // after an opening, whoever it concerned can learn of it
  bool operator==(const Reporting&) const = default;
  EQ_FIELDS(terms, rows, threshold, holders, notice_days)

  crypto::SharedKey shared_key() const;
  /// Err::malformed for impossible values, or share points that are not parts of the key.
  Status check() const;
};
/// Every holder an authority for this kind, none twice, and in no jurisdiction enough of them to
/// evaluate.  Err::refused. Promise LST-12.
Status check_holders(const Reporting& reporting, Kind kind, std::span<const Authority> authorities);

/// Why an entry was taken off.
enum class Reason : std::uint8_t {
  withdrawn = 1,  // by a hotline, of its own accord
  expired = 2,
  disputed = 3,  // by a hotline, after somebody who was warned or reported disputed it
};
constexpr bool is_valid(Reason r) { return r >= Reason::withdrawn && r <= Reason::disputed; }
constexpr std::string_view to_text(Reason r) {
  return r == Reason::withdrawn ? "withdrawn" : r == Reason::expired ? "expired" : "disputed";
}

/// An entry that was taken off since the version before.  Its name reveals nothing (entries are
/// salted), but whoever acted on it was given the same name and learns that it is gone, and why.
struct Removal {
  crypto::Digest entry{};  // name_of the entry (entry.h)
  Reason reason = Reason::withdrawn;
  Time at;  // when a hotline withdrew it, or its last moment
  auto operator<=>(const Removal&) const = default;
  EQ_FIELDS(entry, reason, at)
};
/// What hotlines answered to those who disputed an entry (wire/list_letters.h), since the version
/// before.
struct DisputesAnswered {
  std::uint32_t upheld = 0, withdrawn = 0;  // the entry stays; it goes
  auto operator<=>(const DisputesAnswered&) const = default;
  EQ_FIELDS(upheld, withdrawn)
};

struct ListHead {
  Kind kind = Kind::drill;
  std::uint32_t version = 0;  // 1, 2, 3, ... of this kind
  crypto::Digest previous{};  // id() of the head of this kind before; zero for version 1
  phash::TokenParams tokens;
  crypto::Point match_key;         // public key of the blinded evaluation
  crypto::Digest entries_root{};   // Merkle root over the entries, which only the hotlines know
  std::uint32_t slots = 0;         // tags in the filter, filler included: a power of two
  crypto::Digest filter_digest{};  // SHA-256 of the filter's encoding
  std::vector<RegionRule> regions;
  std::optional<Reporting> reporting;
  std::vector<Removal> removed;  // ascending
  DisputesAnswered disputes;
  Time issued, expires;

  /// SHA-256 of the encoding: what signatures cover, and what the next head points back to.
  crypto::Digest id() const;
  /// Err::malformed for values no head may have.
  Status check() const;
  /// The rule for a region; off if there is none.
  RegionRule rule_for(std::string_view region) const;
  /// What a person agrees to in a region: the kind, the rule with its legal basis and all of
  /// reporting but the table. Another digest, another consent.
  crypto::Digest consent_subject(std::string_view region) const;
  bool operator==(const ListHead&) const = default;
  EQ_FIELDS(kind, version, previous, tokens, match_key, entries_root, slots, filter_digest, regions,
            reporting, removed, disputes, issued, expires)
};

/// One authority's signature over "eqp list head v2" || id().  It says: I recomputed the entries
/// root and the whole filter from entries of which each carries the attestations it needs.
struct HeadSignature {
  crypto::VerifyKey key;
  crypto::Signature signature{};
  auto operator<=>(const HeadSignature&) const = default;
  EQ_FIELDS(key, signature)
};

struct SignedHead {
  static constexpr std::uint8_t kLogTag = 4;  // its alternative of the order log's entry union
  ListHead head;
  std::vector<HeadSignature> signatures;
  bool operator==(const SignedHead&) const = default;
  EQ_FIELDS(head, signatures)
};

HeadSignature sign_head(const ListHead& head, const crypto::SigningKey& key);

/// Do these keys, each counted once, belong to enough authorities for this kind, of enough
/// jurisdictions?
/// @return Err::refused if not, or if a key is of no such authority.  Promises LST-18.
Status check_quorum(std::span<const crypto::VerifyKey> keys, Kind kind,
                    std::span<const Authority> authorities);

/// Signatures and quorum of a head, without the log.
/// @return Err::malformed for impossible values, Err::forged for a bad signature, Err::refused
///     without a quorum.  Promises LST-1.
Status check_certification(const SignedHead& signed_head, std::span<const Authority> authorities);

/// What a client pins.
struct Trust {
  std::vector<Authority> authorities;
  crypto::Point match_key;
  crypto::VerifyKey judge;  // signs legal bases
  EQ_FIELDS(authorities, match_key, judge)
};

class AcceptedHead {
 public:
  /// @param kind       that is wanted
  /// @param last_seen  highest version of it that this client ever accepted, 0 for none
  /// @return Err::malformed, Err::forged, Err::refused (another kind, no quorum, or another match
  ///     key than the one pinned), Err::stale (older than last_seen, expired, or issued in the
  ///     future). Promises LST-1, LST-2, LST-3.
  static Result<AcceptedHead> accept(const tlog::Logged<SignedHead>& logged, Kind kind,
                                     const Trust& trust, std::uint32_t last_seen, Time now);

  const ListHead& head() const { return head_; }
  const Trust& trust() const { return trust_; }
  /// The mode in force in a region.  Promise LST-9.
  RuleInForce standing(std::string_view region, Time now) const {
    return standing_of(head_.rule_for(region), trust_.judge, now);
  }
  /// Names of those who signed, for showing.
  const std::vector<Authority>& certified_by() const { return by_; }
  std::uint64_t log_index() const { return log_index_; }

 private:
  AcceptedHead(ListHead h, Trust trust, std::vector<Authority> by, std::uint64_t index)
      : head_(std::move(h)), trust_(std::move(trust)), by_(std::move(by)), log_index_(index) {}
  ListHead head_;
  Trust trust_;
  std::vector<Authority> by_;
  std::uint64_t log_index_;
};

}  // namespace eq::list
