// Whom a realm entrusts with what in the matter of orders; pinned by every verifier.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eq/base/time.h"
#include "eq/order/ceremony.h"
#include "eq/order/profile.h"

namespace eq::order {

struct CustodianKey {
  std::uint16_t index = 0;  // 1..n
  std::string name;
  crypto::VerifyKey signing;
  crypto::Point share_point;     // Y_i
  crypto::EdPoint quorum_point;  // of the quorum key, likewise
};

/// Those who hold the shares of one ceremony's two keys, in office from a day on.
struct Custodians {
  Day from;
  std::uint64_t known_from = 0;  // the order log's entry that named them; 0 for the realm's first
  std::vector<CustodianKey> members;  // by index, 1..n
  std::uint16_t threshold = 0;
  crypto::Point decryption_key;  // Y
  crypto::EdPoint quorum_key;    // under which t of them sign

  const CustodianKey* find(std::uint16_t index) const;
  const CustodianKey* find(const crypto::VerifyKey& signing) const;
  CustodianKeys keys() const;
};

/// Who, besides the court, may decide that an order is made.
struct Issuer {
  IssuerKind kind = IssuerKind::prosecutor;
  std::string name;
  crypto::VerifyKey key;
};

/// An agency of another realm that may apply here, and the judge of that realm who decides for it.
struct ForeignAuthority {
  std::string realm;
  std::string agency_name, court_name;
  crypto::VerifyKey agency, judge;
};

struct Authorities {
  std::string realm;
  Profile profile;
  std::vector<Issuer> issuers;
  std::vector<ForeignAuthority> foreign;
  std::string agency_name;
  crypto::VerifyKey agency;
  crypto::VerifyKey judge;     // of the court: decides
  crypto::VerifyKey provider;  // the delivery service's, for answers
  // each in office until the next; the first is the realm's own
  std::vector<Custodians> custodians;
  std::uint16_t k = 0, k_cap = 0;  // degree of every epoch object and its pinned ceiling
  Day e_0;                         // first access epoch

  /// Those in office on `day`, as far as the order log's entries before `before` tell.
  const Custodians& custodians_on(Day day, std::uint64_t before) const;
  /// The custodian with this key among those in office on any of these days, as far as entries
  /// before `before` tell. nullptr if there is none: whoever left before them, or comes after, has
  /// no say about them.
  const CustodianKey* serving(Day first, Day last, std::uint64_t before,
                              const crypto::VerifyKey& signing) const;
  /// nullptr unless `agency` is one of another realm.
  const ForeignAuthority* foreign_agency(std::string_view agency) const;
  /// The key of an agency that may apply: the realm's own or a foreign one.  nullptr for others.
  const crypto::VerifyKey* agency_key(std::string_view name) const;
};

/// `before` of something that is not in the log yet.
inline constexpr std::uint64_t kWholeLog = UINT64_MAX;
inline constexpr std::uint64_t kLead_ms = 6 * kHour_ms;
/// So long after its day an object is still accepted.
inline constexpr std::uint64_t kGrace_ms = 2 * kHour_ms;
/// When a message sealed under the day's object is accepted no more.
inline Time end_of(Day day) { return start_of(day + 1) + kGrace_ms; }
/// The service keeps everybody's sealed messages for so many days.
inline constexpr std::uint32_t kAnswerableDays = 7;
/// The longest that anything may be let go under an order: as long as the service has what is asked
/// for, and as long again for those who decide.
inline Time longest_release(Day last) { return start_of(last + 1 + 2 * kAnswerableDays); }
inline constexpr std::size_t kStatementSizeMax = 2000;  // bytes of each text of an application

/// "…-v1" || u8 length || realm || body: what every signature of this room covers.
Bytes signed_bytes(std::string_view label, std::string_view realm, View body);

struct CustodianSignature {
  std::uint16_t index = 0;
  crypto::Signature signature{};
  auto operator<=>(const CustodianSignature&) const = default;
  EQ_FIELDS(index, signature)
};

/// Err::forged unless the signatures are in ascending order of index, all valid, and at least t.
Status verify_quorum(View message, std::span<const CustodianSignature> signatures,
                     const Custodians& custodians);

}  // namespace eq::order
