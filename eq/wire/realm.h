// The realm's public constitution: every key that anybody relies on, pinned by all.
// spec/wire.md section 10.
#pragma once

#include "eq/crypto/ed25519_group.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/sign.h"
#include "eq/list/kind.h"
#include "eq/order/profile.h"

namespace eq::wire {

struct Organisation {
  std::string name;
  crypto::VerifyKey signing;
  Array<32> hpke{};  // X25519: letters are sealed to it
  auto operator<=>(const Organisation&) const = default;
  EQ_FIELDS(name, signing, hpke)
};

struct Custodian {
  std::uint16_t index = 0;  // 1..n
  Organisation org;
  crypto::Point share_point;     // Y_i = y_i*g
  crypto::EdPoint quorum_point;  // its share of the quorum key, times B
  EQ_FIELDS(index, org, share_point, quorum_point)
};

struct Hotline {
  Organisation org;
  std::string jurisdiction;  // ISO 3166-1 alpha-2; two hotlines of a list must differ in it
  list::Kinds kinds;         // of which it may certify lists; at least one
  EQ_FIELDS(org, jurisdiction, kinds)
};

/// A prosecutor or minister whose signed decision an order may need.
struct Issuer {
  std::string name;
  order::IssuerKind kind = order::IssuerKind::prosecutor;
  crypto::VerifyKey key;
  EQ_FIELDS(name, kind, key)
};

/// An agency of another realm that may apply in this one, and the court of that realm that decides
/// for it.
struct ForeignAuthority {
  std::string realm;
  Organisation agency;
  std::string court;
  crypto::VerifyKey judge;
  EQ_FIELDS(realm, agency, court, judge)
};

/// What an organisation is in the realm.
enum class Role : std::uint8_t { moderator = 1, court = 2, agency = 3, custodian = 4, hotline = 5 };

/// How a realm file begins: with its version, so that one of another version is told from a damaged
/// one.
struct RealmFormat {
  void encode(Writer& w) const;
  /// Err::unsupported for any other version.
  static Result<RealmFormat> decode(Reader& r);
};

struct Realm {
  RealmFormat format;
  std::string name;                                   // 1..255 bytes
  std::string orders_log, epochs_log, directory_log;  // C2SP vkeys of the three logs
  std::string witness;                                // C2SP vkey of the witness (cosignature/v1)
  crypto::VerifyKey stamp_key;                        // delivery service: stamps messages
  Organisation moderator;                             // also issues tokens under its signing key
  Organisation court;       // its registry: letters, days, releases; decides nothing
  crypto::VerifyKey judge;  // of the court: orders, acts, legal bases
  Organisation agency;
  std::vector<Custodian> custodians;  // ordered by index, 1..n
  std::uint16_t threshold = 0;        // t of n = 2t - 1, for releases and for signatures
  crypto::Point custodian_key;        // Y = y*g
  crypto::EdPoint quorum_key;         // t custodians together sign under it (FROST)
  std::vector<Hotline> hotlines;
  crypto::Point match_key;         // VOPRF public key of the delivery service
  crypto::Point directory_key;     // VRF public key of its directory of accounts (eq/keytrans)
  std::uint16_t k = 0, k_cap = 0;  // degree of every epoch object, and its pinned ceiling
  Day e_0;                         // first access epoch: leaf e - e_0 of the epoch log
  order::Profile profile;          // the law under which orders are made
  std::vector<Issuer> issuers;
  std::vector<ForeignAuthority> foreign;
  EQ_FIELDS(format, name, orders_log, epochs_log, directory_log, witness, stamp_key, moderator,
            court, judge, agency, custodians, threshold, custodian_key, quorum_key, hotlines,
            match_key, directory_key, k, k_cap, e_0, profile, issuers, foreign)

  /// SHA-256("eqp-realm-v1" || encoding): what parties compare.
  crypto::Digest digest() const;
  /// The role of a signing key, if it belongs to an organisation of the realm; a foreign agency is
  /// an agency.
  std::optional<Role> role_of(const crypto::VerifyKey& signing) const;
  /// The organisation behind a signing key, or nullptr.
  const Organisation* find(const crypto::VerifyKey& signing) const;
  const Custodian* custodian(std::uint16_t index) const;
  /// The agency of that name, the realm's own or a foreign one; nullptr for others.
  const Organisation* agency_named(std::string_view name) const;
};

/// For people: one fact a line, keys in hexadecimal.
std::string to_text(const Realm& realm);

}  // namespace eq::wire
