#include "eq/order/profile.h"

#include <algorithm>
#include <set>

#include "eq/base/shown.h"

namespace eq::order {
namespace {

bool working_day(Day d, const std::vector<Day>& holidays) {
  const std::uint32_t weekday = (d.n + 4) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
  return weekday != 0 && weekday != 6 &&
         std::find(holidays.begin(), holidays.end(), d) == holidays.end();
}

bool is_name(std::string_view s) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !s.empty() && std::all_of(s.begin(), s.end(), plain);
}

}  // namespace

std::string_view to_text(DataCategory c) {
  switch (c) {
    case DataCategory::subscriber: return "subscriber";
    case DataCategory::identifying: return "identifying";
    case DataCategory::traffic: return "traffic";
    case DataCategory::content: return "content";
  }
  return "unknown";
}

std::string_view to_text(IssuerKind k) {
  switch (k) {
    case IssuerKind::police: return "police";
    case IssuerKind::prosecutor: return "prosecutor";
    case IssuerKind::judge: return "judge";
    case IssuerKind::minister: return "minister";
  }
  return "unknown";
}

std::string_view to_text(Urgency u) { return u == Urgency::emergency ? "emergency" : "ordinary"; }

std::string_view to_text(Ground g) {
  switch (g) {
    case Ground::none: return "none";
    case Ground::immunity_or_privilege: return "immunity-or-privilege";
    case Ground::press_freedom: return "press-freedom";
    case Ground::fundamental_right: return "fundamental-right";
    case Ground::ne_bis_in_idem: return "ne-bis-in-idem";
    case Ground::no_offence_here: return "no-offence-here";
    case Ground::incomplete: return "incomplete";
    case Ground::manifest_error: return "manifest-error";
    case Ground::impossible: return "impossible";
    case Ground::third_country: return "third-country";
    case Ground::unnecessary: return "unnecessary";
  }
  return "unknown";
}

crypto::Digest Profile::digest() const {
  return crypto::sha256({view("eqp-profile-v1"), encode(*this)});
}

const CategoryRule* Profile::rule_for(DataCategory c) const {
  for (const CategoryRule& r : categories) {
    if (r.category == c) return &r;
  }
  return nullptr;
}

Refusal Profile::refuse(Rule rule, std::string_view detail) const {
  Refusal r = order::refuse(rule, detail);
  for (const Citation& c : citations) {
    if (c.rule != static_cast<std::uint8_t>(rule)) continue;
    r.source = c.source + (c.checked == Checked::unverified ? " (unverified)" : "");
    if (!c.remedy.empty()) r.remedy = c.remedy;
  }
  return r;
}

Time Profile::confirm_by(Time start) const {
  if (confirmation.working_days == 0) return start + confirmation.hours * kHour_ms;
  Day d = day_of(start);
  for (std::uint32_t left = confirmation.working_days; left > 0;) {
    d = d + 1;
    if (working_day(d, holidays)) --left;
  }
  return start_of(d + 1);
}

/// The name stands in paths and commands, the rest on screens.
Status check(const Profile& p) {
  REQUIRE_OR(is_name(p.name) && p.name.size() <= 64 && !p.categories.empty(), Err::malformed);
  REQUIRE_OR(is_plain_line(view(p.title)), Err::malformed);
  for (const auto& offence : p.listed_offences)
    REQUIRE_OR(is_plain_line(view(offence)), Err::malformed);
  std::set<DataCategory> seen;
  for (const CategoryRule& r : p.categories) {
    REQUIRE_OR(seen.insert(r.category).second && !r.issuers.empty(), Err::malformed);
  }
  REQUIRE_OR(p.days_max >= 1 && p.days_max <= 30, Err::malformed);
  REQUIRE_OR(p.confirmation.working_days <= 10 && p.confirmation.hours <= 7 * 24, Err::malformed);
  REQUIRE_OR(p.confirmation.working_days != 0 || p.confirmation.hours != 0, Err::malformed);
  REQUIRE_OR(p.holidays.size() <= 400 && p.notice_months_max >= 1 && p.notice_months_max <= 120,
             Err::malformed);
  REQUIRE_OR(p.preservation_days <= 365 && p.extension_days <= 365 && p.objection_hours <= 60 * 24,
             Err::malformed);
  for (const Citation& c : p.citations)
    REQUIRE_OR(c.rule >= 1 && c.rule <= kRules && !c.source.empty(), Err::malformed);
  for (const Citation& c : p.citations)
    REQUIRE_OR(is_plain_line(view(c.source)) && is_plain_line(view(c.remedy)), Err::malformed);
  return ok();
}

}  // namespace eq::order
