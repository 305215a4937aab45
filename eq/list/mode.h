// What may happen on a device in a region, and the legal basis without which nothing may.
// spec/list.md section 3.
#pragma once

#include <optional>
#include <string>

#include "eq/crypto/sign.h"
#include "eq/list/kind.h"

namespace eq::list {

/// What happens on a device when a picture is on the list.
enum class Mode : std::uint8_t {
  off = 0,
  warn_user_only = 1,          // a picture that comes in: the result never leaves the device
  report_after_threshold = 2,  // a picture that goes out: a voucher beside each (eq/voucher)
};
constexpr bool is_valid(Mode m) { return m <= Mode::report_after_threshold; }
constexpr std::string_view to_text(Mode m) {
  return m == Mode::off ? "off" : m == Mode::warn_user_only ? "warn" : "report";
}

/// The law that lets a mode be in force in a region for lists of one kind, for a time.  The realm's
/// court signs that it applies: the hotlines, who sign the list, cannot give it to themselves, nor
/// use it for a list of another kind.
struct LegalBasis {
  Kind kind = Kind::drill;
  std::string instrument, article;  // for people, 1 .. 500 bytes each
  std::string region;               // ISO 3166-1 alpha-2, or "*"
  Mode mode = Mode::off;
  Time until;                     // no longer in force from then on
  std::string signed_by;          // the court, by name
  crypto::Signature signature{};  // over "eqp list legal basis v2" || the fields above
  auto operator<=>(const LegalBasis&) const = default;
  EQ_FIELDS(kind, instrument, article, region, mode, until, signed_by, signature)
};
void sign_legal_basis(LegalBasis& basis, const crypto::SigningKey& court);

/// Without a rule for its region a client's mode is off.
struct RegionRule {
  static constexpr std::size_t kAtMost = 1024;  // of one list; ISO 3166-1 knows 249 regions
  std::string region;  // ISO 3166-1 alpha-2, or "*" for every region without its own rule
  Mode mode = Mode::off;
  std::optional<LegalBasis> basis;
  auto operator<=>(const RegionRule&) const = default;
  EQ_FIELDS(region, mode, basis)
};
/// Err::malformed for a region that is none, texts empty or overlong, a basis for something else
/// than the rule or for lists of another kind, or reports of a kind that never reports.  Promises
/// LST-17.
Status check(const RegionRule& rule, Kind kind);

/// Why a mode is off.
enum class Off : std::uint8_t {
  chosen,       // the list says so, or has no rule for the region
  no_basis,     // no legal basis was given
  expired,      // it is no longer in force
  not_genuine,  // the court did not sign it
};
/// One sentence for people.
std::string_view to_text(Off why);

/// The rule of a region as it stands at a moment.
struct RuleInForce {
  RegionRule rule;        // what the list says
  Mode mode = Mode::off;  // what is in force
  Off off = Off::chosen;  // why, if that is off
};
/// Promise LST-9.
RuleInForce standing_of(const RegionRule& rule, const crypto::VerifyKey& court, Time now);

}  // namespace eq::list
