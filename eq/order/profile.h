// What the law of a jurisdiction asks of an order, as data: who may order what, thresholds, clocks,
// grounds, and the article behind each rule.  spec/order.md section 9.
//
// A realm pins one profile; its digest stands in every order.  The files are TOML
// (apps/equipoise/operator/profiles), the rules that read them are here.  The default is the
// strictest of what the others ask.
#pragma once

#include <vector>

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"
#include "eq/order/refusal.h"

namespace eq::order {

/// What data an order may reach.  Sealed access (eq/gate) exists for content only.
enum class DataCategory : std::uint8_t {
  subscriber = 1,
  identifying = 2,
  traffic = 3,
  content = 4
};
constexpr bool is_valid(DataCategory c) {
  return c >= DataCategory::subscriber && c <= DataCategory::content;
}
std::string_view to_text(DataCategory c);

/// Who decides that an order is made.
enum class IssuerKind : std::uint8_t { police = 1, prosecutor = 2, judge = 3, minister = 4 };
constexpr bool is_valid(IssuerKind k) {
  return k >= IssuerKind::police && k <= IssuerKind::minister;
}
std::string_view to_text(IssuerKind k);

enum class Urgency : std::uint8_t { ordinary = 1, emergency = 2 };
constexpr bool is_valid(Urgency u) { return u == Urgency::ordinary || u == Urgency::emergency; }
std::string_view to_text(Urgency u);

/// Why an order, or an item of one, is not carried out.  The list is closed.
enum class Ground : std::uint8_t {
  none = 0,
  immunity_or_privilege = 1,
  press_freedom = 2,
  fundamental_right = 3,
  ne_bis_in_idem = 4,
  no_offence_here = 5,
  incomplete = 6,
  manifest_error = 7,
  impossible = 8,
  third_country = 9,  // a conflicting duty under another country's law
  unnecessary = 10,   // not necessary or not proportionate
};
constexpr bool is_valid(Ground g) { return g <= Ground::unnecessary; }
std::string_view to_text(Ground g);

/// By when a judge must have confirmed an emergency order: hours, or the end of the n-th working
/// day.
struct ConfirmationDeadline {
  std::uint32_t hours = 48, working_days = 0;  // working_days counts if it is not 0
  auto operator<=>(const ConfirmationDeadline&) const = default;
  EQ_FIELDS(hours, working_days)
};

/// Whether a category may be ordered in an emergency, before a judge has decided.
enum class InEmergency : std::uint8_t { never = 1, before_confirmation = 2 };
constexpr bool is_valid(InEmergency e) {
  return e == InEmergency::never || e == InEmergency::before_confirmation;
}

struct CategoryRule {
  DataCategory category = DataCategory::content;
  std::vector<IssuerKind> issuers;     // any of these may issue
  std::uint32_t threshold_months = 0;  // the offence must carry at least this maximum sentence
  InEmergency emergency = InEmergency::never;
  bool operator==(const CategoryRule&) const = default;
  EQ_FIELDS(category, issuers, threshold_months, emergency)
};

/// Which consents an order needs before the custodians'.
enum class Lock : std::uint8_t {
  judge = 1,             // the judge's
  issuer_and_judge = 2,  // a signed decision of the issuer, and the judge's: the double lock
};
constexpr bool is_valid(Lock l) { return l == Lock::judge || l == Lock::issuer_and_judge; }

/// Whether we saw the text of an article or know it from elsewhere.
enum class Checked : std::uint8_t { verified = 1, unverified = 2 };
constexpr bool is_valid(Checked c) { return c == Checked::verified || c == Checked::unverified; }

/// The law behind a rule, where the jurisdiction has its own.
struct Citation {
  std::uint8_t rule = 0;  // 20 for ORD-R20
  std::string source, remedy;
  Checked checked = Checked::unverified;
  bool operator==(const Citation&) const = default;
  EQ_FIELDS(rule, source, remedy, checked)
};

struct Profile {
  std::string name = "default";
  std::string title = "Strict default: content only, by a judge, never before the judge";
  Lock lock = Lock::judge;
  std::vector<CategoryRule> categories = {
      {DataCategory::content, {IssuerKind::judge}, 36, InEmergency::never}};
  std::vector<std::string> listed_offences;  // enough without the threshold
  std::uint32_t days_max = 30;
  std::uint32_t answer_days = 10, emergency_answer_hours = 8;
  std::uint32_t clarification_days = 5;
  // of the enforcing authority, for an order from another realm
  std::uint32_t objection_hours = 96;
  ConfirmationDeadline confirmation;
  std::vector<Day> holidays;  // no working days, besides Saturday and Sunday
  std::uint32_t preservation_days = 60, extension_days = 30;
  std::uint32_t notice_months_max = 12;  // after the order's last day
  std::vector<Ground> objection_grounds = {Ground::immunity_or_privilege, Ground::press_freedom,
                                           Ground::fundamental_right, Ground::ne_bis_in_idem,
                                           Ground::no_offence_here};
  std::vector<Citation> citations;
  bool operator==(const Profile&) const = default;
  EQ_FIELDS(name, title, lock, categories, listed_offences, days_max, answer_days,
            emergency_answer_hours, clarification_days, objection_hours, confirmation, holidays,
            preservation_days, extension_days, notice_months_max, objection_grounds, citations)

  /// SHA-256("eqp-profile-v1" || encoding): what an order names.
  crypto::Digest digest() const;
  /// nullptr if the profile knows no orders for this category.
  const CategoryRule* rule_for(DataCategory c) const;
  /// A refusal with this jurisdiction's article and remedy; an article nobody checked is marked
  /// unverified.
  Refusal refuse(Rule rule, std::string_view detail = {}) const;
  /// When an emergency order made at `start` ends unless it is confirmed.
  Time confirm_by(Time start) const;
};

/// A profile that makes sense: a name, at least one category and none twice, issuers for each, 1 to
/// 30 days, a confirmation clock, citations of rules that exist.  Err::malformed otherwise.
Status check(const Profile& profile);

}  // namespace eq::order
