// The public head of a certified list: what is matched, by which rule, who certified it, until when.
// spec/list.md section 3.
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
#include "eq/crypto/sign.h"
#include "eq/phash/tokens.h"
#include "eq/tlog/logged.h"

namespace eq::list {

/// Signatures a head and an entry need, and from how many jurisdictions.
constexpr std::size_t kAuthoritiesMin = 2;
constexpr std::size_t kJurisdictionsMin = 2;

/// An organisation that may certify; pinned by every client in its realm.
struct Authority {
  std::string name;
  std::string jurisdiction;  // ISO 3166-1 alpha-2
  crypto::VerifyKey key;
  auto operator<=>(const Authority&) const = default;
  EQ_FIELDS(name, jurisdiction, key)
};

/// What happens on a device when a picture is on the list.
enum class Mode : std::uint8_t {
  off = 0,
  warn_user_only = 1,  // the result never leaves the device
};
constexpr bool is_valid(Mode m) { return m <= Mode::warn_user_only; }

/// Without a rule for its region a client's mode is off.
struct RegionRule {
  std::string region;       // ISO 3166-1 alpha-2, or "*" for every region without its own rule
  Mode mode = Mode::off;
  std::string legal_basis;  // for people; must not be empty unless the mode is off
  auto operator<=>(const RegionRule&) const = default;
  EQ_FIELDS(region, mode, legal_basis)
};

struct ListHead {
  std::uint32_t version = 0;           // 1, 2, 3, ...
  crypto::Digest previous{};           // id() of the head before; zero for version 1
  phash::TokenParams tokens;
  crypto::Point match_key;             // public key of the blinded evaluation
  crypto::Digest entries_root{};       // Merkle root over the entries, which only the hotlines know
  std::uint32_t slots = 0;             // tags in the filter, filler included: a power of two
  crypto::Digest filter_digest{};      // SHA-256 of the filter's encoding
  std::vector<RegionRule> regions;
  Time issued, expires;

  /// SHA-256 of the encoding: what signatures cover, and what the next head points back to.
  crypto::Digest id() const;
  /// Err::malformed for values no head may have.
  Status check() const;
  /// The rule for a region; off if there is none.
  RegionRule rule_for(std::string_view region) const;
  bool operator==(const ListHead&) const = default;
  EQ_FIELDS(version, previous, tokens, match_key, entries_root, slots, filter_digest, regions, issued, expires)
};

/// One authority's signature over "eqp list head v1" || id().  It says: I recomputed the entries root
/// and the whole filter from entries of which each carries the attestations it needs.
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

/// Do these keys, each counted once, belong to enough authorities of enough jurisdictions?
/// @return Err::refused if not, or if a key is no authority's.
Status check_quorum(std::span<const crypto::VerifyKey> keys, std::span<const Authority> authorities);

/// Signatures and quorum of a head, without the log.
/// @return Err::malformed for impossible values, Err::forged for a bad signature, Err::refused without
///         a quorum.  Promises LST-1.
Status check_certification(const SignedHead& signed_head, std::span<const Authority> authorities);

/// What a client pins.
struct Trust {
  std::vector<Authority> authorities;
  crypto::Point match_key;
  EQ_FIELDS(authorities, match_key)
};

class AcceptedHead {
 public:
  /// @param last_seen  highest version this client ever accepted, 0 for none
  /// @return Err::malformed, Err::forged, Err::refused (no quorum, or another match key than the one
  ///         pinned), Err::stale (older than last_seen, expired, or issued in the future).
  /// Promises LST-1, LST-2, LST-3.
  static Result<AcceptedHead> accept(const tlog::Logged<SignedHead>& logged, const Trust& trust,
                                     std::uint32_t last_seen, Time now);

  const ListHead& head() const { return head_; }
  /// Names of those who signed, for showing.
  const std::vector<Authority>& certified_by() const { return by_; }
  std::uint64_t log_index() const { return log_index_; }

 private:
  AcceptedHead(ListHead h, std::vector<Authority> by, std::uint64_t index)
      : head_(std::move(h)), by_(std::move(by)), log_index_(index) {}
  ListHead head_;
  std::vector<Authority> by_;
  std::uint64_t log_index_;
};

}  // namespace eq::list
